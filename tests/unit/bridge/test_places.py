"""One name for the working directory on both sides."""

import pytest

from autograder.bridge.places import Places


def test_a_path_means_the_same_file_on_the_other_side() -> None:
    places = Places("/desk/7", "/work")
    assert places.sent("open('/desk/7/data.csv')") == "open('/work/data.csv')"
    assert places.come("/work/data.csv and /work") == "/desk/7/data.csv and /desk/7"
    for text in ("/work/a", "/work", "nothing"):
        assert places.sent(places.come(text)) == text


@pytest.mark.parametrize("text", ["/workshop", "/work-2/x", "/work_3"])
def test_a_folder_whose_name_only_begins_alike_is_another(text: str) -> None:
    assert Places("/desk/7", "/work").come(text) == text


@pytest.mark.parametrize("there", ["", "/", "work", None, 7, b"/work"])
def test_what_is_no_folder_is_not_taken_for_one(there: object) -> None:
    with pytest.raises(TypeError):
        Places("/desk/7", there)
