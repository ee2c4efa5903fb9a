"""The same caller in every scenario: what changes elsewhere disturbs nobody."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from simcall.inputs import Blueprint, draw_blueprint, draw_world
from simcall.scenario import Scenario
from tests.lives import Lives, lives_of
from tests.making import TWO_LINES, constant, exponential, scenario

BURST = {"incidents_per_day": 2.0, "calls_per_incident": 8.0, "spread": exponential("5 min")}
BASE = {"days": 2.0, "lines.101.demand.bursts": {"crash": BURST}}


def drawn(made: Scenario, replication: int = 0) -> tuple[Blueprint, Lives]:
    """Return the callers of one replication."""
    blueprint = draw_blueprint(made)
    return blueprint, lives_of(draw_world(blueprint, 5, replication))


def lives(made: Scenario, lines: tuple[str, ...] = ("999", "101")) -> dict[tuple[object, ...], tuple[object, ...]]:
    """Return, by who a caller is, all that they would do: when they ring by the UTC clock, and every attempt's columns.

    Who a caller is: line, source, date with incident, index; lines by name, as their places may differ.
    """
    blueprint, calls = drawn(made)
    names = list(made.lines)
    found = {}
    for caller, (line, *rest) in enumerate(calls.origin.tolist()):
        rows = slice(calls.first_row[caller], calls.first_row[caller + 1])
        rang = blueprint.calendar.local(int(calls.ring[caller])).timestamp()
        attempts = [
            (names[place], *others)
            for place, *others in zip(
                calls.line[rows].tolist(),
                calls.connection[rows].tolist(),
                calls.patience[rows].tolist(),
                calls.redials_if_abandoned[rows].tolist(),
                calls.redials_if_engaged[rows].tolist(),
                calls.redial_delay[rows].tolist(),
                calls.pick_up[rows].tolist(),
                calls.handling[rows].tolist(),
                strict=True,
            )
        ]
        if names[line] in lines:
            found[names[line], *rest] = (rang, attempts)
    return found


def kept(base: dict[tuple[object, ...], object], other: dict[tuple[object, ...], object]) -> bool:
    """Tell whether every caller of the base is in the other, unchanged."""
    return all(who in other and other[who] == life for who, life in base.items())


def test_callers_have_names_of_their_own():
    """`Callers.origin` tells every caller from every other."""
    _, calls = drawn(scenario(TWO_LINES, BASE))
    assert len(np.unique(calls.origin, axis=0)) == len(calls.ring) > 500


@pytest.mark.parametrize(
    "changes",
    [
        {"lines.999.demand.growth": 1.27},
        {"lines.101.demand.calls_per_day": 700.0},
        {"lines.101.demand.bursts": {"crash": {**BURST, "incidents_per_day": 5.0}}},
        {"lines.101.demand.bursts": {"crash": {**BURST, "calls_per_incident": 30.0}}},
        {"lines.101.demand.bursts": {"crash": BURST, "flood": BURST}},
    ],
    ids=["growth", "volume", "incidents", "calls per incident", "another burst"],
)
def test_more_volume_leaves_every_earlier_caller(changes):
    """More volume only adds callers: those who rang before ring still, at the same time, with the same life."""
    base = lives(scenario(TWO_LINES, BASE))
    more = lives(scenario(TWO_LINES, {**BASE, **changes}))
    assert kept(base, more)
    assert len(more) > len(base)


def test_less_volume_is_a_part():
    """Less volume only takes callers away, down to nobody."""
    base = lives(scenario(TWO_LINES, BASE))
    half = lives(scenario(TWO_LINES, {**BASE, "lines.999.demand.growth": 0.5}))
    none = lives(scenario(TWO_LINES, {**BASE, "lines.999.demand.growth": 0.0}))
    assert kept(half, base)
    assert kept(none, half)
    assert not any(who[0] == "999" for who in none)


@pytest.mark.parametrize(
    "changes",
    [
        {"warm_up": "1 day"},
        {"warm_up": "36 h"},
        {"warm_up": "90 min"},
        {"start": "2024-02-04", "days": 3.0},
        {"start": "2024-02-04T18:00:00", "days": 2.25},
        {"days": 5.0},
    ],
    ids=str,
)
def test_a_longer_span_disturbs_nobody(changes):
    """A longer warm-up, an earlier start or a later end only adds callers."""
    base = lives(scenario(TWO_LINES, BASE))
    longer = lives(scenario(TWO_LINES, {**BASE, **changes}))
    assert kept(base, longer)
    assert len(longer) > len(base)


def test_a_special_day_changes_its_own_date_alone():
    """A special day changes nobody who rings on another date."""
    special = {"party": {"dates": ["2024-02-06"], "factor": 3.0}}
    base = lives(scenario(TWO_LINES, BASE))
    other = lives(scenario(TWO_LINES, {**BASE, "lines.999.demand.special_days": special}))
    day = date(2024, 2, 6).toordinal()
    elsewhere = {who: life for who, life in base.items() if (who[0], who[2]) != ("999", day)}
    assert kept(elsewhere, other)
    assert len(other) > len(base)
    assert {who for who in other if who not in base} == {
        who for who in other if who not in base and (who[0], who[2]) == ("999", day)
    }


def test_special_hours_leave_the_callers_of_the_date_who_they_are():
    """A special factor in some hours moves when people ring on the date, not how long they wait and talk."""
    special = {"party": {"dates": ["2024-02-06"], "from": "20:00", "to": "23:00", "factor": 3.0}}
    base = lives(scenario(TWO_LINES, BASE))
    other = lives(scenario(TWO_LINES, {**BASE, "lines.999.demand.special_days": special}))
    assert all(who in other and other[who][1] == attempts for who, (_, attempts) in base.items())
    assert any(other[who][0] != rang for who, (rang, _) in base.items())


@pytest.mark.parametrize("first", [True, False], ids=["before", "after"])
def test_another_line_disturbs_nobody(first):
    """A line added, before or after the others, changes none of their callers."""
    fire = {"fire": {"handling": exponential("2 min"), "demand": {"calls_per_day": 100.0}}}
    base = scenario(TWO_LINES, BASE)
    document = base.document()
    lines = {**fire, **document["lines"]} if first else {**document["lines"], **fire}
    groups = {**document["groups"], "brigade": {"lines": ["fire"], "headcount": 1}}
    # The last column of each attempt's handling is the brigade's: compare the groups that were there.
    more = lives(Scenario.from_document({**document, "lines": lines, "groups": groups}))
    cut = {
        who: (rang, [(*row[:-2], row[-2][:2], row[-1][:2]) for row in attempts])
        for who, (rang, attempts) in more.items()
    }
    assert kept(lives(base), cut)


@pytest.mark.parametrize(
    "changes",
    [
        {"groups.handlers.headcount": 9, "groups.officers.headcount": 0},
        {"groups.handlers.reserve": {"101": 0}, "lines.101.queue_limit": 0, "lines.101.priority": 1},
        {"name": "another name", "lines.999.answer_target.within": "30 s", "lines.101.pass_on": {"after": "1 min"}},
    ],
    ids=["headcount", "routing", "targets"],
)
def test_staffing_and_routing_change_no_caller(changes):
    """Who rings, and what they would do, depends on demand and on the laws of the line alone."""
    assert lives(scenario(TWO_LINES, {**BASE, **changes})) == lives(scenario(TWO_LINES, BASE))


def test_another_law_of_one_thing_leaves_the_others():
    """Another patience leaves ring times, connection and handling as they were; the impatient stay the impatient."""
    base = lives(scenario(TWO_LINES, BASE))
    other = lives(scenario(TWO_LINES, {**BASE, "lines.999.patience": exponential("10 min")}))
    assert base.keys() == other.keys()
    for who, (rang, attempts) in base.items():
        assert rang == other[who][0]
        for before, after in zip(attempts, other[who][1], strict=True):
            assert (*before[:2], *before[3:]) == (*after[:2], *after[3:])
            halved = before[0] == "999"
            assert abs(after[2] - before[2] / (1 + halved)) <= 1


def test_busyness_moves_the_number_of_callers_and_nothing_else():
    """With a busyness factor the callers who ring with and without it are the same people with the same life.

    Days of busyness change at midnight here, so that each date has one factor and nobody's time of day moves.
    """
    still = {**BASE, "busyness": None, "lines.999.demand.day_factor_cv": 0.0, "lines.101.demand.bursts": {}}
    base = lives(scenario(TWO_LINES, still))
    busy = lives(scenario(TWO_LINES, {**still, "busyness": {"cv": 0.3, "day_starts": "00:00"}}))
    both = base.keys() & busy.keys()
    assert len(both) > 300
    assert all(base[who][1] == busy[who][1] and abs(base[who][0] - busy[who][0]) < 0.0011 for who in both)
    assert base.keys() != busy.keys()


def test_replications_and_seeds_are_different_callers():
    """Each replication, and each seed, has random numbers of its own."""
    blueprint = draw_blueprint(scenario(TWO_LINES, BASE))
    rings = [draw_world(blueprint, *address).callers.ring for address in ((5, 0), (5, 1), (6, 0))]
    for one, other in ((0, 1), (0, 2), (1, 2)):
        assert len(np.intersect1d(rings[one], rings[other])) <= 2  # of hundreds in 1.7e8 ticks


def test_a_constant_in_place_of_a_law_moves_nobody_else():
    """A law that needs no random number takes none away from the others."""
    base = lives(scenario(TWO_LINES, BASE))
    other = lives(scenario(TWO_LINES, {**BASE, "lines.999.patience": constant("1 min")}))
    assert {who: rang for who, (rang, _) in base.items()} == {who: rang for who, (rang, _) in other.items()}
