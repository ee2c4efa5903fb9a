"""Two control rooms as one: nothing is lost or counted twice, and what is pooled is pooled."""

from __future__ import annotations

from pathlib import Path

import pytest

import simcall as sc
from simcall.errors import SimcallError
from simcall.scenario import Scenario
from simcall.scenario.models.paths import format_path
from simcall.studies.merge import SHARES, merge, two_rooms
from simcall.studies.merge.renaming import renamed
from simcall.studies.merge.thinning import thinned

NAMES = ("north", "south")


def room(calls: float, people: int, **more: object) -> Scenario:
    """Return a room with two lines, on headcounts."""
    lines = {
        name: {
            "priority": priority,
            "answer_target": {"within": within, "share": 0.9},
            "patience": {"distribution": "exponential", "mean": "6 min"},
            "handling": {"distribution": "exponential", "mean": "6 min"},
            "demand": {"calls_per_day": calls},
        }
        for priority, (name, within) in enumerate((("999", "10 s"), ("101", "60 s")), start=1)
    }
    group = {"lines": ["999", "101"], "headcount": people, "reserve": {"101": 1}, **more}
    document = {"name": "Room", "start": "2024-02-01", "days": 3, "lines": lines, "groups": {"handlers": group}}
    return Scenario.from_document(document)


@pytest.fixture(scope="module")
def rooms() -> tuple[Scenario, Scenario]:
    """Return a larger room, and a smaller one whose people take longer."""
    return room(300, 4), room(200, 3, handling_factor=1.2)


def test_the_sums_hold(rooms: tuple[Scenario, Scenario]) -> None:
    """Calls, people and what they answer apart are those of the two rooms."""
    both = two_rooms(*rooms, NAMES, ["999"])
    for scenario in (both.apart, both.merged):
        calls = [line.demand.mean_calls_per_hour() for line in scenario.lines.values()]
        assert sum(calls) == sum(line.demand.mean_calls_per_hour() for each in rooms for line in each.lines.values())
        assert sum(group.headcount or 0 for group in scenario.groups.values()) == 7
    assert [group.lines for group in both.apart.groups.values()] == [
        ("999-north", "101-north"),
        ("999-south", "101-south"),
    ]


def test_paid_hours_and_duties_are_those_of_both() -> None:
    """The plan of the merged room costs what the two plans cost."""
    november = sc.load("scenarios/2023-11-inspection.toml", ["days=7"])
    february = sc.load("scenarios/2024-02-backfill.toml", ["days=7", "start=2023-11-01"])
    both = two_rooms(november, february, NAMES, ["999", "101"])
    paid = [_paid_hours(each) for each in (november, february, both.apart, both.merged)]
    assert paid[2] == paid[3] == pytest.approx(paid[0] + paid[1])


def _paid_hours(scenario: Scenario) -> float:
    return sum(paid.hours_per_week for paid in sc.rota(scenario).paid_hours.values())


def test_pooled_lines_are_answered_by_both(rooms: tuple[Scenario, Scenario]) -> None:
    """People take longer over calls of the other force; the larger reserve is kept once."""
    both = two_rooms(*rooms, NAMES, ["999"], other_force=1.5)
    north, south = (both.merged.groups[f"handlers-{name}"] for name in NAMES)
    assert north.lines == ("999-north", "999-south", "101-north")
    assert north.on_line("999-south").handling_factor == 1.5
    assert south.on_line("999-north").handling_factor == pytest.approx(1.8)
    assert south.on_line("999-south").handling_factor == 1.2
    assert (dict(north.reserve), dict(south.reserve), both.reserve_with) == (
        {"101-north": 1},
        {"101-south": 0},
        "north",
    )
    each = two_rooms(*rooms, NAMES, ["999"], each_reserve=True)
    assert dict(each.merged.groups["handlers-south"].reserve) == {"101-south": 1}
    assert each.reserve_with is None


def test_a_merged_room_without_cost_is_one_room(rooms: tuple[Scenario, Scenario]) -> None:
    """With every line pooled at no cost, two equal rooms abandon less than apart, and fewer people do as well."""
    same = rooms[0]
    merger = merge(same, same, together=["999", "101"], labels=NAMES, other_force=1.0, replications=4, jobs=1)
    gain = merger.in_time(merger.rooms.pooled)
    assert gain.low > 0
    assert merger.abandoned(merger.rooms.pooled).high < 0
    (fewer,) = merger.fewer
    assert fewer.share is None or fewer.share > 0.05
    document = merger.document()
    assert document["pooled"]["in_target"]["difference"] == pytest.approx(gain.merged - gain.apart)
    assert len(document["pooled"]["in_target_by_hour"]) == 24


def test_a_high_cost_gains_nothing(rooms: tuple[Scenario, Scenario]) -> None:
    """If calls of the other force take ten times as long, nobody can be spared."""
    merger = merge(*rooms, together=["999"], labels=NAMES, other_force=10.0, replications=4, jobs=1)
    assert merger.in_time(merger.rooms.pooled).high < 0
    assert [row.share for row in merger.fewer] == [0.0, 0.0]


def test_fewer_people_serve_worse(rooms: tuple[Scenario, Scenario]) -> None:
    """Each larger share of people who are taken away answers no more in time."""
    merger = merge(*rooms, together=["999"], labels=NAMES, replications=4, jobs=1)
    shares = [merger.in_time(merger.rooms.pooled, step).merged for step in range(len(SHARES))]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] - shares[-1] > 0.05


def test_people_are_taken_away_from_rotas_and_headcounts(rooms: tuple[Scenario, Scenario]) -> None:
    """A tenth fewer people are there, also where some are absent already."""
    headcount = thinned(rooms[0], ["handlers"], 0.1).groups["handlers"]
    assert headcount.mean_presence == pytest.approx(0.9)
    hub = sc.load("scenarios/2023-11-inspection.toml")
    before, after = (each.groups["handlers"].mean_presence for each in (hub, thinned(hub, ["handlers"], 0.1)))
    assert after == pytest.approx(0.9 * before)


def test_forces_may_have_odd_names(rooms: tuple[Scenario, Scenario]) -> None:
    """Spaces, dots and quotes in a force's name reach every path."""
    merger = merge(*rooms, together=["999"], labels=("a b", 'c.d"e'), replications=2, jobs=1)
    assert merger.thinned_groups == ("handlers-a b", 'handlers-c.d"e')


def test_every_name_is_changed_wherever_it_stands() -> None:
    """Each supplied scenario is right with other names, and gets its own document back with its own names."""
    for file in sorted(Path("scenarios").glob("*.toml")):
        document = sc.load(file).document()
        names = {kind: {name: f"x {name}" for name in document.get(kind, {})} for kind in ("lines", "groups", "shifts")}
        changed = renamed(document, names)
        Scenario.from_document(changed)
        kept = [text for text in _texts(changed) if text in {*names["lines"], *names["groups"], *names["shifts"]}]
        assert not kept, (file, kept)
        back = {kind: {new: old for old, new in table.items()} for kind, table in names.items()}
        assert renamed(changed, back) == document


def _texts(node: object, key: str = "") -> list[str]:
    """Return each text of a document that may name something: not those about where values come from."""
    if isinstance(node, dict):
        inner = [text for name, value in node.items() if name != "provenance" for text in _texts(value, name)]
        return [*inner, *(name for name in node if key in ("lines", "groups", "shifts", "reserve", "on"))]
    if isinstance(node, list):
        return [text for value in node for text in _texts(value, key)]
    return [node] if isinstance(node, str) and key not in ("days", "distribution", "description") else []


@pytest.mark.parametrize(
    ("second", "together", "labels", "said"),
    [
        ({}, ["998"], NAMES, 'has no line "998"'),
        ({}, [], NAMES, "name the lines to answer together"),
        ({}, ["999"], ("north", "north"), "both forces are called"),
        ({"days": 4}, ["999"], NAMES, "days is 3.0 in north and 4.0 in south"),
        ({"busyness.cv": 0.1}, ["999"], NAMES, "busyness is"),
        ({"lines.999.answer_target": None}, ["999"], NAMES, "has no answer_target"),
    ],
)
def test_what_cannot_be_merged_is_refused(
    rooms: tuple[Scenario, Scenario], second: dict[str, object], together: list[str], labels: tuple[str, str], said: str
) -> None:
    """Each refusal names what stands in the way."""
    with pytest.raises(SimcallError, match=said):
        merge(rooms[0], rooms[1].update(second), together=together, labels=labels, replications=2)


def test_paths_with_dots_keep_their_quotes() -> None:
    """A line whose name holds a dot keeps its provenance."""
    document = room(10, 1).document() | {"provenance": {"lines.999.handling": {"kind": "given", "source": "x"}}}
    changed = renamed(document, {"lines": {"999": "9.9"}})
    assert list(changed["provenance"]) == [format_path(("lines", "9.9", "handling"))]
