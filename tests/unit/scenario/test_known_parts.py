"""What of a scenario is kept when a few of its values change: it is the same as if everything were made anew."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from simcall.errors import ScenarioError
from simcall.scenario import Scenario, load
from simcall.scenario.checks.known_parts import KnownParts
from simcall.scenario.checks.problems import validated
from simcall.scenario.models.number_forms import default_number, number_form
from simcall.scenario.models.paths import MISSING, KeyPath, format_path
from simcall.scenario.models.schema import known_keys, schema_key
from simcall.scenario.reading.layers import Layer, Merged
from simcall.scenario.reading.merging import lay_over, merge
from simcall.scenario.reading.overrides import override_layer

SCENARIOS = Path(__file__).parents[3] / "scenarios"
FILES = ["2024-02-backfill.toml", "2024-02-hub-and-response.toml", "2024-recruits.toml", "switchboard.toml"]
VALUES = {
    "time": ("2 min", "0 s", "400 day"),
    "days": ("30 day", "1 day"),
    "whole": (2, 0, -1),
    "number": (0.5, 3.0, -1),
}


def numbers(document: Mapping[str, object]) -> Iterator[tuple[KeyPath, object]]:
    """Return the paths of a document's numbers and lengths of time, written or with a default, and a value for each."""
    tables: list[KeyPath] = [()]
    for number, path in enumerate(tables):
        for turn, key in enumerate(dict.fromkeys((*known_keys(path, document), *_keys(path, document)))):
            own = (*path, key)
            if isinstance(_at(own, document), Mapping):
                tables.append(own)
            entry = schema_key(own, document)
            form = number_form(entry) if entry else None
            if entry and form and (_at(own, document) is not MISSING or default_number(entry, form) is not MISSING):
                yield own, VALUES[form][(number + turn) % len(VALUES[form])]


def _at(path: KeyPath, document: object) -> object:
    for key in path:
        document = document.get(key, MISSING) if isinstance(document, Mapping) else MISSING
    return document


def _keys(path: KeyPath, document: object) -> list[str]:
    table = _at(path, document)
    return list(table) if isinstance(table, Mapping) else []


def anew(merged: Merged, file: str) -> Scenario | None:
    """Return a scenario of which every part is made and checked; None if something is wrong."""
    try:
        return validated(Scenario, merged, file)
    except ScenarioError:
        return None


@pytest.mark.parametrize("file", FILES)
def test_a_copy_is_the_same_as_one_made_anew(file: str) -> None:
    """A copy with another number has the document, the history and the parts of one that is checked as a whole.

    What is not checked hides no problem: each number of the scenario is changed, and each default is written, also to
    values that are refused.
    """
    base = load(SCENARIOS / file)
    below = merge([Layer.of(base.document(), base.name, base.name)])
    known, quick, refused = KnownParts(base, below), 0, 0
    for path, value in numbers(below.document()):
        layer, problems = override_layer({format_path(path): value, "name": f"with {path[-1]}"}, "update")
        assert not problems
        merged = lay_over(below, layer)
        whole = anew(merged, file)
        try:
            copy = validated(Scenario, merged, file, known=known)
        except ScenarioError:
            refused += 1
            assert whole is None, (path, value)
            continue
        assert whole is not None, (path, value)
        assert copy == whole
        assert copy.document() == whole.document()
        assert copy.history.first_given == whole.history.first_given
        quick += known.leaves_right(merged)
    assert quick > 20
    assert refused > 5


def test_parts_that_do_not_change_are_shared() -> None:
    """A copy with another number of one line holds the other parts of its scenario, so that many take little memory."""
    base = load(SCENARIOS / FILES[0])
    copy = base.update({"lines.999.demand.growth": 1.5})
    assert copy.lines["101"] is base.lines["101"]
    assert all(copy.groups[name] is group for name, group in base.groups.items())
    assert copy.lines["999"] is not base.lines["999"]
    assert base.lines["999"].demand.growth == 1
    assert copy.lines["999"].demand.growth == 1.5


def test_a_copy_of_pydantic_has_parts_of_its_own() -> None:
    """What is kept of a scenario is not taken for that of a copy that pydantic makes of it."""
    base = load(SCENARIOS / FILES[0])
    base.update({"lines.999.demand.growth": 1.5})
    shorter = base.model_copy(update={"days": 2.0})
    assert shorter.update({"lines.999.demand.growth": 1.5}).days == 2


@pytest.mark.parametrize(
    ("overrides", "says"),
    [
        ({"lines.999.demand.growth": -1}, "lines.999.demand.growth: -1 is out of range"),
        ({"lines.999.demand.growth": 1.2, "name": "two\nlines"}, "name: "),
        (
            {
                "lines.999.demand.growth": 1.2,
                "provenance": {"lines.999.demand.growth": {"kind": "assumed", "source": "a guess", "span": [2, 3]}},
            },
            "outside its span",
        ),
        ({"groups.handlers.reserve.999": 1.5}, "is not a whole number"),
    ],
)
def test_what_is_wrong_in_a_copy_is_said(overrides: dict[str, object], says: str) -> None:
    """Whatever is kept, a wrong value is refused in the same words."""
    base = load(SCENARIOS / FILES[0])
    base.update({"lines.999.demand.growth": 1.5})
    with pytest.raises(ScenarioError) as refused:
        base.update(overrides)
    assert says in str(refused.value)


def test_a_span_that_a_changed_line_no_longer_accepts() -> None:
    """A span of another value of the line is checked again: what it allows depends on the value that changes."""
    guess = {"kind": "assumed", "source": "a guess", "span": ["1 min", "4 min"]}
    handling = {"distribution": "triangular", "low": "2 min", "mode": "5 min", "high": "10 min"}
    base = load(SCENARIOS / FILES[0]).update({"lines.101.handling": handling})
    base = base.update({"provenance": {"lines.101.handling.low": guess}})
    assert base.update({"lines.101.handling.mode": "4 min"}).provenance_of("lines.101.handling.low").span
    with pytest.raises(ScenarioError, match=r"low\"\.span: the scenario does not accept .*4 min"):
        base.update({"lines.101.handling.mode": "3 min"})
