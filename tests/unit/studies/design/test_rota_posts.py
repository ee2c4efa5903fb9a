"""The posts of a rota as they stand beside those of another."""

from __future__ import annotations

from pathlib import Path

import pytest

import simcall as sc
from simcall.studies.design.rota_posts import posts_of, posts_on_first_day
from tests.designs import hub_file


def test_each_fixed_shift_is_a_post_and_the_teams_are_one(tmp_path: Path) -> None:
    """Paid hours are those of all people: 4 people x 5 days x 7.5 h, and so on."""
    posts = posts_of(sc.load(hub_file(tmp_path)), "handlers")
    assert [(post.name, post.start, post.length_s / 3600, len(post.days), post.people) for post in posts] == [
        ("days", "07:00", 8, 5, 4),
        ("lates", "14:00", 8, 7, 6),
        ("nights", "22:00", 9, 7, 2),
        ("pattern", "", 0, 7, 2),
    ]
    assert [post.paid_hours for post in posts] == pytest.approx([4 * 5 * 7.5, 6 * 7 * 8, 2 * 7 * 9, 2 * 15.5 * 7 / 4])


def test_a_shift_with_other_hours_on_a_day_is_a_post_for_each(tmp_path: Path) -> None:
    """A night that ends later on Fridays stands twice, under one name."""
    hub = sc.load(hub_file(tmp_path), ['shifts.night.on.Fri.length="11 h"'])
    nights = [post for post in posts_of(hub, "handlers") if post.name == "nights"]
    assert [(post.length_s / 3600, post.days) for post in nights] == [
        (9, ("Mon", "Tue", "Wed", "Thu", "Sat", "Sun")),
        (11, ("Fri",)),
    ]
    assert sum(post.paid_hours for post in nights) == 2 * (6 * 9 + 11)


def test_only_people_who_are_there_on_the_first_day_count(tmp_path: Path) -> None:
    """Who joins later, or has left before, has no post; nor has a group with a headcount."""
    changes = ["groups.handlers.rota.fixed.days.joins=2024-02-06", "groups.handlers.rota.fixed.lates.leaves=2024-02-05"]
    posts = posts_of(sc.load(hub_file(tmp_path), changes), "handlers")
    assert [post.name for post in posts] == ["nights", "pattern"]
    counted = sc.load(hub_file(tmp_path)).update({"groups.handlers.rota": None, "groups.handlers.headcount": 3})
    assert posts_of(counted, "handlers") == ()


def test_the_posts_of_one_day_have_the_hours_of_that_day(tmp_path: Path) -> None:
    """On a Saturday the weekday post is off and the teams are on lates; on a Thursday the teams are off."""
    saturday, thursday = (sc.load(hub_file(tmp_path), [f"start={day}"]) for day in ("2024-02-10", "2024-02-08"))
    posts = posts_on_first_day(saturday, "handlers")
    assert [(post.name, post.days, post.people, post.paid_hours) for post in posts] == [
        ("lates", ("Sat",), 6, 6 * 8),
        ("nights", ("Sat",), 2, 2 * 9),
        ("pattern", ("Sat",), 2, 2 * 8),
    ]
    assert [(post.name, post.people) for post in posts_on_first_day(thursday, "handlers")] == [
        ("days", 4),
        ("lates", 6),
        ("nights", 2),
        ("pattern", 0),
    ]
