"""A designed rota against today's, in sentences: the same shift at another time, more people, fewer people."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from simcall.present.words.rota_changes import change_sentences, changes_between, changes_of
from simcall.scenario.models.week import WEEKDAYS
from simcall.studies.design.designed import Post
from tests.designs import HUB, hub_file, made_up_design

EVERY, WORKDAYS, WEEKEND = WEEKDAYS, WEEKDAYS[:5], WEEKDAYS[5:]


def post(start: str, days: tuple[str, ...], people: int, hours: int = 8) -> Post:
    """Return a post of a shift that starts at a time."""
    return Post("handlers", start, start, start, 3600.0 * hours, days, people, 0.0)


def words(today: list[Post], designed: list[Post]) -> list[str]:
    """Return the changes in words, in the order in which a person reads them."""
    return list(change_sentences(changes_between(today, designed)))


@pytest.mark.parametrize(
    ("today", "designed", "expected"),
    [
        ([post("14:00", EVERY, 6)], [post("15:00", EVERY, 6)], ["6 people start at 15:00 instead of 14:00 every day."]),
        (
            [post("22:00", EVERY, 2)],
            [post("22:00", EVERY, 2), post("22:00", ("Fri",), 2)],
            ["2 more people on Friday, 22:00 to 06:00."],
        ),
        (
            [post("08:00", WORKDAYS, 6)],
            [post("08:00", EVERY, 5)],
            [
                "5 more people on Saturday and Sunday, 08:00 to 16:00.",
                "1 fewer person on Monday to Friday, 08:00 to 16:00.",
            ],
        ),
        (  # the nearest start, and not the first: 3 people from 09:00, 1 from 12:00
            [post("09:00", EVERY, 3), post("12:00", EVERY, 1)],
            [post("10:00", EVERY, 3), post("13:00", EVERY, 1)],
            [
                "3 people start at 10:00 instead of 09:00 every day.",
                "1 person starts at 13:00 instead of 12:00 every day.",
            ],
        ),
        (
            [post("23:00", EVERY, 1)],
            [post("00:30", EVERY, 1)],
            ["1 person starts at 00:30 instead of 23:00 every day."],
        ),
        (  # twelve hours apart is another shift
            [post("08:00", ("Mon",), 1)],
            [post("20:00", ("Mon",), 2)],
            ["2 more people on Monday, 20:00 to 04:00.", "1 fewer person on Monday, 08:00 to 16:00."],
        ),
        (  # another length is another shift
            [post("08:00", ("Mon",), 2)],
            [post("08:00", ("Mon",), 1, hours=10)],
            ["2 fewer people on Monday, 08:00 to 16:00.", "1 more person on Monday, 08:00 to 18:00."],
        ),
        ([post("08:00", EVERY, 2)], [post("08:00", WORKDAYS, 2), post("08:00", WEEKEND, 2)], []),
    ],
)
def test_changes_in_words(today: list[Post], designed: list[Post], expected: list[str]) -> None:
    """The same posts cancel; people move to the nearest start of the same length; the rest are more or fewer."""
    assert words(today, designed) == expected


def test_of_many_changes_the_eight_for_most_people() -> None:
    """The others are counted."""
    today = [post(f"{hour:02d}:00", (day,), 1 + hour) for day in ("Mon",) for hour in range(10)]
    told = words(today, [])
    assert len(told) == 9
    assert told[0].startswith("10 fewer people on Monday, 09:00")
    assert told[-1] == "And 2 smaller changes."


def test_changes_of_a_design(tmp_path: Path) -> None:
    """The made-up design: lates an hour later, one more at night, and the earlies gone; the teams stay."""
    assert changes_of(made_up_design(hub_file(tmp_path))) == [
        "6 people start at 15:00 instead of 14:00 every day.",
        "4 fewer people on Monday to Friday, 07:00 to 15:00.",
        "1 more person every day, 22:00 to 07:00.",
        "1 more person on Friday and Saturday, 09:00 to 19:00.",
    ]


def test_a_change_of_the_teams() -> None:
    """Teams have no hours of their own: only their people are counted."""
    teams = Post("handlers", "pattern", "pattern", "", 0.0, EVERY, 10, 0.0)
    fewer = Post("handlers", "pattern", "pattern", "", 0.0, EVERY, 5, 0.0)
    assert words([teams], [fewer]) == ["5 fewer people in the teams."]


def test_only_the_days_of_the_span_count(tmp_path: Path) -> None:
    """A design for a Monday says nothing of other days."""
    hub_file(tmp_path).write_text(HUB.replace("days = 7", "days = 1"), encoding="utf-8")
    assert changes_of(made_up_design(tmp_path / "hub.toml")) == [
        "6 people start at 15:00 instead of 14:00 on Monday.",
        "4 fewer people on Monday, 07:00 to 15:00.",
        "1 more person on Monday, 22:00 to 07:00.",
    ]


def test_a_group_with_a_headcount_today_has_no_shifts_to_compare(tmp_path: Path) -> None:
    """Its people are not "more" than none."""
    design = made_up_design(hub_file(tmp_path))
    counted = design.request.scenario.update({"groups.handlers.headcount": 4})
    design = replace(design, request=replace(design.request, scenario=counted))
    assert changes_of(design) == ["handlers has no rota today, so there are no shifts to compare."]
