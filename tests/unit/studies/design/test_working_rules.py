"""Which shifts the working-time rules allow, and how many people the posts need."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simcall.errors import ScenarioError
from simcall.scenario import Shift
from simcall.scenario.models.week import WEEKDAYS
from simcall.studies.design.people_sharing import Crew, least_people
from simcall.studies.design.request import WorkingRules
from simcall.studies.design.request_files import request_of
from simcall.studies.design.working_rules import breach_of, within_rules
from tests.unit.studies.design.hubs import hub

STAFF, OFFICERS, NONE = WorkingRules.STAFF, WorkingRules.OFFICERS, WorkingRules.NONE
EVERY, WEEKDAY = WEEKDAYS, WEEKDAYS[:5]


def shift(length: str, *breaks: str, start: str = "07:00") -> Shift:
    """Return a shift with breaks of some lengths in its first hours."""
    pauses = [{"length": pause, "after": "1 h", "before": "2 h"} for pause in breaks]
    return Shift.model_validate({"start": start, "length": length, "breaks": pauses})


@pytest.mark.parametrize(
    ("length", "breaks", "of_staff", "of_officers"),
    [
        ("13 h", ["20 min", "40 min"], "", ""),
        ("781 min", ["60 min"], "regulation 10", "regulation 10"),
        ("6 h", [], "", "need 35 min"),
        ("361 min", [], "regulation 12", "regulation 12"),
        ("8 h", ["10 min", "19 min"], "regulation 12", "regulation 12"),
        ("8 h", ["20 min"], "", "8 h of duty need 45 min"),
        ("379 min", ["19 min"], "", "need 35 min"),
        ("299 min", [], "", ""),
        ("5 h", [], "", "need 30 min"),
        ("5 h", ["30 min"], "", ""),
        ("6 h", ["35 min"], "", ""),
        ("7 h", ["35 min"], "", "need 40 min"),
        ("8 h", ["30 min", "15 min"], "", ""),
        ("539 min", ["45 min"], "", ""),
        ("9 h", ["45 min"], "", "need 50 min"),
        ("10 h", ["50 min"], "", "need 60 min"),
        ("12 h", ["60 min"], "", ""),
    ],
)
def test_what_a_shift_may_be(length: str, breaks: list[str], of_staff: str, of_officers: str) -> None:
    """Rest, breaks and refreshment on both sides of each limit; without rules all is allowed."""
    for rules, breach in ((STAFF, of_staff), (OFFICERS, of_officers)):
        words = breach_of(shift(length, *breaks), rules)
        assert breach in words
        assert bool(words) == bool(breach)
    assert breach_of(shift(length, *breaks), NONE) == ""


def test_a_shift_is_checked_on_each_day() -> None:
    """Eight hours with a break, and fourteen on Saturdays."""
    long = Shift.model_validate({"start": "07:00", "length": "6 h", "on": {"Sat": {"length": "14 h"}}})
    assert "regulation 10" in breach_of(long, STAFF)


def test_shifts_that_break_a_rule_are_left_out() -> None:
    """Of five shifts of two lengths the long ones go, with a note; the other group has none to leave out."""
    table = {"starts": ["06:00", "07:00"], "lengths": ["6 h", "14 h"]}
    request = request_of(hub(), {"groups": {"handlers": table, "desk": {**table, "rules": "none"}}})
    within, notes = within_rules(request)
    assert list(within.groups["handlers"].shifts) == ["06:00 6 h", "07:00 6 h"]
    assert within.groups["desk"] == request.groups["desk"]
    assert notes == (
        "The design of handlers leaves out 2 shifts (06:00 14 h, 07:00 14 h): more than 13 h leave no rest of 11 h "
        "in 24 h (Working Time Regulations 1998, regulation 10).",
    )


def test_a_choice_without_a_lawful_shift_is_refused() -> None:
    """If all shifts of a group break a rule, the message names them, the rule and the remedy."""
    table = {"starts": ["06:00"], "lengths": ["8 h"]}
    with pytest.raises(ScenarioError) as error:
        within_rules(request_of(hub(), {"groups": {"handlers": table}}, "design.toml"))
    assert str(error.value) == (
        "design.toml: groups.handlers: every shift breaks a working-time rule. 06:00 8 h: more than six hours of work "
        "need a break of 20 min (Working Time Regulations 1998, regulation 12); change them, or write "
        'rules = "none" if an agreement allows them'
    )


@pytest.mark.parametrize(
    ("crews", "of_staff", "of_officers", "of_nobody"),
    [
        ([], 0, 0, 0),
        ([Crew(shift("8 h"), WEEKDAY, 3)], 3, 3, 3),
        # 4 hours a day are 28 a week, but one person has no weekly rest
        ([Crew(shift("4 h"), EVERY, 1)], 2, 2, 1),
        # 42 hours a week: one person too many for officers
        ([Crew(shift("8.4 h"), WEEKDAY, 20)], 20, 21, 20),
        # the breaks are not work, but duty
        ([Crew(shift("9.6 h", "60 min"), EVERY[:5], 1)], 1, 2, 1),
        # 13 hours from the first to the last, and 14
        ([Crew(shift("4 h"), WEEKDAY, 1), Crew(shift("4 h", start="16:00"), WEEKDAY, 1)], 1, 1, 1),
        ([Crew(shift("4 h"), WEEKDAY, 1), Crew(shift("4 h", start="17:00"), WEEKDAY, 1)], 2, 2, 1),
        # round the clock with seven: 1,176 hours a week
        ([Crew(shift("8 h", start=start), EVERY, 7) for start in ("06:00", "14:00", "22:00")], 25, 30, 7),
        # a night and the next day overlap over the end of the week
        ([Crew(shift("8 h", start="22:00"), ("Sun",), 1), Crew(shift("2 h", start="05:00"), ("Mon",), 1)], 2, 2, 2),
    ],
)
def test_how_many_people_share_the_posts(crews: list[Crew], of_staff: int, of_officers: int, of_nobody: int) -> None:
    """By the hours of a week, the rest of a day and a week, and duties at the same time."""
    assert [least_people(crews, rules) for rules in (STAFF, OFFICERS, NONE)] == [of_staff, of_officers, of_nobody]


WEEKS = st.lists(
    st.tuples(st.integers(0, 41), st.integers(1, 3)), min_size=1, max_size=6, unique_by=lambda duty: duty[0]
)
"""Duties of one person: their starts and lengths, in steps of four hours from Monday 00:00."""


def _keeps_the_rules(duties: list[tuple[int, int]]) -> bool:
    """Tell whether somebody may work these duties every week."""
    duties = sorted(duties)
    following = [*duties[1:], (duties[0][0] + 42, 0)]
    rests = [4 * (later - start - length) for (start, length), (later, _) in zip(duties, following, strict=True)]
    return 4 * sum(length for _, length in duties) <= 48 and min(rests) >= 11 and max(rests) >= 24


@settings(max_examples=40)
@given(st.lists(WEEKS.filter(_keeps_the_rules), min_size=1, max_size=6))
def test_people_who_keep_the_rules_are_enough(weeks: list[list[tuple[int, int]]]) -> None:
    """The posts that some people fill, each with the same lawful week, never need more people than these."""
    crews = [
        Crew(shift(f"{4 * length} h", start=f"{start % 6 * 4:02d}:00"), (WEEKDAYS[start // 6],), 1)
        for week in weeks
        for start, length in week
    ]
    assert least_people(crews, STAFF) <= len(weeks)
