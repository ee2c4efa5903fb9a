"""What is said of a designed rota: cost, figures, the bound, and what it rests on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from simcall.measures import Estimate
from simcall.present.words import rota_design as words
from simcall.studies.design.designed import RotaDesignNumbers
from simcall.studies.design.request import Minimise, WorkingRules
from tests.designs import hub_file, made_up_design


@pytest.fixture
def design(tmp_path: Path) -> RotaDesignNumbers:
    """Return the made-up design."""
    return made_up_design(hub_file(tmp_path))


def test_the_answer_comes_first(design: RotaDesignNumbers) -> None:
    """Hours and people beside today's, then what changes, from made-up figures."""
    cost, posts, people = words.answer_sentences(design)
    assert cost.startswith("1,502 paid hours a week, 58 fewer than today; 101 abandoned: 4.1 points lower; ")
    assert cost.endswith("101 answered in 30 s: as today.")
    assert posts == (
        "10 posts on 3 kinds of shift, and 2 people in the teams; today: 12 posts on 3 kinds of shift, and 2 people in "
        "the teams."
    )
    assert people == "To fill these posts takes at least 12 people, before leave and absence."
    of_both = replace(design, least_people={"handlers": 12, "officers": 3})
    assert list(words.answer_sentences(of_both))[2].endswith(
        "15 people, before leave and absence (handlers: 12; officers: 3)."
    )


def test_why_targets_are_missed_comes_before_the_answer(design: RotaDesignNumbers) -> None:
    """The rota is then the nearest, and there is nothing to say of a bound."""
    why = "No rota keeps these 2 rules together: ..."
    missed = replace(design, obstacle=why, bound=None)
    reason, nearest, *answer = words.answer_sentences(missed)
    assert reason == why
    assert nearest == "This rota keeps every limit and comes nearest to the targets."
    assert answer == list(words.answer_sentences(design))
    assert list(words.bound_sentences(missed)) == []


@pytest.mark.parametrize(
    ("hours", "today", "start"),
    [
        (1560.0, 1560.0, "1,560 paid hours a week, the same as today; "),
        (1567.0, 1560.0, "1,567 paid hours a week, the same as today; "),
        (1575.5, 1560.0, "1,576 paid hours a week, 15.5 more than today; "),
        (1560.0, 0.0, "1,560 paid hours a week; "),  # today a headcount, which has no paid hours
    ],
)
def test_hours_against_today(design: RotaDesignNumbers, hours: float, today: float, start: str) -> None:
    """Less than half a per cent is no difference."""
    assert words.headline(replace(design, paid_hours=hours, today_paid_hours=today)).startswith(start)


@pytest.mark.parametrize(
    ("bound", "objective", "minimise", "sentence"),
    [
        (
            1480.0,
            1502.0,
            Minimise.PAID_HOURS,
            "No rota within these rules can meet the targets with fewer than 1,480 paid hours a week. This one has "
            "1,502, at most 1.5 % more than needed.",
        ),
        (  # a bound is never rounded up
            1479.9,
            1480.2,
            Minimise.PAID_HOURS,
            "No rota within these rules can meet the targets with fewer than 1,479 paid hours a week. This one has "
            "1,480, less than 0.1 % more than needed.",
        ),
        (
            17.0,
            17.0,
            Minimise.PEOPLE,
            "No rota within these rules can meet the targets with fewer than 17 posts and people in teams, and this "
            "one has 17.",
        ),
        (
            1480.0,
            1502.0,
            Minimise.COST,
            "No rota within these rules can meet the targets with a cost under 1,480 a week. This one costs 1,502, at "
            "most 1.5 % more than needed.",
        ),
    ],
)
def test_how_far_from_the_best(
    design: RotaDesignNumbers, bound: float, objective: float, minimise: Minimise, sentence: str
) -> None:
    """The gap is a share of the bound: 1,502 / 1,480 is 1.5 % more."""
    request = replace(design.request, minimise=minimise)
    sentences = list(words.bound_sentences(replace(design, bound=bound, objective=objective, request=request)))
    assert sentences[0] == sentence
    assert "95 % confidence" in sentences[1]
    assert "more people never make a figure worse" in sentences[1]


@pytest.mark.parametrize("bound", [None, 0.0])
def test_without_a_bound_nothing_is_claimed(design: RotaDesignNumbers, bound: float | None) -> None:
    """No bound was found, or only that nobody is needed, so the gap is not known."""
    (sentence,) = words.bound_sentences(replace(design, bound=bound))
    assert "could not find out" in sentence


def test_targets_and_the_worst_hour(design: RotaDesignNumbers) -> None:
    """Each target with today's figure, the new one and the verdict; of each hour, the worst."""
    assert next(words.target_rows(design)) == (
        "at most 10 % of 101 calls abandoned",
        "12.2 % [11.8 %, 12.6 %]",
        "8.1 % [7.8 %, 8.4 %]",
        "met",
    )
    assert not list(words.worst_hours(design))
    in_each = replace(design.checks[0], worst_hour=4 * 24 + 22, worst=Estimate(0.097, 0.094, 0.1))
    (sentence,) = words.worst_hours(replace(design, checks=(in_each,)))
    assert sentence == "101 abandoned, worst hour: Friday 22:00 to 23:00, 9.7 % [9.4 %, 10.0 %]."
    unanswered = replace(design.checks[1], worst_hour=0, worst=Estimate(None, None, None))
    (sentence,) = words.worst_hours(replace(design, checks=(unanswered,)))
    assert sentence == "101 answered in 30 s, worst hour: Monday 00:00 to 01:00, no call is answered."


def test_a_figure_that_is_not_defined(design: RotaDesignNumbers) -> None:
    """Nobody rang today: there is nothing to compare."""
    check = replace(design.checks[0], today=Estimate(None, None, None))
    assert "101 abandoned: not defined in both" in words.headline(replace(design, checks=(check,)))


def test_posts_as_rows(design: RotaDesignNumbers) -> None:
    """Shift, times, days, number and paid hours; the teams have people, and work their pattern."""
    assert [row[1:] for row in words.post_rows(design)] == [
        ("09:00 10 h", "09:00 to 19:00 (10 h)", "Fri and Sat", "1", "19"),
        ("15:00 8 h", "15:00 to 23:00 (8 h)", "every day", "6", "336"),
        ("night", "22:00 to 07:00 (9 h)", "every day", "3", "189"),
        ("teams", "their pattern", "every day", "2 people", "54.2"),
    ]


def test_method_and_assumptions(design: RotaDesignNumbers) -> None:
    """People who fill the posts are counted, the notes of the search are passed on, and assumed inputs are counted."""
    method = list(words.method_sentences(design))
    assert "40 simulations with callers that the search had not seen (seed 2)" in method[0]
    assert method[1] == (
        "At least 12 people fill the 10 posts of handlers: each works at most 48 hours a week on average, with 11 "
        "hours of rest a day and 24 hours of weekly rest (Working Time Regulations 1998)."
    )
    assert method[2:] == [*design.notes]
    assert "assumed" in words.assumed_inputs(design)


def test_amounts_of_a_design_for_one_day_are_of_that_day(design: RotaDesignNumbers) -> None:
    """A day has no hours a week, unless its posts may stand on other days too."""
    assert words.headline(design).startswith("1,502 paid hours a week, 58 fewer than today; ")
    groups = {"handlers": replace(design.request.groups["handlers"], days={"once": ("Mon",)})}
    design = replace(design, request=replace(design.request, groups=groups))
    assert words.headline(design).startswith("1,502 paid hours, 58 fewer than today; ")
    assert "fewer than 1,480 paid hours. This one" in next(words.bound_sentences(design))


def test_hours_without_anybody_are_named(design: RotaDesignNumbers) -> None:
    """The design has no earlies: on Thursday mornings, when the teams rest, nobody is there. Today somebody is."""
    sentences = list(words.odd_sentences(design))
    assert not [text for text in sentences if "not in any rota" in text]  # the late shift, which nobody works any more
    sentence = next(text for text in sentences if "nobody in handlers is on duty" in text)
    assert sentence.startswith("Odd: ")
    assert "Thu" in sentence
    same = replace(design, scenario=design.request.scenario)
    assert not list(words.odd_sentences(same))


@pytest.mark.parametrize(
    ("rules", "number", "sentence"),
    [
        (
            WorkingRules.OFFICERS,
            12,
            "At least 12 people fill the 10 posts of handlers: each is on duty for 40 hours a week (Police Regulations "
            "2003), with 11 hours of rest a day and 24 hours of weekly rest (Working Time Regulations 1998).",
        ),
        (WorkingRules.NONE, 1, "At least 1 person fills the 10 posts of handlers: nobody has two duties at a time."),
    ],
)
def test_who_fills_the_posts(design: RotaDesignNumbers, rules: WorkingRules, number: int, sentence: str) -> None:
    """People are counted by the rules of the group."""
    groups = {name: replace(group, rules=rules) for name, group in design.request.groups.items()}
    request = replace(design.request, groups=groups)
    assert sentence in words.method_sentences(replace(design, request=request, least_people={"handlers": number}))
