"""The scenario itself: frozen, written out and read back, changed by copies."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from simcall.errors import ScenarioError
from simcall.scenario import Provenance, Scenario, load

Over = Callable[[str], Scenario]
Write = Callable[..., Path]

# The first example of a session may wait for imports, and coverage slows every one.
RELAXED = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])

SECONDS = st.floats(0.001, 1e6).map(lambda seconds: f"{seconds!r} s")
SHARES = st.floats(0, 1)


def laws(depth: int = 1) -> st.SearchStrategy[dict[str, Any]]:
    """Draw any distribution."""
    mean_sd = st.fixed_dictionaries({"mean": SECONDS, "sd": SECONDS}, optional={"at_zero": SHARES})
    kinds: list[st.SearchStrategy[dict[str, Any]]] = [
        st.fixed_dictionaries({"distribution": st.just("constant"), "value": SECONDS}),
        st.fixed_dictionaries({"distribution": st.just("exponential"), "mean": SECONDS}),
        mean_sd.map(lambda table: {"distribution": "lognormal", **table}),
        mean_sd.map(lambda table: {"distribution": "gamma", **table}),
        st.fixed_dictionaries({"distribution": st.just("weibull"), "mean": SECONDS, "shape": st.floats(0.1, 100)}),
        mean_sd.map(lambda table: {"distribution": "normal", **table}),
        st.just({"distribution": "uniform", "low": "1 s", "high": "1 h"}),
        st.just({"distribution": "triangular", "low": "1 s", "mode": "90 s", "high": "1 h"}),
        st.fixed_dictionaries({"distribution": st.just("empirical"), "values": st.lists(SECONDS, min_size=1)}),
    ]
    if depth:
        part = st.tuples(st.floats(0.1, 10), laws(depth - 1))
        kinds.append(
            st.lists(part, min_size=1, max_size=3).map(
                lambda parts: {
                    "distribution": "mixture",
                    "weights": [weight for weight, _ in parts],
                    "components": [law for _, law in parts],
                }
            )
        )
    return st.one_of(kinds)


DOCUMENTS = st.fixed_dictionaries(
    {
        "name": st.just("drawn"),
        "start": st.one_of(
            st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31))
        ).map(lambda when: when.isoformat()),
        "days": st.floats(0.1, 3000) | st.integers(1, 3000),
        "lines": st.fixed_dictionaries(
            {
                "a.b": st.fixed_dictionaries(
                    {
                        "handling": laws(),
                        "demand": st.fixed_dictionaries(
                            {"calls_per_day": st.floats(0, 1e4)},
                            optional={
                                "profile": st.lists(st.floats(0.1, 5), min_size=7, max_size=7) | st.just("flat"),
                                "special_days": st.just(
                                    {"fair": {"dates": ["2024-06-01"], "from": "22:00", "to": "04:00", "factor": 2}}
                                ),
                                "bursts": laws().map(
                                    lambda law: {
                                        "crash": {
                                            "at": ["2024-06-01T10:30:00.5"],
                                            "calls_per_incident": 3,
                                            "spread": law,
                                        }
                                    }
                                ),
                            },
                        ),
                    },
                    optional={
                        "patience": laws(),
                        "priority": st.integers(1, 9),
                        "answer_target": st.just({"within": "10 s", "share": 0.9}),
                        "pass_on": st.just({"after": "2 min"}),
                        "short_abandon": SECONDS,
                    },
                )
            }
        ),
        "groups": st.fixed_dictionaries(
            {
                "g": st.one_of(
                    st.fixed_dictionaries({"lines": st.just(["a.b"]), "headcount": st.integers(0, 500)}),
                    st.fixed_dictionaries(
                        {
                            "lines": st.just(["a.b"]),
                            "headcount_profile": st.lists(st.integers(0, 50), min_size=7, max_size=7),
                            "reserve": st.just({"a.b": 2}),
                        }
                    ),
                )
            }
        ),
    },
    optional={
        "busyness": st.fixed_dictionaries({"cv": st.floats(0, 1)}, optional={"day_starts": st.just("07:30")}),
        "provenance": st.just({'lines."a.b".handling': {"kind": "measured", "source": "x"}}),
    },
)


@RELAXED
@given(DOCUMENTS)
def test_a_document_is_read_back_equal(document: dict[str, Any]) -> None:
    """What a scenario writes out, through JSON too, is the same scenario, with the same fingerprint and document."""
    scenario = Scenario.from_document(document)
    again = Scenario.from_document(json.loads(json.dumps(scenario.document())))
    assert again == scenario == Scenario.model_validate(scenario.document())
    assert again.fingerprint() == scenario.fingerprint()
    assert again.document() == scenario.document()


@RELAXED
@given(DOCUMENTS)
def test_a_scenario_travels_between_processes(document: dict[str, Any]) -> None:
    """A pickled scenario is the same, and so is one updated with nothing."""
    scenario = Scenario.from_document(document)
    assert pickle.loads(pickle.dumps(scenario)) == scenario
    assert scenario.update({}) == scenario


def test_the_document_holds_what_was_set(over: Over) -> None:
    """Nothing but what some file wrote is in it, as TOML would have it: units, dates, lists."""
    document = over("start = 2024-03-01T06:00:00").document()
    assert document["start"] == "2024-03-01T06:00:00"
    assert document["lines"]["101"]["patience"] == {"distribution": "exponential", "mean": "5 min"}
    assert document["lines"]["101"]["demand"]["profile"] == [1, 2, 1, 1, 1, 1, 1]
    assert "tick" not in document
    assert "extends" not in document
    assert "growth" not in document["lines"]["101"]["demand"]


def test_the_fingerprint_is_of_what_is_said(base: Scenario, over: Over) -> None:
    """The order and the units of writing leave it; any other value changes it."""
    same = over('lines.101.patience = { mean = "300 s", distribution = "exponential" }\nname = "base"')
    assert same.fingerprint() == base.fingerprint()
    assert len(base.fingerprint()) == 64
    assert base.update({"days": 8}).fingerprint() != base.fingerprint()
    assert base.update({}, name="other").fingerprint() != base.fingerprint()


def test_update_makes_a_copy(base: Scenario) -> None:
    """The copy has the new values and name, the original is as it was, and neither can be changed."""
    before = base.document()
    more = base.update({"lines.101.patience.mean": "10 min", "groups.officers": _officers(4)}, name="more")
    assert (more.name, more.groups["officers"].headcount) == ("more", 4)
    assert base.document() == before
    assert more.groups["handlers"] == base.groups["handlers"]
    with pytest.raises(ValidationError, match="frozen"):
        more.name = "x"  # type: ignore[misc]


def test_update_follows_the_rules_of_merging(base: Scenario) -> None:
    """Whole laws are replaced, other ways to say the same displaced, sources lost, None leaves out."""
    changed = base.update(
        {
            "lines.101.patience": {"distribution": "constant", "value": "1 min"},
            "groups.handlers.headcount_profile": [1, 2, 3, 4, 5, 6, 7],
            "lines.101.redial": None,
        }
    )
    assert changed.groups["handlers"].headcount is None
    assert changed.lines["101"].redial is None
    assert changed.provenance_of("lines.101.patience").source == "set by update without a source"
    assert "groups.handlers.headcount" not in changed.provenance


def test_update_with_its_own_source(base: Scenario) -> None:
    """An update may say where its values are from."""
    entry = {"lines.101.patience.mean": {"kind": "published", "source": "a paper"}}
    changed = base.update({"lines.101.patience.mean": "10 min", "provenance": entry})
    assert changed.provenance_of("lines.101.patience.mean") == Provenance(kind="published", source="a paper")


def test_update_tells_all_problems(base: Scenario) -> None:
    """Every wrong value of an update is told at once, and blamed on it."""
    with pytest.raises(ScenarioError) as caught:
        base.update({"days": -1, "a..b": 3, "lines.101.patince": 4, "groups.handlers.headcount": "4"})
    assert {problem.file for problem in caught.value.problems} == {"update"}
    assert len(caught.value.problems) == 4
    assert pickle.loads(pickle.dumps(caught.value)).problems == caught.value.problems


@pytest.mark.parametrize("document", [{}, {"lines": 3}, {1: 2}, {"extends": "base.toml"}])
def test_documents_that_are_none(document: dict[Any, Any]) -> None:
    """A wrong document is refused as a wrong file is."""
    with pytest.raises(ScenarioError):
        Scenario.from_document(document, "old.json")


def test_a_table_without_end_is_refused(base: Scenario) -> None:
    """Tables that hold themselves, or hundreds of others, are refused before anything walks them."""
    endless: dict[str, Any] = {}
    endless["x"] = endless
    with pytest.raises(ScenarioError, match="too many tables within tables"):
        base.update({"groups": endless})
    with pytest.raises(ScenarioError, match="too many tables within tables"):
        Scenario.from_document(endless)


def test_python_and_toml_say_the_same(write: Write, base: Scenario) -> None:
    """An update and a file that extends give equal scenarios, apart from where the value says it was set."""
    write("x.toml", 'extends = "base.toml"\ngroups.officers = { lines = ["999"], headcount = 4 }')
    assert load("x.toml") == base.update({"groups.officers": _officers(4)})


def test_importing_is_light() -> None:
    """The scenario room needs no arrays and no plots, so that the command line answers at once."""
    code = "import sys, simcall.scenario; print(*sorted({'numpy', 'pandas', 'matplotlib', 'scipy'} & set(sys.modules)))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path.cwd())
    assert shown.stdout.strip() == ""


def _officers(headcount: int) -> dict[str, object]:
    return {"lines": ["999"], "headcount": headcount}
