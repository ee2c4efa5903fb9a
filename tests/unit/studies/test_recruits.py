"""From which week on those who help can go back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.dates import num2date
from matplotlib.patches import StepPatch

import simcall as sc
from simcall.api import RecruitsView
from simcall.errors import SimcallError
from simcall.measures import Estimate
from simcall.present.pictures import group_looks
from tests.making import TWO_LINES, scenario
from tests.people import SHIFTS, around_the_clock

WEEKS = [date(2024, 2, 5), date(2024, 2, 12), date(2024, 2, 19), date(2024, 2, 26)]


def hub(**changes: object) -> sc.Scenario:
    """Return four weeks in which too few handlers answer, officers help, and eight recruits join after two weeks."""
    cohort = {
        "people": 8,
        "starts": "2024-02-05",
        "classroom": "1 week",
        "supervised": "1 week",
        "joins": "handlers",
    }
    groups: dict[str, Any] = {
        "handlers": {"lines": ["999", "101"], "rota": around_the_clock(2)},
        "trainees": {"lines": ["101"], "recruits": {"spring": cohort}, "handling_factor": 2.0},
        "officers": {"lines": ["999"], "headcount": 3, "overflow": 2, "taken_from": "response"},
    }
    rest = {name.replace("__", "."): value for name, value in changes.items()}
    base = {**TWO_LINES, "groups": groups, "shifts": SHIFTS, "days": 28.0}
    return scenario(base, rest)


@pytest.fixture(scope="module")
def view() -> RecruitsView:
    """Run the four weeks."""
    return sc.recruits(hub(), replications=6, seed=1, jobs=1)


def judged(view: RecruitsView, *found: tuple[float, float, float]) -> RecruitsView:
    """Return a view whose weeks have these figures without help."""
    other = replace(view)
    weeks = [replace(week, without_help=Estimate(*one)) for week, one in zip(view.weeks, found, strict=True)]
    other.__dict__["weeks"] = tuple(weeks)
    return other


HIGH, CLOSE, LOW = (0.95, 0.93, 0.97), (0.91, 0.89, 0.93), (0.80, 0.70, 0.89)


@pytest.mark.parametrize(
    ("weeks", "sure", "likely"),
    [
        ((LOW, LOW, HIGH, HIGH), 2, 2),
        ((LOW, CLOSE, HIGH, HIGH), 2, 1),
        ((HIGH, LOW, CLOSE, HIGH), 3, 2),
        ((HIGH, HIGH, HIGH, HIGH), 0, 0),
        ((HIGH, HIGH, HIGH, CLOSE), None, 0),
        ((HIGH, HIGH, HIGH, LOW), None, None),
    ],
)
def test_the_search_goes_back_from_the_last_week(view, weeks, sure, likely):
    """Every week from the one that is told to the last has its lower end, or its estimate, at the target or above."""
    found = judged(view, *weeks)
    assert found.back_from == (None if sure is None else WEEKS[sure])
    assert found.likely_from == (None if likely is None else WEEKS[likely])


def test_an_interval_that_is_not_there_is_not_sure(view):
    """One replication gives no interval, and an empty week no share: neither is sure."""
    assert judged(view, *[(0.95, None, None)] * 4).back_from is None
    assert judged(view, *[(None, None, None)] * 4).likely_from is None


def test_a_week_in_which_nobody_rings_is_no_miss(view):
    """There is nothing to meet in such a week, so it does not keep the helpers."""
    quiet = judged(view, HIGH, HIGH, (None, None, None), HIGH)
    quiet.__dict__["weeks"] = tuple(replace(week, rang=week.without_help.mean is not None) for week in quiet.weeks)
    assert quiet.back_from == quiet.likely_from == WEEKS[0]


def test_weeks(view):
    """A row for each week: trainees in the second, the recruits among the handlers from the third on."""
    assert [week.monday for week in view.weeks] == WEEKS
    hours = {name: [week.hours[name] for week in view.weeks] for name in ("handlers", "trainees", "officers")}
    assert hours["officers"] == [3 * 168.0] * 4
    assert hours["trainees"][0] == hours["trainees"][3] == 0
    # Four teams round the clock: at any time one of them is on duty, with 2 handlers and 2 of the 8 recruits. While
    # these learn, the handlers sit with them; what is left at the ends of the weeks is the night across midnight.
    assert hours["trainees"][1] == pytest.approx(2 * 168, rel=0.05)
    assert hours["handlers"][0] == pytest.approx(2 * 168, rel=0.05)
    assert hours["handlers"][1] < 0.1 * hours["handlers"][0]
    assert hours["handlers"][3] == pytest.approx(4 * 168, rel=0.05)
    assert all(week.with_help.mean >= week.without_help.mean for week in view.weeks)


def test_kept_is_a_share_of_replications(view):
    """How often a week met its target without help is counted replication by replication."""
    _, in_time, answered = view.without_help.totals("answered_in_target", line="999", by="week")
    expected = [
        np.mean([row[i] >= 0.9 * below[i] for row, below in zip(in_time, answered, strict=True)]) for i in range(4)
    ]
    assert [week.kept for week in view.weeks] == expected


def test_hours_of_help(view):
    """The officers' hours up to a Monday, and in all."""
    assert view.hours_of_help(date(2024, 2, 19)) == 2 * 3 * 168
    assert view.hours_of_help() == 4 * 3 * 168


def test_without_them_is_a_run_without_them(view):
    """The figures without help are those of the scenario without the group; those with help, of a run as it is."""
    alone = sc.run(hub(groups__officers=None), replications=6, seed=1, jobs=1)
    assert view.without_help.lines["999"] == alone.lines["999"]
    assert view.with_help.document() == sc.run(hub(), replications=6, seed=1, jobs=1).document()


def test_progress_counts_both_runs():
    """A replication is done when it is done with help and without."""
    seen: list[tuple[int, int]] = []
    sc.recruits(hub(days=7.0), replications=2, jobs=1, progress=lambda *done: seen.append(done))
    assert seen == [(1, 2), (2, 2)]


def test_who_and_which_line_may_be_named():
    """The groups that are to go, and the line, can be said; the seed is the run's."""
    alone = hub(days=7.0, groups__officers__taken_from=None)
    found = sc.recruits(alone, without=["officers"], line="101", replications=2, seed=5, jobs=1)
    assert (found.helpers, found.line, found.target.share) == (("officers",), "101", 0.8)
    assert found.with_help.seed == found.without_help.seed == 5


@pytest.mark.parametrize(
    ("changes", "asked", "said"),
    [
        ({}, {"without": ["officer"]}, 'there is no group "officer"'),
        ({}, {"line": "112"}, 'there is no line "112"'),
        ({"groups__officers__taken_from": None}, {}, "no group is taken from other work; name the groups"),
        ({"lines__999__answer_target": None}, {}, "999 has no answer_target; give it one"),
        ({}, {"without": ["handlers", "trainees", "officers"]}, "no group is left"),
        (
            {},
            {"without": ["handlers"]},
            r"without handlers \(--without\): it cannot go, as the recruits of trainees join it; name officers, taken",
        ),
        (
            {},
            {"without": ["officers", "trainees"]},
            r"without trainees \(--without\): it cannot go, as its recruits join handlers, and have no other work",
        ),
        (
            {"groups__trainees__taken_from": "response", "groups__officers": None},
            {},
            "it cannot go, as its recruits join handlers, and have .* name a group that helps from other work",
        ),
        ({}, {"replications": 0}, "0 replications"),
        (
            {},
            {"replications": 1},
            r"1 replication gives no interval, .* give at least 2 \(--replications\)",
        ),
    ],
)
def test_what_is_refused(changes, asked, said):
    """What makes no sense is told before anything is simulated."""
    with pytest.raises(SimcallError, match=said):
        sc.recruits(hub(**changes), **asked)


def test_as_document_and_table(view):
    """The document survives JSON and holds what the table holds."""
    document = json.loads(json.dumps(view.document(), allow_nan=False))
    table = view.by_week()
    assert [row["week"] for row in document["weeks"]] == [str(week) for week in table["week"]]
    assert [row["without_help"]["mean"] for row in document["weeks"]] == table["without_help"].tolist()
    assert [row["days"] for row in document["weeks"]] == table["days"].tolist() == [7.0] * 4
    assert [row["duty_hours"]["officers"] for row in document["weeks"]] == table["duty_hours_officers"].tolist()
    assert document["target"] == {"within_s": 10.0, "share": 0.9}


def test_picture(view, tmp_path: Path):
    """The picture is written as PNG and SVG, with both curves and every group named."""
    view.save_picture(tmp_path / "weeks.png")
    drawn = (tmp_path / "weeks.svg").read_text(encoding="utf-8")
    assert (tmp_path / "weeks.png").stat().st_size > 20_000
    for words in ("with officers", "without officers", "trainees", "target:", "Week, from Monday to Monday", "26 Feb"):
        assert words in drawn
    assert "Hatched" not in drawn


def test_picture_of_weeks(view):
    """Hours are drawn from each Monday to the next in the groups' colours, which the two curves do not have."""
    shares, hours = view.plot()
    looks = group_looks(list(view.scenario.groups))
    steps = {str(patch.get_label()): patch for patch in hours.patches if isinstance(patch, StepPatch)}
    assert {name: to_rgb(patch.get_facecolor()) for name, patch in steps.items()} == {
        name: to_rgb(look["color"]) for name, look in looks.items()
    }
    edges = steps["handlers"].get_data().edges
    assert [num2date(edge).date() for edge in edges] == [*WEEKS, date(2024, 3, 4)]
    assert steps["handlers"].get_data().values.tolist() == [week.hours["handlers"] for week in view.weeks]
    curves = [line for line in shares.lines if str(line.get_label()).startswith("with")]
    assert len(curves) == 2
    assert {curve.get_linestyle() for curve in curves} == {"-", "--"}
    assert not {to_rgb(curve.get_color()) for curve in curves} & {to_rgb(look["color"]) for look in looks.values()}
    plt.close("all")


@pytest.mark.parametrize(
    ("start", "days", "cut"),
    [
        ("2024-02-08", 18.0, {"2024-02-05": 4.0}),
        ("2024-02-08T12:00:00", 7.0, {"2024-02-05": 3.5, "2024-02-12": 3.5}),
        ("2024-03-25", 14.0, {}),  # in which the clock goes forward
    ],
)
def test_weeks_that_are_cut_off(start: str, days: float, cut: dict[str, float], tmp_path: Path):
    """Weeks of which some days are outside the span say how many are in it, and are hatched, with a note."""
    changes = {"start": start, "days": days, "groups__trainees__recruits__spring__starts": "2024-02-26"}
    found = sc.recruits(hub(**changes), replications=2, jobs=1)
    assert {str(week.monday): week.days for week in found.weeks if not week.is_whole} == cut
    assert all(week.days == 7 for week in found.weeks if week.is_whole)
    found.save_picture(tmp_path / "weeks.png")
    drawn = (tmp_path / "weeks.svg").read_text(encoding="utf-8")
    assert ("Hatched: only part of the week is in the span: 5 Feb (" in drawn) is bool(cut)
