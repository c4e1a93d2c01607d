"""Seeds follow from a secret of the gradebook and from what was handed in."""

from pathlib import Path

import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from autograder.coursedir.secret import secret_of
from autograder.seeding import derived


def test_a_gradebook_keeps_its_secret(tmp_path: Path) -> None:
    first, second = (sa.create_engine(f"sqlite:///{tmp_path / name}.db") for name in "ab")
    secret = secret_of(first)
    assert len(secret) == 64
    assert secret_of(first) == secret
    assert secret_of(sa.create_engine(f"sqlite:///{tmp_path / 'a'}.db")) == secret
    assert secret_of(second) != secret


@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), min_size=2, max_size=4))
def test_parts_are_told_apart(parts: list[str]) -> None:
    assert 0 <= derived(*parts) < 1 << 64
    assert derived(*parts) == derived(*parts)
    assert derived("".join(parts)) != derived(*parts)
