"""Outputs of a running cell: in order, joined, bounded, and nothing but plain parts from the student's side."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.notebook.outputs import ALL_CUT, CUT, WITHHELD, Outputs, Room, Stream, clean, with_an_error

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


def test_adjacent_text_of_one_stream_is_joined() -> None:
    outputs = Outputs(1000)
    for stream, text in [("stdout", "a"), ("stdout", "b"), ("stderr", "c"), ("stdout", "d")]:
        outputs.write(stream, text)
    assert [(item["name"], item["text"]) for item in outputs.take()] == [
        ("stdout", "ab"),
        ("stderr", "c"),
        ("stdout", "d"),
    ]
    assert outputs.take() == []


@given(texts=st.lists(st.text(max_size=50), max_size=20), largest=st.integers(0, 300))
def test_no_more_than_the_limit_is_kept(texts: list[str], largest: int) -> None:
    outputs = Outputs(largest)
    for text in texts:
        outputs.write("stdout", text)
    kept = "".join(item["text"] for item in outputs.take())
    assert len(kept) <= largest + len(CUT)
    assert kept == "".join(texts) or kept.endswith(CUT) or largest == 0


def test_an_error_and_a_result_are_kept_past_the_limit() -> None:
    outputs = Outputs(10)
    outputs.write("stdout", "x" * 100)
    outputs.error("ValueError", "no", ["line"])
    outputs.result("0.5")
    kinds = [item["output_type"] for item in outputs.take()]
    assert kinds == ["stream", "error", "execute_result"]


def test_a_picture_that_does_not_fit_is_cut() -> None:
    outputs = Outputs(500)
    outputs.display("display_data", {"image/png": "A" * 1000}, {})
    outputs.write("stdout", "later")
    (item,) = outputs.take()
    assert item["text"] == CUT


def test_a_progress_bar_never_fills_the_room() -> None:
    outputs = Outputs(300)
    for step in range(100):
        outputs.clear()
        outputs.write("stdout", f"{step} of 100")
    (item,) = outputs.take()
    assert item["text"] == "99 of 100"


def test_what_is_said_aside_is_withheld() -> None:
    outputs = Outputs(1000, aside=lambda: True)
    outputs.write("stdout", "for the teacher")
    outputs.display("display_data", {"text/plain": "x"}, {})
    assert all(item["metadata"] == {WITHHELD: True} for item in outputs.take())


def test_the_room_of_a_notebook_is_used_up_by_its_cells() -> None:
    room = Room(cell=1000, left=1200)
    first = room.outputs()
    first.write("stdout", "x" * 900)
    room.fill(first.take())
    second = room.outputs()
    second.write("stdout", "x" * 900)
    (item,) = second.take()
    assert item["text"] == "x" * 200 + ALL_CUT


def test_a_stream_takes_text_alone_and_mends_what_is_no_utf8() -> None:
    outputs = Outputs(1000)
    stream = Stream(outputs, "stdout")
    assert stream.write("a\ud800") == 2
    with pytest.raises(TypeError):
        stream.write(b"a")  # type: ignore[arg-type]
    assert outputs.take()[0]["text"] == "a?"


@given(JSON)
def test_anything_that_is_reported_becomes_outputs_or_nothing(reported: Any) -> None:
    for item in clean(reported, Outputs(1000)) + clean([reported], Outputs(1000)):
        assert item["output_type"] in ("stream", "display_data", "execute_result", "error")


def test_only_plain_parts_of_an_output_are_kept() -> None:
    reported = [
        {"output_type": "stream", "name": "elsewhere", "text": "a"},
        {"output_type": "display_data", "data": {"text/plain": "b", "x": 3}, "metadata": {WITHHELD: True}},
        {"output_type": "error", "ename": 3, "evalue": "c", "traceback": ["d", 4]},
        {"output_type": "stream", "name": "stdout", "text": "after the end"},
    ]
    first, second, third = clean(reported, Outputs(10_000))
    assert (first["name"], first["text"]) == ("stdout", "a")
    assert second["data"] == {"text/plain": "b"}
    assert second["metadata"] == {}
    assert (third["ename"], third["evalue"], third["traceback"]) == ("", "c", ["d"])


def test_a_cell_that_failed_has_an_error() -> None:
    assert [item["output_type"] for item in with_an_error([], Outputs(100))] == ["error"]
