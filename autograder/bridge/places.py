"""A path that crosses means the same file on both sides.

The two working directories have different paths. So the judge's end replaces its own path by the student side's path
in every text that it sends, and does the reverse in every text that arrives. The student side gains nothing by this:
a path that arrives leads below the judge's own folder, as a relative path does.
"""

import re


class Places:
    """here: the judge's working directory. there: the student side's, as the student side says.

    Raises TypeError where `there` is not an absolute path.
    """

    def __init__(self, here: str, there: object) -> None:
        if type(there) is not str or not there.startswith("/") or len(there) < 2:
            raise TypeError("no working directory")
        self.here, self.there = here, there
        self._here, self._there = (re.compile(re.escape(place) + r"(?![\w-])") for place in (here, there))

    def sent(self, text: str) -> str:
        """`text` with the student side's path of the folder instead of the judge's."""
        return self._here.sub(lambda _found: self.there, text) if self.here in text else text

    def come(self, text: str) -> str:
        """`text` with the judge's path of the folder instead of the student side's."""
        return self._there.sub(lambda _found: self.here, text) if self.there in text else text
