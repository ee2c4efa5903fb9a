from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, time

import pytest

from simcall.scenario import Scenario
from simcall.studies.sweep import Design, design_of

Told = Callable[[Callable[[], object]], list[str]]

DAY, EVENING = "groups.handlers.rota.fixed.day.people", "groups.handlers.rota.fixed.evening.people"
PEOPLE: Mapping[str, object] = {DAY: [4, 5, 6], EVENING: [3, 4, 5]}


def kept(design: Design) -> list[tuple[object, ...]]:
    """Return the values of the points that are kept."""
    return [tuple(point.values.values()) for point in design.points]


# Comparisons of values ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "points"),
    [
        (f"{EVENING} < {DAY} + -1", [(5, 3), (6, 3), (6, 4)]),
        (f"{EVENING} >= {DAY}", [(4, 4), (4, 5), (5, 5)]),
        (f"{EVENING}=={DAY}", [(4, 4), (5, 5)]),
        (f"{DAY}+{EVENING} > 10", [(6, 5)]),
        (f"7 == {DAY} + {EVENING}", [(4, 3)]),
        (f"{DAY} + {EVENING} <= groups.officers.headcount + 6", [(4, 3), (4, 4), (5, 3)]),
        (f"{DAY} != 5.0", [(4, 3), (4, 4), (4, 5), (6, 3), (6, 4), (6, 5)]),
        (f"groups.handlers.reserve.\"101\" < {EVENING} + 'x' ", None),
        (f"{DAY} <= lines.999.demand.growth", []),
    ],
)
def test_numbers(hub: Scenario, told: Told, rule: str, points: list[tuple[object, ...]] | None) -> None:
    """A point is kept if the comparison holds of its values, and of the scenario's own where none is varied."""
    if points:
        design = design_of(hub, PEOPLE, only=[rule])
        assert kept(design) == points
        assert design.dropped == {rule: 9 - len(points)}
        assert [point.number for point in design.points] == list(range(len(points)))
    elif points is None:
        (said,) = told(lambda: design_of(hub, PEOPLE, only=[rule]))
        assert said.endswith("a number and a text cannot be added; add numbers, or lengths of time (at every point)")
    else:  # growth is 1 where nothing is said
        (said,) = told(lambda: design_of(hub, PEOPLE, only=[rule]))
        assert said == f'sweep: no point is left of 9: "{rule[:58]}… drops 9'


def test_sums_of_decimals(hub: Scenario) -> None:
    """Decimals that are added make what they make on paper."""
    growth = {"lines.999.demand.growth": [0.1, 0.3], "lines.101.demand.growth": [0.2, 0.6]}
    assert kept(design_of(hub, growth, only=["lines.999.demand.growth + lines.101.demand.growth <= 0.3"])) == [
        (0.1, 0.2)
    ]
    assert kept(design_of(hub, growth, only=["0.3 < lines.999.demand.growth + lines.101.demand.growth"])) == [
        (0.1, 0.6),
        (0.3, 0.2),
        (0.3, 0.6),
    ]


@pytest.mark.parametrize(
    ("rule", "points"),
    [
        ("lines.101.patience.mean <= lines.999.patience.mean", [("600 s",), ("20 min",)]),
        ("lines.101.patience.mean == 10 min", [("600 s",)]),
        ("lines.101.patience.mean + 5 min > 20 min", [("20 min",), ("1 h",)]),
        ("lines.101.patience.mean + lines.999.patience.mean >= '0.5 h'", [("600 s",), ("20 min",), ("1 h",)]),
    ],
)
def test_times(hub: Scenario, rule: str, points: list[tuple[object, ...]]) -> None:
    """Lengths of time are compared and added whatever their units."""
    assert kept(design_of(hub, {"lines.101.patience.mean": "600 s, 20 min, 1 h"}, only=[rule])) == points


def test_clock_dates_and_text(hub: Scenario) -> None:
    """Times of day and dates are compared, and text is equal or not."""
    starts = {"shifts.late.start": ["9:30", "14:00"], "shifts.early.start": ["06:00", "10:00"]}
    assert kept(design_of(hub, starts, only=["shifts.late.start > shifts.early.start"])) == [
        ("9:30", "06:00"),
        ("14:00", "06:00"),
        ("14:00", "10:00"),
    ]
    dates = {"start": [date(2024, 2, 1), date(2024, 3, 1)]}
    assert kept(design_of(hub, dates, only=["start < 2024-02-10"])) == [(date(2024, 2, 1),)]
    assert kept(design_of(hub, {"shifts.late.start": [time(14), time(15)]}, only=["shifts.late.start > 14:30"])) == [
        (time(15),)
    ]
    paid = {
        "shifts.late.breaks": [
            [{"length": "1 h", "after": "2 h", "before": "3 h", "paid": one}] for one in (True, False)
        ]
    }
    assert len(design_of(hub, paid, only=["shifts.late.breaks.0.paid == true"]).points) == 1
    ends = {"groups.handlers.end_of_duty": "named, count"}
    assert kept(design_of(hub, ends, only=["groups.handlers.end_of_duty != named"])) == [("count",)]
    assert kept(design_of(hub, ends, only=['groups.handlers.end_of_duty == "named"'])) == [("named",)]


def test_inside_what_is_varied(hub: Scenario) -> None:
    """A rule may name a value within a table that is varied whole; one that is left out keeps no rule about it."""
    fixed = {"shift": "late", "days": ["Fri"]}
    teams = {"groups.handlers.rota.fixed.late": [{**fixed, "people": 1}, {**fixed, "people": 3}, None]}
    design = design_of(hub, teams, only=["groups.handlers.rota.fixed.late.people != 3"])
    assert kept(design) == [({**fixed, "people": 1},)]
    assert design.dropped == {"groups.handlers.rota.fixed.late.people != 3": 2}


def test_first_rule_counts(hub: Scenario) -> None:
    """A point that breaks several rules is counted for the first of them."""
    design = design_of(hub, PEOPLE, only=[f"{DAY} > 4", f"{EVENING} > 4", f"{DAY} < 9"])
    assert design.dropped == {f"{DAY} > 4": 3, f"{EVENING} > 4": 4}
    assert kept(design) == [(5, 5), (6, 5)]


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (DAY, "there is no comparison in it; write PATH <= PATH or PATH <= VALUE, with <=, <, >=, >, == or != between"),
        ("", "there is no comparison in it; "),
        (f"1 <= {DAY} <= 5", "it has more than one comparison; write a rule for each"),
        (f"{DAY} = 5", "write == for equal"),
        (f"{DAY} <=", "write PATH <= PATH or PATH <= VALUE, "),
        (f"{DAY} + <= 5", "write PATH <= PATH or PATH <= VALUE, "),
        (f"{DAY} <= 5 +", "write PATH <= PATH or PATH <= VALUE, "),
        ("a..b <= 5", "there is no path of the scenario in it; write"),
        (f"{DAY} <= [1", '"[1" cannot be read as a list or a table ('),
        (f"{DAY} ! 5", 'it cannot be read from "! 5" on; write PATH <= PATH'),
        (f'{DAY} <= "5', 'it cannot be read from "\\"5" on; '),
        (f"{DAY} - 1 <= 5", f'"{DAY} - 1": a rule can only compare values and add them with +'),
        (f"2 * {DAY} <= 5", f'"2 * {DAY}": a rule can only compare values and add them with +'),
        (f"max({DAY}) <= 5", f'"max({DAY})": a rule can only compare values and add them with +'),
        ("1 <= 2", "there is no path of the scenario in it; write"),
        ("groups.oficers.headcount <= 2", 'there is no "oficers" in groups; did you mean "officers"?'),
        ("groups.officers.headcuont <= 2", 'there is no "headcuont" in groups.officers; did you mean "headcount"?'),
        ("gruops.officers.headcount <= 2", 'there is no "gruops" in the scenario; did you mean "groups"?'),
        ("groups.officers.headcount.mean <= 2", "groups.officers.headcount.mean leads nowhere"),
        ("groups.officers <= 2", "a table cannot be compared; name a value in it"),
        ("lines.101.queue_limit <= 2", "lines.101.queue_limit has no value in the scenario"),
    ],
)
def test_refused(hub: Scenario, told: Told, rule: str, message: str) -> None:
    """A rule that cannot be read is refused, whole, with what is wrong with it; nothing in it is evaluated."""
    (said,) = told(lambda: design_of(hub, PEOPLE, only=[rule]))
    assert said.startswith("sweep: only: ")
    assert message in said


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (f"{DAY} <= 14:00", "a number cannot be compared with a time of day (at every point)"),
        ("lines.101.patience.mean <= 90", "a length of time cannot be compared with a number (at every point)"),
        ("shifts.late.start + 8 h <= 22:00", "a length of time and a time of day cannot be added; add numbers, or len"),
        ("groups.handlers.end_of_duty < named", "text is compared with == or !="),
    ],
)
def test_what_cannot_be_compared(hub: Scenario, told: Told, rule: str, message: str) -> None:
    """Values of different kinds are not compared."""
    (said,) = told(lambda: design_of(hub, PEOPLE, only=[rule]))
    assert message in said


# Paid hours -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "points"),
    [
        # 40 hours a week each: the base has 5 + 4 people, 360 hours, and 336 hours of officers.
        ("paid_hours <= base", [(4, 3), (4, 4), (4, 5), (5, 3), (5, 4), (6, 3)]),
        ("paid_hours.handlers < base", [(4, 3), (4, 4), (5, 3)]),
        ("base == paid_hours", [(4, 5), (5, 4), (6, 3)]),
        ("paid_hours.handlers >= base + 80", [(6, 5)]),
        ("paid_hours.handlers <= 280", [(4, 3)]),
        ("paid_hours <= 616", [(4, 3)]),
        ("paid_hours.handlers + 16 >= paid_hours.officers + paid_hours.officers - 0", None),
        ("paid_hours.handlers + 232 >= paid_hours.officers + paid_hours.officers", [(6, 5)]),
    ],
)
def test_paid_hours(hub: Scenario, told: Told, rule: str, points: list[tuple[object, ...]] | None) -> None:
    """Points are kept whose paid hours a week, of all groups or of one, keep the constraint."""
    if points is None:
        (said,) = told(lambda: design_of(hub, PEOPLE, constraints=[rule]))
        assert "a rule can only compare values" in said
        return
    design = design_of(hub, PEOPLE, constraints=[rule])
    assert kept(design) == points
    assert design.dropped == {rule: 9 - len(points)}


def test_hours_at_the_phones(hub: Scenario) -> None:
    """A headcount has hours at the phones, people who are called up have none: the design says so, where it matters."""
    said = "officers has a headcount, whose hours at the phones count as paid_hours"
    assert design_of(hub, PEOPLE, constraints=["paid_hours <= base"]).notes == (said,)
    assert design_of(hub, PEOPLE, constraints=["paid_hours.handlers <= base"]).notes == ()
    called = hub.update({"groups.officers.call_up": {"waiting": 2, "pool": 3}})
    assert design_of(called, PEOPLE, constraints=["paid_hours <= base"]).notes == (
        "officers is called up and on no plan, so that it has no paid_hours",
    )


def test_a_group_that_comes_and_goes(hub: Scenario) -> None:
    """A group that a point leaves out has no hours there; one that only points have may be named."""
    helpers = {
        "groups.helpers": [{"lines": ["999"], "headcount": 1}, None],
        "groups.officers": [{"headcount": 2}, None],
    }
    design = design_of(hub, helpers, constraints=["paid_hours.helpers + paid_hours.officers <= 168"])
    assert [point.values["groups.officers"] is None for point in design.points] == [True, True]


def test_plan_without_its_lines(hub: Scenario) -> None:
    """A plan that needs a line which the point itself adds is counted too."""
    new = {"handling": {"distribution": "constant", "value": "1 min"}, "demand": {"calls_per_day": 1.0}}
    design = design_of(
        hub,
        {"lines.new": [new], "groups.officers.lines": [["999", "new"]], "groups.officers.headcount": [2, 3]},
        constraints=["paid_hours <= base"],
    )
    assert [point.values["groups.officers.headcount"] for point in design.points] == [2]


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("paid_hours", "there is no comparison in it; write paid_hours <= base, paid_hours <= 2000, or the same with"),
        ("base <= 3", "base means the paid hours of the groups on the other side; write"),
        ("paid_hours + base <= base", "base means the paid hours of the groups on the other side; "),
        ("2 <= 3", "there are no paid_hours in it; write"),
        ("paid_hour <= base", '"paid_hour" is not known here; did you mean "paid_hours"? write paid_hours <= base'),
        ("officers.paid_hours <= base", '"officers.paid_hours" is not known here; write paid_hours <= base'),
        ("paid_hours.oficers <= base", 'there is no group "oficers"; did you mean "officers"?'),
        ("officers.duty_hours <= base", "officers.duty_hours is known only when a point is simulated; paid_hours are"),
        ("paid_hours = base", "write == for equal"),
        ("paid_hours <= nan", '"nan" is not known here; write'),
    ],
)
def test_refused_constraints(hub: Scenario, told: Told, rule: str, message: str) -> None:
    """A constraint on anything but paid hours is refused."""
    (said,) = told(lambda: design_of(hub, PEOPLE, constraints=[rule]))
    assert said.startswith("sweep: constraints: ")
    assert message in said


def test_all_at_once(hub: Scenario, told: Told) -> None:
    """Every rule that is wrong is told."""
    said = told(lambda: design_of(hub, PEOPLE, only=["x", DAY], constraints=["y"]))
    assert len(said) == 3
