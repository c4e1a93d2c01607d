"""Every message that the code says has its translation."""

from pathlib import Path

import pytest

from autograder.authoring import catalogues
from autograder.authoring.catalogues import untranslated
from tests.support import small_course
from tests.support.small_course import SMALL, STEP


def line_of(part: str, text: str) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")


def test_a_step_may_say_nothing_untranslated(tmp_path: Path) -> None:
    text = SMALL.replace(
        "import math\n", 'import math\nfrom course.helpers.language import label\nlabel("no such words")\n'
    )
    path = small_course.write(tmp_path, text)
    (fault,) = untranslated(tmp_path, [STEP])
    assert (fault.path, fault.line) == (path, line_of("label(", text))
    assert "'no such words' has no fr translation" in fault.problem
    assert untranslated(tmp_path, ["02_other"]) == []


def test_the_build_of_one_step_sees_what_the_helpers_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    helper = tmp_path / "sums.py"
    helper.write_text('MISTAKES = {"a.b": _("no such words")}\n')
    monkeypatch.setattr(catalogues, "_students_code", lambda: [helper])
    small_course.write(tmp_path)
    (fault,) = untranslated(tmp_path, [STEP])
    assert (fault.path, fault.line) == (helper, 1)


def test_a_translation_keeps_the_fields(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = tmp_path / "course" / "helpers" / "locale" / "fr" / "LC_MESSAGES" / "x.po"
    catalogue.parent.mkdir(parents=True)
    (tmp_path / "course" / "__main__.py").touch()
    catalogue.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8"\n\nmsgid "{a} of"\nmsgstr "{b} sur"\n'
    )
    monkeypatch.setattr("autograder.authoring.catalogues.HELPERS_LOCALE", tmp_path / "course" / "helpers" / "locale")
    small_course.write(tmp_path, SMALL.replace("import math\n", 'import math\nsentence("{a} of", a=1)\n'))
    (fault,) = untranslated(tmp_path, [STEP])
    assert "has other fields in its translation" in fault.problem
    monkeypatch.chdir(tmp_path)
    (told,) = untranslated(tmp_path, [STEP])
    assert told.remedy.endswith("in course/helpers/locale/fr/LC_MESSAGES")


def test_new_messages_go_into_their_modules_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    locale = tmp_path / "grader" / "locale"
    folder = locale / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (tmp_path / "course" / "helpers" / "locale" / "fr" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "course" / "__main__.py").touch()
    monkeypatch.setattr(catalogues, "GRADER_LOCALE", locale)
    monkeypatch.setattr(catalogues, "HELPERS_LOCALE", tmp_path / "course" / "helpers" / "locale")
    (folder / "old.po").write_text(f'{catalogues.HEAD}\nmsgid "one"\nmsgstr "un"\n\nmsgid "gone"\nmsgstr "parti"\n')
    (folder / "click.po").write_text(f'{catalogues.HEAD}\nmsgid "usage"\nmsgstr "emploi"\n')
    (tmp_path / "grader" / "a.py").write_text("""print(_("one"), _('two "quoted" {x}'), _("two \\"quoted\\" {x}"))""")
    (tmp_path / "grader" / "b.py").write_text('print(N_("three"))')
    assert catalogues.update(tmp_path) == ([folder / "new.po", folder / "old.po"], ["gone"])
    missing = [str(fault) for fault in untranslated(tmp_path)]
    assert len(missing) == 3
    assert all("has no fr translation" in fault for fault in missing)
    assert (folder / "old.po").read_text().endswith('msgid "two \\"quoted\\" {x}"\nmsgstr ""\n')
    assert catalogues.update(tmp_path) == ([], ["gone"])
