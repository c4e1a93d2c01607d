"""Who reads which language, and that every message has its French."""

import re
from pathlib import Path

import pytest

from course.helpers import language
from course.helpers.mistakes import MISTAKES

FIELD = re.compile(r"\{\w+\}")


@pytest.fixture(autouse=True)
def nothing_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("COURSE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, ("en", "fr")),
        ({"COURSE_LANG": "en"}, ("en",)),
        ({"COURSE_LANG": " FR "}, ("fr",)),
        ({"COURSE_LANG": "both", "LANG": "fr_FR.UTF-8"}, ("en", "fr")),
        ({"COURSE_LANG": "", "LANG": "fr_CA.UTF-8"}, ("fr",)),
        ({"LANG": "en_GB.UTF-8"}, ("en",)),
        ({"LANG": "fr"}, ("fr",)),
        ({"LANG": "C.UTF-8"}, ("en", "fr")),
        ({"LANG": "de_DE.UTF-8"}, ("en", "fr")),
        ({"LANG": "frp_FR"}, ("en", "fr")),  # Franco-Provençal is not French
        ({"LC_ALL": "fr_FR.UTF-8", "LANG": "en_GB.UTF-8"}, ("fr",)),
        ({"LC_ALL": "", "LC_MESSAGES": "fr_FR.UTF-8", "LANG": "en_GB.UTF-8"}, ("fr",)),
        ({"LC_ALL": "C", "LANG": "fr_FR.UTF-8"}, ("en", "fr")),
    ],
)
def test_the_readers_languages(
    environment: dict[str, str], expected: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    assert language.languages() == expected


def test_another_choice_is_refused_in_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "de")
    with pytest.raises(ValueError, match=r"choose en, fr or both / choisissez en, fr ou both"):
        language.languages()


def test_a_label_is_one_line_and_a_sentence_a_line_each(monkeypatch: pytest.MonkeyPatch) -> None:
    assert language.label("epoch") == "epoch / époque"
    assert language.label("minimum") == "minimum"  # the same word, once
    assert language.label("after {epochs} epochs", epochs=3) == "after 3 epochs / après 3 époques"
    assert language.sentence("epoch") == "epoch\népoque"
    monkeypatch.setenv("COURSE_LANG", "fr")
    assert language.label("epoch") == language.sentence("epoch") == "époque"


def test_a_message_without_french_stays_english() -> None:
    assert language.in_language("no catalogue has this", "fr") == "no catalogue has this"


def test_a_folders_catalogues_are_read_as_one(tmp_path: Path) -> None:
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    header = 'msgid ""\nmsgstr ""\n"Language: fr\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    for name, english, french in (("a", "one", "un"), ("b", "two", "deux"), ("c", "three", "trois")):
        (folder / f"{name}.po").write_text(f'{header}msgid "{english}"\nmsgstr "{french}"\n', encoding="utf-8")
    assert [language.in_language(word, "fr", tmp_path) for word in ("one", "two", "three")] == ["un", "deux", "trois"]


@pytest.mark.parametrize("key", MISTAKES)
def test_every_mistake_is_told_in_french(key: str) -> None:
    english = MISTAKES[key]
    french = language.in_language(english, "fr")
    assert french != english
    assert FIELD.findall(french) == FIELD.findall(english)
    assert english.endswith(".") == french.endswith(".")


def test_keys_of_mistakes_are_short_codes() -> None:
    assert all(re.fullmatch(r"[a-z_0-9]+(\.[a-z_0-9]+)?", key) for key in MISTAKES)
    assert len(set(MISTAKES.values())) == len(MISTAKES)


def test_what_a_notebook_says_comes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")
    with language.speaking(None):
        language.choose("fr")
        assert language.languages() == ("fr",)
        with language.speaking("en"):
            assert language.languages() == ("en",)
        assert language.languages() == ("fr",)
        with pytest.raises(ValueError, match="de"):
            language.choose("de")
    assert language.languages() == ("en",)
