"""Sets of values drawn from spans, and from the members of an ensemble."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from simcall.errors import SimcallError
from simcall.scenario import Scenario
from simcall.scenario.models.quantities import parse_duration
from simcall.studies.assumptions import draw_sets
from simcall.studies.calibrate import EnsembleValues
from tests.making import TWO_LINES, scenario

HANDLING, PEOPLE, GROWTH = "lines.999.handling.mean", "groups.handlers.headcount", "lines.101.demand.growth"
SPANS = {HANDLING: ["4 min", "360 s"], PEOPLE: [1, 4], GROWTH: [0.8, 1.2]}


def spanned(spans: Mapping[str, list[object]] = SPANS, changes: Mapping[str, object] | None = None) -> Scenario:
    """Return the hub with spans at some paths."""
    entries = {path: {"kind": "assumed", "source": "a guess", "span": span} for path, span in spans.items()}
    return scenario(TWO_LINES, {**(changes or {}), "provenance": entries})


def test_values_fill_their_spans_evenly() -> None:
    """Each value lies within its span, in its form; each quarter of a span has a quarter of the draws."""
    changes = draw_sets([spanned()], 64, 1).overrides(spanned(), 0)
    times = np.array([parse_duration(change[HANDLING]) for change in changes])
    people = [change[PEOPLE] for change in changes]
    growth = np.array([change[GROWTH] for change in changes], np.float64)
    assert np.bincount(((times - 240) / 30).astype(int)).tolist() == [16] * 4
    assert {one: people.count(one) for one in set(people)} == dict.fromkeys([1, 2, 3, 4], 16)
    assert all(isinstance(one, int) for one in people)
    assert np.histogram(growth, 4, (0.8, 1.2))[0].tolist() == [16] * 4
    assert abs(np.corrcoef(times, growth)[0, 1]) < 0.1
    assert spanned().update(changes[0])


def test_days_stay_whole() -> None:
    """Where a scenario accepts whole days only, each draw is one, each as likely; other times may be parts of days."""
    path = "groups.trainees.recruits.spring.classroom"
    recruits = {
        "lines": ["101"],
        "recruits": {
            "spring": {
                **{"people": 2, "starts": "2024-02-05", "joins": "handlers"},
                **{"classroom": "2 days", "supervised": "7 days"},
            }
        },
    }
    rota = {"pattern": ["day", "off"], "starts": "2024-02-05", "teams": {"A": {"people": 2}}}
    changes = {
        "shifts": {"day": {"start": "08:00", "length": "8 h"}},
        "groups.handlers": {"lines": ["999", "101"], "rota": rota},
        "groups.trainees": recruits,
        "lines.101.redial.delay.mean": "10 min",
    }
    hub = spanned({path: ["1 day", "4 days"], "lines.101.redial.delay.mean": ["0.001 s", "1 day"]}, changes)
    drawn = draw_sets([hub], 64, 1).overrides(hub, 0)
    days = [change[path] for change in drawn]
    assert {one: days.count(one) for one in days} == {f"{number} days": 16 for number in (1, 2, 3, 4)}
    assert len({change["lines.101.redial.delay.mean"] for change in drawn}) == 64


def test_the_seed_decides() -> None:
    """The same seed gives the same sets, and another seed others; any number of draws will do."""
    first, again, other = (draw_sets([spanned()], 20, seed).shares for seed in (1, 1, 2))
    assert (first == again).all()
    assert not (first == other).any()


def test_common_draws() -> None:
    """A path of two scenarios lies at the same place of its span in both; one without the span keeps its value."""
    wider = spanned({HANDLING: ["4 min", "8 min"], GROWTH: [0.8, 1.2]}, {PEOPLE: 3})
    pair = [spanned(), wider]
    sets = draw_sets(pair, 16, 1)
    first, second = (sets.overrides(one, number) for number, one in enumerate(pair))
    assert [change[GROWTH] for change in first] == [change[GROWTH] for change in second]
    assert all(PEOPLE not in change for change in second)
    shares = [(parse_duration(change[HANDLING]) - 240) / 120 for change in first]
    assert [(parse_duration(change[HANDLING]) - 240) / 240 for change in second] == pytest.approx(shares, abs=1e-6)


def test_an_ensemble_gives_the_calibrated_values() -> None:
    """A fitted path comes from a member, each of them equally often, and its span is not drawn."""
    members = tuple({"hub": {HANDLING: f"{minutes} min"}} for minutes in (4.5, 5, 5.5, 6))
    ensemble = EnsembleValues("a study", members, {"hub": spanned().document()})
    sets = draw_sets([spanned()], 16, 1, ensemble=ensemble)
    assert HANDLING not in sets.paths
    drawn = [change[HANDLING] for change in sets.overrides(spanned(), 0)]
    assert {one: drawn.count(one) for one in set(drawn)} == {f"{m} min": 4 for m in ("4.5", "5", "5.5", "6")}
    assert set(sets.positions()) == {PEOPLE, GROWTH, "calibrated values"}
    alone = draw_sets([spanned({})], 8, 1, ensemble=ensemble)
    assert alone.overrides(spanned({}), 0)[0].keys() == {HANDLING}


@pytest.mark.parametrize(("draws", "spans", "message"), [(64, {}, "no input of"), (4, SPANS, "from 8 to 4096")])
def test_refused(draws: int, spans: dict[str, list[object]], message: str) -> None:
    """Nothing to draw, or too few draws, is one clear message."""
    with pytest.raises(SimcallError, match=message):
        draw_sets([spanned(spans)], draws, 1)
