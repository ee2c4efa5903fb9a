"""Every block of a scenario that a page shows is loaded."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from openpyxl import Workbook

from simcall.scenario import load
from tests.docs.conftest import Follow
from tests.docs.pages import PAGES, blocks, commands
from tests.docs.test_commands import typed

REST = """
[groups.desk]
lines = ["999", "front-desk"]
"""
"""What the parts of docs/scenario-file.md leave to the reader: who answers the line that is open at some hours."""


def shown(page: Path) -> list[tuple[str, str]]:
    """Return every block of TOML of a page, with its file name if it has one."""
    return [*blocks(page, "toml"), *blocks(page, "toml", titled=True)]


def typed_before(page: Path) -> None:
    """Write the scenarios that the commands of a page write."""
    for _, *words in commands(page):
        if words[0] == "new":
            typed([*words, "--yes"])


def duties(folder: Path) -> None:
    """Write the rosters that pages name."""
    (folder / "people.csv").write_text("person,date,start,end\n1234,2024-02-05,07:00,15:00\n", encoding="utf-8")
    book = Workbook()
    book.active.title = "March"
    for row in (("Collar no", "Shift date", "From", "To"), ("1234", "2024-02-05", "07:00", "15:00")):
        book.active.append(row)
    book.save(folder / "people.xlsx")


def is_whole(block: str) -> bool:
    """Tell a scenario from a part of one."""
    return "name" in tomllib.loads(block)


SHOWING = [page for page in PAGES if shown(page)]
WITH_PARTS = [page for page in SHOWING if not all(is_whole(text) for _, text in shown(page))]


@pytest.mark.parametrize("page", SHOWING, ids=lambda page: page.name)
def test_whole_scenarios_load(page: Path, follow: Follow):
    """A block that is a whole scenario loads, from the file that the page says or from any."""
    folder = follow(page)
    typed_before(page)
    for title, text in shown(page):
        if is_whole(text):
            file = folder / (title or "shown.toml")
            file.write_text(text, encoding="utf-8")
            assert load(file).lines


@pytest.mark.parametrize("page", WITH_PARTS, ids=lambda page: page.name)
def test_parts_of_scenarios_load(page: Path, follow: Follow):
    """The blocks of a page that are parts of a scenario load, laid one after the other over February 2024."""
    folder = follow(page)
    duties(folder)
    over = "scenarios/2024-02-backfill.toml"
    for place, (_, text) in enumerate(shown(page)):
        if not is_whole(text):
            (folder / f"part{place}.toml").write_text(f'extends = "{over}"\n{text}', encoding="utf-8")
            over = f"part{place}.toml"
    (folder / "shown.toml").write_text(f'extends = "{over}"\nname = "As shown"\n{REST}', encoding="utf-8")
    assert load(folder / "shown.toml").lines
