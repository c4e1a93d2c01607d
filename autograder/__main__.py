"""`autograder`, and `python -m autograder`: the reader's language first, then the command line."""

import gettext
import sys

from autograder.messages import LOCALE
from course.helpers.language import catalogue, languages


def main() -> None:
    """Run the command line. Exits with 2 where `COURSE_LANG` names no language of the course."""
    try:
        language = languages()[0]
    except ValueError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    if language != "en":
        # The words of the help and of usage errors are click's: it takes these two functions when it is imported.
        translations = catalogue(LOCALE, language)
        gettext.gettext, gettext.ngettext = translations.gettext, translations.ngettext
    from autograder.cli import app

    app(prog_name="autograder")


if __name__ == "__main__":
    main()
