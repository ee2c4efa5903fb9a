"""Paths and the nearest known name."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simcall.files.messages import nearest
from simcall.scenario.models.paths import MISSING, covers, cut_at, format_path, leaves, lookup, parse_path
from tests.making import any_name


@given(st.lists(any_name(), min_size=1, max_size=5))
def test_paths_survive_being_written(keys: list[str]) -> None:
    """Whatever the keys are, with dots, quotes or spaces in them, a written path leads to the same place."""
    assert parse_path(format_path(keys)) == tuple(keys)


@pytest.mark.parametrize("separator", ["=", ">=", "<", "≥", "±", "+-"])
@given(keys=st.lists(any_name(), min_size=1, max_size=3), rest=any_name())
def test_what_follows_a_path_is_cut_off(separator: str, keys: list[str], rest: str) -> None:
    """A key that holds a separator would end the path of a target or an override early."""
    path = format_path(keys)
    parts = cut_at(re.escape(separator), f"{path}{separator}{rest}")
    assert parts is not None
    assert parts == (path, separator, rest.strip())


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
