"""Paths and the nearest known name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simcall.files.messages import nearest
from simcall.scenario.models.paths import MISSING, covers, format_path, leaves, lookup, parse_path


@given(st.lists(st.text(min_size=1).filter(lambda key: key == key.strip()), min_size=1, max_size=5))
def test_paths_survive_being_written(keys: list[str]) -> None:
    """Whatever the keys are, with dots, quotes or spaces in them, a written path leads to the same place."""
    assert parse_path(format_path(keys)) == tuple(keys)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("lines.101.patience", ("lines", "101", "patience")),
        ('lines."9.9".demand', ("lines", "9.9", "demand")),
        ("lines.missing persons.demand", ("lines", "missing persons", "demand")),
        ("lines.café", ("lines", "café")),
        ("a # b", ("a # b",)),
    ],
)
def test_paths_as_toml_keys_or_plainly_split(text: str, keys: tuple[str, ...]) -> None:
    """A path is read as a TOML key; what is none is split at its dots."""
    assert parse_path(text) == keys


@pytest.mark.parametrize("text", ["", ".", "a..b", ".a", "a."])
def test_paths_without_a_name(text: str) -> None:
    """A path has no empty parts."""
    with pytest.raises(ValueError, match="is not a path"):
        parse_path(text)


def test_lookup_leads_into_lists() -> None:
    """A number leads into a list, and nowhere beyond its end."""
    document = {"a": [{"b": 1}]}
    assert lookup(document, ("a", "0", "b")) == 1
    assert lookup(document, ("a", "1")) is MISSING
    assert lookup(document, ("a", "-1")) is MISSING
    assert lookup(document, ("a", "0", "b", "c")) is MISSING


def test_covering_and_leaves() -> None:
    """A path covers itself and what is inside; an empty table is a value."""
    assert covers(("a",), ("a", "b"))
    assert covers(("a", "b"), ("a", "b"))
    assert not covers(("a", "b"), ("a",))
    assert dict(leaves({"a": {"b": 1, "c": {}}})) == {("a", "b"): 1, ("a", "c"): {}}


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("patince", ["priority", "patience"], "patience"),
        ("1O1", ["999", "112", "101"], "101"),
        ("102", ["999", "101", "112"], "101"),
        ("MON", ["Mon", "Tue"], "Mon"),
        ("xyz", ["999", "101"], None),
        ("xyz", [], None),
    ],
)
def test_nearest(word: str, known: list[str], meant: str | None) -> None:
    """The nearest name is offered if it is near at all."""
    assert nearest(word, known) == meant
