"""Laying one layer over another: what wins, what is displaced, who wrote what."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simcall.scenario.reading.layers import Layer, Merged
from simcall.scenario.reading.merging import lay_over, merge

TABLES = st.recursive(
    st.integers() | st.text(max_size=3),
    lambda inner: st.dictionaries(st.sampled_from("abcd"), inner, max_size=4),
    max_leaves=12,
).filter(lambda node: isinstance(node, dict))


def of(*documents: dict[str, Any]) -> Merged:
    """Lay documents over each other, named 0, 1, 2."""
    return merge(Layer.of(document, str(number), str(number)) for number, document in enumerate(documents))


def test_the_later_layer_wins_key_by_key() -> None:
    """What the later layer does not name stays."""
    assert of({"a": {"x": 1, "y": 2}, "b": 3}, {"a": {"y": 4}}).values == {"a": {"x": 1, "y": 4}, "b": 3}


def test_lists_and_scalars_are_replaced_whole() -> None:
    """A list is one value; a table may replace a value and the other way round."""
    assert of({"a": [1, 2], "b": 1, "c": {"d": 1}}, {"a": [3], "b": {"x": 1}, "c": 2}).values == {
        "a": [3],
        "b": {"x": 1},
        "c": 2,
    }


@given(TABLES, TABLES)
def test_merging_changes_nothing_it_was_given(below: dict[str, Any], above: dict[str, Any]) -> None:
    """Both layers are as they were; laying the same over again changes nothing."""
    before = deepcopy((below, above))
    merged = of(below, above)
    assert (below, above) == before
    assert lay_over(merged, Layer("2", "2", above)).values == merged.values


@given(TABLES)
def test_an_empty_layer_is_neutral(table: dict[str, Any]) -> None:
    """Nothing over a table, and a table over nothing, are the table."""
    assert of(table, {}).values == of({}, table).values == table


def test_a_table_that_names_its_distribution_replaces_the_old_one() -> None:
    """No parameter of the old law remains; a table that names none only changes parameters."""
    old = {"patience": {"distribution": "lognormal", "mean": "1 min", "sd": "2 min", "at_zero": 0.1}}
    new = {"patience": {"distribution": "exponential", "mean": "3 min"}}
    assert of(old, new).values == new
    assert of(old, {"patience": {"mean": "3 min"}}).values["patience"]["sd"] == "2 min"


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (("groups", "g"), "headcount", "headcount_profile"),
        (("groups", "g"), "headcount_profile", "headcount"),
        (("groups", "g"), "headcount", "rota"),
        (("groups", "g"), "headcount", "roster"),
        (("lines", "l", "demand"), "calls_per_day", "calls_per_hour"),
        (("lines", "l", "demand"), "calls_per_hour", "calls_per_day"),
        (("lines", "l", "demand", "bursts", "b"), "at", "incidents_per_day"),
    ],
)
def test_ways_to_say_the_same_displace_each_other(path: tuple[str, ...], old: str, new: str) -> None:
    """The new way takes the old one's place, and its provenance; the rest of the table stays."""
    below = _nested(path, {old: 1, "other": 2})
    below["provenance"] = {".".join((*path, old)): {"kind": "published", "source": "x"}}
    merged = of(below, _nested(path, {new: 3}))
    assert merged.values == _nested(path, {"other": 2, new: 3})
    assert merged.provenance == {}
    assert (*path, old) not in merged.origins


def test_two_ways_in_one_layer_are_left_for_validation() -> None:
    """Which of the two is meant is not for merging to guess."""
    both = {"groups": {"g": {"headcount": 1, "headcount_profile": [1]}}}
    assert of({"groups": {"g": {"headcount": 2}}}, both).values == both


def test_none_leaves_a_value_out() -> None:
    """None takes a value away, also within a table that is new."""
    assert of({"a": {"x": 1, "y": 2}}, {"a": {"x": None}, "b": {"z": None}}).values == {"a": {"y": 2}, "b": {}}


def test_each_value_remembers_who_wrote_it() -> None:
    """A value and the tables around it belong to the layer that wrote them last; what is replaced is forgotten."""
    merged = of(
        {"a": {"x": 1, "y": 2}, "p": {"distribution": "gamma", "sd": 1}},
        {"a": {"y": 3}},
        {"p": {"distribution": "exponential"}},
    )
    assert merged.origin_of(("a", "x"), "?") == "0"
    assert merged.origin_of(("a", "y"), "?") == "1"
    assert merged.origin_of(("a", "missing"), "?") == "1"
    assert merged.origin_of(("p", "sd"), "?") == "2"
    assert merged.origin_of(("q",), "?") == "?"


def _nested(path: tuple[str, ...], value: object) -> dict[str, Any]:
    for key in reversed(path):
        value = {key: value}
    assert isinstance(value, dict)
    return value
