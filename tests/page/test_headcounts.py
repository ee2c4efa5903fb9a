"""Headcounts in the rota's grid: people at all hours in one cell, people by hour in a row for each step of the day."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest

import simcall as sc
from simcall.page.desk import Desk
from simcall.page.rota_question import opened_question
from simcall.studies.rota_edits import ImpossibleEditsError, rota_overrides, rows_of
from tests.page.asking import Asked

PROFILE = [number for day in range(7) for number in [1] * 7 + [4 + day] * 16 + [2]]
FILE = {"file": "hours.toml"}
TUESDAY = 'handlers.hours."07:00".Tue'


@pytest.fixture(autouse=True)
def hours(folder: Path) -> None:
    """Put a hub with people by hour beside the one with people at all hours."""
    text = f'name = "Hours"\nextends = "tiny.toml"\ngroups.handlers.headcount_profile = {PROFILE}\n'
    (folder / "hours.toml").write_text(text, "utf-8")


def texts(html: str) -> str:
    """Return what people read of a page."""
    return " ".join(re.sub("<[^>]*>", " ", unescape(html)).split())


def test_a_row_for_each_hour(asked: Asked):
    """Each cell has its number and a name of its own, and the mean of each day stands below."""
    html = unescape(asked.get("rota", params=FILE).text)
    labels = re.findall('aria-label="([^"]*, people)"', html)
    assert len(set(labels)) == len(labels) == 7 * 24
    assert "07:00 to 08:00, Tuesday, handlers, people" in labels
    assert re.search(f'name=\'{TUESDAY}\' value="5"|name="{TUESDAY}" value="5"', html)
    mean = sum(PROFILE[24:48]) / 24
    assert f'id="g0-Tue">{mean:.1f}</td>'.replace(".0<", "<") in html
    assert "Add a post to" not in html
    assert "Design a rota from this one" not in html
    assert "has no rota" not in html


def test_edits_are_one_profile(desk: Desk):
    """All steps of a group are one list from Monday 00:00, with what is written; others stay as they are."""
    question = opened_question(desk, {**FILE, TUESDAY: "9", 'handlers.hours."00:00".Mon': ""})
    ((path, text),) = [override.split("=") for override in question.overrides()]
    assert path == "groups.handlers.headcount_profile"
    changed = list(PROFILE)
    changed[24 + 7], changed[0] = 9, 0
    assert json.loads(text) == changed
    assert question.changed(question.overrides()).groups["handlers"].headcount_profile == tuple(changed)
    question = opened_question(desk, {"file": "tiny.toml", "handlers.headcount.people.all": "3"})
    assert question.overrides() == ("groups.handlers.headcount=3",)


def test_steps_of_half_an_hour_and_too_many_steps(asked: Asked, folder: Path):
    """The steps are those of the profile; of a finer one the page says what it is."""
    half, fine = [1, 2] * 168, [1] * 96 * 7
    for name, profile in (("half", half), ("fine", fine)):
        text = f'extends = "tiny.toml"\ngroups.handlers.headcount_profile = {profile}\n'
        (folder / f"{name}.toml").write_text(text, "utf-8")
    rows = rows_of(sc.load("half.toml"))
    assert [row.name for row in rows[:3]] == ["00:00", "00:30", "01:00"]
    assert rows[1].people == (2,) * 7
    assert "23:30 to 24:00, Sunday, handlers, people" in unescape(asked.get("rota?file=half.toml").text)
    assert rows_of(sc.load("fine.toml")) == []
    page = texts(asked.get("rota?file=fine.toml").text)
    assert "The grid has no row for handlers. Its headcount has too many steps to show here." in page


def test_a_headcount_at_all_hours_is_one_cell(asked: Asked):
    """It is edited like a team, and answered with the command that gives the same figures."""
    html = asked.get("rota?file=tiny.toml").text
    assert html.count('aria-label="all hours, all days, handlers, people"') == 1
    told = dict(asked.events("rota/answer?file=tiny.toml&handlers.headcount.people.all=3"))
    assert "--set groups.handlers.headcount=3" in unescape(told["settled"]["html"])
    assert told["grid"]["texts"]["g0-Tue"] == {"text": "3"}
    wrong = dict(asked.events("rota/answer?file=tiny.toml&handlers.headcount.people.all=few"))
    assert wrong["grid"]["texts"]["r0-all-error"]["error"] == "Enter a whole number from 0 to 10,000"


def test_wrong_numbers_are_named():
    """A cell that is no number changes nothing."""
    scenario = sc.load("hours.toml")
    rows = rows_of(scenario)
    cell = rows[7].cells[1]
    with pytest.raises(ImpossibleEditsError) as raised:
        rota_overrides(scenario, rows, {cell: "many"})
    assert set(raised.value.messages) == {cell}
    assert raised.value.possible == ()


def test_the_lever_says_what_the_grid_has(asked: Asked):
    """A number at all hours counts in place of the lever; hours that are edited keep their numbers."""
    page = unescape(asked.get("", params={"file": "tiny.toml", "handlers.headcount.people.all": "3"}).text)
    assert "handlers: at all hours (3 now, edited)" in page
    assert "The number on the page Rota counts here." in page
    page = unescape(asked.get("", params={**FILE, TUESDAY: "20"}).text)
    assert "handlers: at all hours (1 to 20 now, edited)" in page
    assert "What you edited on the page Rota keeps its numbers." in page
