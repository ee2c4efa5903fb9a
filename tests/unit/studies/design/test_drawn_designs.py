"""Designs of files drawn at random: the scenario and the tables that are written keep every rule of the file."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

import pytest

import simcall as sc
from simcall.errors import SimcallError
from simcall.studies.design import ruling_out, study
from simcall.studies.trials.effort import Effort
from tests.fuzz.hostile import toml_of
from tests.unit.studies.design.drawn_files import drawn_files
from tests.unit.studies.design.rules_checker import DAYS, DesignedGroup, Hours, Table, breaches, hours_on, paid_hours

EFFORT = Effort(range(6), range(6), (range(6, 14),))
FILES_OF_A_TEST = 40
FEWEST_DESIGNED = 32
"""So there are more than 500 in all; the rules of the other files leave no shift or no rota."""
Row = tuple[str, int, tuple[str, ...], float]
"""A group, people, the times of each day of the week, and paid hours."""


@pytest.fixture(autouse=True)
def _little_effort(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use few callers, and rule out few designs: rules hold however sure the targets are."""
    monkeypatch.setattr(study, "effort_of", lambda _: EFFORT)
    monkeypatch.setattr(ruling_out, "_MOST_CUTS", 3)


def faults_of(seed: int, folder: Path) -> list[str] | None:
    """Return what is wrong with the design of a drawn file, as it is written; None if there is no rota."""
    hub, design = drawn_files(seed)
    folder.mkdir(exist_ok=True)
    (folder / "hub.toml").write_text(toml_of(hub), encoding="utf-8")
    (folder / "design.toml").write_text(toml_of({"scenario": "hub.toml", **design}), encoding="utf-8")
    try:
        answer = sc.design(folder / "design.toml", jobs=1)
    except SimcallError:
        return None
    answer.save(folder / "designed", figures=False)
    today, designed = (sc.load(folder / name).document() for name in ("hub.toml", "designed/scenario.toml"))
    return [*breaches(design, today, designed), *differences(folder / "designed", design, today, designed)]


def differences(folder: Path, design: Table, today: Table, designed: Table) -> Iterator[str]:
    """Find where the tables say something else than the scenario."""
    groups = {name: DesignedGroup(name, table, today, designed) for name, table in design["groups"].items()}
    rows = sorted(row for name, group in groups.items() for row in rows_of(name, group))
    document = json.loads((folder / "design.json").read_text("utf-8"))
    with (folder / "rota.csv").open(encoding="utf-8", newline="") as file:
        _, *lines = csv.reader(file)
    written = sorted(
        (group, int(posts or in_teams), tuple(cells[:7]), float(cells[7]))
        for group, _, posts, in_teams, *cells in lines
    )
    if written != [(*others, pytest.approx(hours, abs=0.0051)) for *others, hours in rows]:
        yield f"rota.csv has {written} in place of {rows}"
    hours = sum(row[-1] for row in rows)
    if document["paid_hours"] != pytest.approx(hours, abs=1e-5):
        yield f"design.json has {document['paid_hours']} paid hours in place of {hours}"
    people = sum(part["people"] for group in groups.values() for parts in group.on_duty() for part in parts)
    least = {"people": people, "paid_hours": hours}.get(design["minimise"], document["objective"])
    if document["objective"] != pytest.approx(least, abs=1e-5):
        yield f"design.json has {document['objective']} {design['minimise']} in place of {least}"
    if document["bound"] is not None and document["bound"] > document["objective"] + 1e-6:
        yield f"the bound {document['bound']} is above {document['objective']}"


def rows_of(name: str, group: DesignedGroup) -> Iterator[Row]:
    """Yield the rows that a duty sheet should have of a group."""
    posts, teams = group.on_duty()
    days = DAYS[group.first_day.weekday() :][:1] if group.once else DAYS
    for post in posts:
        yield from _rows_of_post(name, post, group.shifts[post["shift"]], days)
    people = sum(team["people"] for team in teams)
    if people:
        hours = (
            team["people"] * team.get("share", 1) * group.hours_of_team(group.new, team, group.shifts) for team in teams
        )
        yield name, people, tuple("pattern" if day in days else "" for day in DAYS), sum(hours)


def _rows_of_post(name: str, post: Table, shift: Table, days: Sequence[str]) -> Iterator[Row]:
    """Yield a row for the days on which the shift of a post has the same hours."""

    def hours(day: str) -> Hours:
        return hours_on(shift, day)

    for (start, length, breaks), several in groupby(sorted({*post["days"]} & {*days}, key=hours), key=hours):
        alike, end = set(several), (start + length) % 1440
        times = f"{start // 60:02d}:{start % 60:02d}-{end // 60:02d}:{end % 60:02d}"
        paid = post["people"] * len(alike) * paid_hours((start, length, breaks))
        yield name, post["people"], tuple(times if day in alike else "" for day in DAYS), paid


@pytest.mark.parametrize("seed", [57, 72])
def test_a_drawn_design_keeps_its_file(tmp_path: Path, seed: int) -> None:
    """Two of the files below: posts for one day, beside teams and posts that stay."""
    assert faults_of(seed, tmp_path) == []


@pytest.mark.long
@pytest.mark.parametrize("first", range(0, 640, FILES_OF_A_TEST))
def test_drawn_designs_keep_their_files(tmp_path: Path, first: int) -> None:
    """No design breaks a rule of its file, and no table says something else than the scenario."""
    faults = {seed: faults_of(seed, tmp_path / str(seed)) for seed in range(first, first + FILES_OF_A_TEST)}
    designed = {seed: of_design for seed, of_design in faults.items() if of_design is not None}
    print(f"{len(designed)} designs of {len(faults)} files")
    assert {seed: of_design for seed, of_design in designed.items() if of_design} == {}
    assert len(designed) >= FEWEST_DESIGNED
