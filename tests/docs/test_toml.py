"""Every scenario block on a page loads."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from openpyxl import Workbook

from simcall.scenario import load
from simcall.studies.calibrate import load_study
from simcall.studies.design.request_files import read_request
from tests.docs.conftest import Follow
from tests.docs.pages import PAGES, blocks, commands
from tests.docs.test_commands import run_command

REST = """
[groups.desk]
lines = ["999", "front-desk"]
"""
"""The group that docs/scenario-file.md leaves to the reader: it answers the line that is open at some hours."""


def toml_blocks(page: Path) -> list[tuple[str, str]]:
    """Return every TOML block of a page, with its file name if it has one."""
    return [*blocks(page, "toml"), *blocks(page, "toml", titled=True)]


def write_new_scenarios(page: Path) -> None:
    """Write the scenarios that the commands of a page write."""
    for _, *words in commands(page):
        if words[0] == "new":
            run_command([*words, "--yes"])


def write_rosters(folder: Path) -> None:
    """Write the rosters and the headcounts by date that pages name."""
    grid = (
        ("Name", "2024-02-05", "2024-02-06", "2024-02-07"),
        ("Ann", "0700-1500", "RD", "AL"),
        ("Bob", "RD", "RD", "RD"),
    )
    (folder / "duties.csv").write_text("\n".join(map(",".join, grid)).replace("0700-1500", "X"), encoding="utf-8")
    weeks = "Week,Mon,Tue,Wed,Thu,Fri,Sat,Sun\n1,X,X,RD,RD,X,X,X\n2,RD,RD,X,X,RD,RD,RD\nX 0700-1900\n"
    (folder / "pattern.csv").write_text(f"{weeks}Team A Wk 1 and Team B Wk 2 on 05/02/2024\n", encoding="utf-8")
    duties = Workbook()
    for cells in grid:
        duties.active.append(cells)
    duties.save(folder / "duties.xlsx")
    (folder / "staff.csv").write_text("date,from,to,people\n2024-02-05,07:00,15:00,4\n", encoding="utf-8")
    (folder / "people.csv").write_text("person,date,start,end\n1234,2024-02-05,07:00,15:00\n", encoding="utf-8")
    book = Workbook()
    book.active.title = "March"
    for row in (("Collar no", "Shift date", "From", "To"), ("1234", "2024-02-05", "07:00", "15:00")):
        book.active.append(row)
    book.save(folder / "people.xlsx")


def write_exports(folder: Path) -> None:
    """Write the workbook of calls by date, and the report of calls, that pages name."""
    book = Workbook()
    book.active.title = "May"
    book.active.append(("Date", "Interval", "Offered"))
    for day in range(1, 8):
        for hour in range(24):
            book.active.append((f"{day:02d}/05/2024", f"{hour:02d}:00-{hour + 1:02d}:00", day))
    book.save(folder / "calls.xlsx")
    (folder / "calls.csv").write_text("Call,Talk time\n1,2:14\n2,0:45\n", encoding="utf-8")


def is_whole(block: str) -> bool:
    """Return whether a block is a whole scenario, not a part."""
    return "name" in tomllib.loads(block)


def is_design(block: str) -> bool:
    """Return whether a block is a design file, which names a scenario."""
    return "scenario" in tomllib.loads(block)


def is_part(block: str) -> bool:
    """Return whether a block is a part of a scenario."""
    return not is_whole(block) and not is_design(block) and not is_study(block)


def is_study(block: str) -> bool:
    """Return whether a block is a part of a study file."""
    return "calibration" in tomllib.loads(block)


WITH_TOML = [page for page in PAGES if toml_blocks(page)]
WITH_PARTS = [page for page in WITH_TOML if any(is_part(text) for _, text in toml_blocks(page))]
WITH_STUDIES = [page for page in WITH_TOML if any(is_study(text) for _, text in toml_blocks(page))]
WITH_DESIGNS = [page for page in WITH_TOML if any(is_design(text) for _, text in toml_blocks(page))]


@pytest.mark.parametrize("page", WITH_TOML, ids=lambda page: page.name)
def test_whole_scenarios_load(page: Path, follow: Follow):
    """A block that is a whole scenario loads, from the file that the page names or from any."""
    folder = follow(page)
    write_new_scenarios(page)
    for title, text in toml_blocks(page):
        if is_whole(text):
            file = folder / (title or "shown.toml")
            file.write_text(text, encoding="utf-8")
            assert load(file).lines


@pytest.mark.parametrize("page", WITH_PARTS, ids=lambda page: page.name)
def test_parts_of_scenarios_load(page: Path, follow: Follow):
    """The blocks of a page that are parts of a scenario load, laid one after the other over February 2024."""
    folder = follow(page)
    write_rosters(folder)
    write_exports(folder)
    base = "scenarios/2024-02-backfill.toml"
    for index, (_, text) in enumerate(toml_blocks(page)):
        if is_part(text):
            (folder / f"part{index}.toml").write_text(f'extends = "{base}"\n{text}', encoding="utf-8")
            base = f"part{index}.toml"
    rest = REST if page.name == "scenario-file.md" else ""
    (folder / "shown.toml").write_text(f'extends = "{base}"\nname = "As shown"\n{rest}', encoding="utf-8")
    assert load(folder / "shown.toml").lines


@pytest.mark.parametrize("page", WITH_DESIGNS, ids=lambda page: page.name)
def test_design_files_are_read(page: Path, follow: Follow):
    """A block that is a design file is read, in the folder of the supplied ones."""
    folder = follow(page)
    for title, text in toml_blocks(page):
        if is_design(text):
            file = folder / (title or "scenarios/designs/shown.toml")
            file.write_text(text, encoding="utf-8")
            assert read_request(file).groups


STUDY = """
name = "as shown"
[calibration]
scenarios = { hub = "../2023-11-inspection.toml" }
[[calibration.fit]]
path = "lines.101.handling.mean"
"""
"""What a part of a study file needs around it."""


@pytest.mark.parametrize("page", WITH_STUDIES, ids=lambda page: page.name)
def test_parts_of_studies_are_read(page: Path, follow: Follow):
    """A block that is a part of a study file is read, in the folder of the supplied ones."""
    folder = follow(page)
    for _, text in filter(lambda block: is_study(block[1]), toml_blocks(page)):
        file = folder / "scenarios/studies/shown.toml"
        file.write_text(f"{STUDY}{text}", encoding="utf-8")
        assert load_study(file).targets
