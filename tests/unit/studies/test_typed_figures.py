from __future__ import annotations

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from simcall.errors import ScenarioError
from simcall.measures.targets import COMPARISONS, Figure, Precision, Target
from simcall.scenario import Scenario
from simcall.studies.typed_figures import parse_figure, parse_precision, parse_target
from tests.making import ONE_LINE, TWO_LINES, any_name, scenario


@pytest.fixture(scope="module")
def hub() -> Scenario:
    """Make a scenario of 999 and 101, handlers and officers; 101 has no target."""
    return scenario(TWO_LINES, {"lines.101.answer_target": None})


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("999.answered_in_target >= 0.90", Target("999", "answered_in_target", ">=", 0.9)),
        ("999.answered_in_target>=0.9", Target("999", "answered_in_target", ">=", 0.9)),
        (" 101.abandonment_rate<.1 ", Target("101", "abandonment_rate", "<", 0.1)),
        ("101.asa <= 2 min", Target("101", "asa", "<=", 120.0)),
        ("101.asa ≤ 90", Target("101", "asa", "<=", 90.0)),
        ("officers.duty_hours ≥ 1e3", Target("officers", "duty_hours", ">=", 1000.0)),
        ("paid_hours <= 2000", Target("", "paid_hours", "<=", 2000.0)),
        ("paid_hours.officers < 200", Target("officers", "paid_hours", "<", 200.0)),
    ],
)
def test_targets(hub: Scenario, text: str, target: Target) -> None:
    """A target is a figure, a comparison and a value in the figure's unit; it is written as it is read."""
    assert parse_target(text, hub) == target
    assert parse_target(str(target), hub) == target


@given(line=any_name(), group=any_name(), value=st.floats(0, 1e6))
def test_whatever_the_names(line: str, group: str, value: float) -> None:
    """A sweep whose line is called A=B or paid_hours could not be read again from its own manifest."""
    value = float(f"{value:.12g}")
    tables = {"lines": {line: ONE_LINE["lines"]["999"]}, "groups": {group: {"lines": [line], "headcount": 3}}}
    try:
        hub = Scenario.from_document({**ONE_LINE, **tables}, "names")
    except ScenarioError:
        reject()  # a name that no scenario may have
    figures = [Figure(line, "asa"), Figure(group, "duty_hours"), Figure(group, "paid_hours"), Figure("", "paid_hours")]
    for figure in figures:
        assert parse_figure(str(figure), hub) == figure
        for comparison in COMPARISONS:
            target = Target(figure.line_or_group, figure.measure, comparison, value)
            assert parse_target(str(target), hub) == target
    for precision in (Precision(line, "asa", 0.5), Precision(group, "duty_hours", 0.5)):
        assert parse_precision(str(precision), hub) == precision


def test_met() -> None:
    """A target is met as its comparison says; a precision is never met by an interval that is not there."""
    at_least, under = Target("999", "asa", ">=", 0.5), Target("999", "asa", "<", 0.5)
    assert [at_least.met_by(found) for found in (0.4, 0.5, 0.6)] == [False, True, True]
    assert [under.met_by(found) for found in (0.4, 0.5, 0.6)] == [True, False, False]
    precise = Precision("999", "asa", 0.5)
    assert [precise.met_by(half) for half in (0.4, 0.5, 0.6, None)] == [True, True, False, False]


@pytest.mark.parametrize(
    "text", ["999.answered_in_target+-0.005", "999.answered_in_target ± 0.005", "999.answered_in_target +/- 0.005"]
)
def test_precisions(hub: Scenario, text: str) -> None:
    """A precision is a figure and half the width of its interval; it is written as it is read."""
    precision = Precision("999", "answered_in_target", 0.005)
    assert parse_precision(text, hub) == precision
    assert parse_precision(str(precision), hub) == precision
    assert parse_precision("101.asa +- 0.5 min", hub) == Precision("101", "asa", 30.0)


def test_figures(hub: Scenario) -> None:
    """A figure is a measure of a line or a group, or the hours that the plan costs."""
    figure = parse_figure("officers.duty_hours", hub)
    assert (figure, figure.is_of_line, figure.is_planned) == (Figure("officers", "duty_hours"), False, False)
    assert parse_figure("999.asa", hub).is_of_line
    assert parse_figure("paid_hours", hub) == Figure("", "paid_hours")
    assert parse_figure("paid_hours.officers", hub).is_planned
    for text in ("officers.duty_hours", "paid_hours", "paid_hours.officers"):
        assert str(parse_figure(text, hub)) == text


def test_odd_names() -> None:
    """Names with dots are quoted; a line and a group of the same name have the measures of both."""
    hub = scenario(
        TWO_LINES, {"groups": {"999": TWO_LINES["groups"]["handlers"], "a.b": {"lines": ["999"], "headcount": 1}}}
    )
    assert parse_figure('"a.b".occupancy', hub) == Figure("a.b", "occupancy")
    assert str(Figure("a.b", "occupancy")) == '"a.b".occupancy'
    assert parse_figure("999.occupancy", hub).is_of_line is False
    assert parse_figure("999.asa", hub).is_of_line


FORM = "write a figure, a comparison and a number, such as 999.answered_in_target >= 0.90"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("999.asa", FORM),
        (">= 0.9", FORM),
        ("999.asa <=", FORM),
        ("999.asa == 3", "== does not suit a target; write >= or <="),
        ("999.asa = 3", "= does not suit a target; write >= or <="),
        (
            "A=B.asa >= 3",
            '= does not suit a target; write >= or <=; a name with = in it goes into quotes, such as "A=B".asa',
        ),
        ("99.asa <= 3", 'there is no line or group "99"; did you mean "999"?'),
        ("x.asa <= 3", 'there is no line or group "x"; the lines are 999, 101; the groups are handlers, officers'),
        ("999.answerd <= 3", '999 has no measure "answerd"; did you mean "answered"?'),
        (
            "officers.asa <= 3",
            'officers has no measure "asa"; its measures are occupancy, duty_hours, busy_hours, overrun',
        ),
        ("asa <= 3", "name a line or a group and its measure, such as 999.asa or officers.duty_hours"),
        ("lines.999.asa <= 3", "name a line or a group and its measure, such as"),
        ("999..asa <= 3", '"999..asa" is not a path; join names with single dots'),
        ("101.answered_in_target >= 0.9", "101 has no answer_target that calls could be answered in; give it one"),
        ("999.answered_in_target >= 90 %", "write a share as a number from 0 to 1 (90 % is written 0.9)"),
        ("999.answered_in_target >= 90", "90 is out of range: a share is from 0 to 1 (90 % is written 0.9)"),
        ("999.answered_in_target >= 900", "900 is out of range: a share is from 0 to 1"),
        ("999.answered_in_target >= most", f'"most" is not a number; {FORM}'),
        ("999.asa <= 10 sc", '"10 sc" is not a time; write seconds, or a unit, such as 10 s or 2 min'),
        ("999.asa <= -3", '"-3" is not a value of a measure; write a number from 0'),
        ("999.asa <= inf", '"inf" is not a time; write seconds, or a unit, such as 10 s or 2 min'),
        ("999.offered <= nan", '"nan" is not a value of a measure; write a number from 0'),
        ("officers.paid_hours <= 3", "write paid_hours for all groups, or paid_hours.GROUP for one"),
        ("paid_hours.oficers <= 3", 'there is no group "oficers"; did you mean "officers"?'),
    ],
)
def test_refused_targets(hub: Scenario, text: str, message: str) -> None:
    """A target that cannot be read, or names what is not there, is refused with the option, the text and the remedy."""
    with pytest.raises(ScenarioError) as caught:
        parse_target(text, hub)
    assert str(caught.value).startswith(f'--target: "{text}": {message}')


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("999.asa", "write a figure and half the width of its interval, such as 999.answered_in_target +- 0.005"),
        ("999.answered_in_target=0.768+-0.003", "a precision is a width without a value; write a figure and half"),
        ("999.asa +- 0", "an interval cannot have a width of 0; write more than 0"),
        ("999.asa +-", "write a figure and half the width"),
        ("paid_hours +- 3", "paid hours are planned, and have no interval"),
        ("999.answered_in_target +- 0.5 %", "write a share as a number from 0 to 1 (0.5 % is written 0.005)"),
    ],
)
def test_refused_precisions(hub: Scenario, text: str, message: str) -> None:
    """A precision that cannot be read is refused with the remedy."""
    with pytest.raises(ScenarioError) as caught:
        parse_precision(text, hub)
    assert str(caught.value).startswith(f'--precision: "{text}": {message}')


def test_refused_figures(hub: Scenario) -> None:
    """A figure that is not there is refused, by the name that the caller has for it."""
    with pytest.raises(ScenarioError) as caught:
        parse_figure("officers.duty_hrs", hub, origin="x.toml")
    assert (
        str(caught.value)
        == 'x.toml: "officers.duty_hrs": officers has no measure "duty_hrs"; did you mean "duty_hours"?'
    )
