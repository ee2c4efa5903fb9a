"""Take the rows of a group apart by column: whose they are, their dates, and what is not read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from simcall.files.text import BadFileError
from simcall.scenario.reading.rosters.break_columns import break_columns, breaks_of
from simcall.scenario.reading.rosters.clocks import DateReader, text_before
from simcall.scenario.reading.rosters.columns import folded, is_named
from simcall.scenario.reading.rosters.findings import Findings, Setting, note_hidden
from simcall.scenario.reading.rosters.ignored import ignored_columns
from simcall.scenario.reading.rosters.more_duties import more_duties, more_times
from simcall.scenario.reading.rosters.options import RosterOptions
from simcall.scenario.reading.rosters.people import is_total, people_of
from simcall.scenario.reading.rosters.row_headers import RowsHeader
from simcall.scenario.reading.rosters.tables import Row, Table
from simcall.scenario.reading.rosters.teams import HEADING, chosen_rows, team_heading

__all__ = ["Columns", "dates_of", "names_of", "own_columns"]

_USES = (
    *("person", "forename", "number", "date", "end date", "start", "end", "span"),
    *("breaks", "line", "hours"),
)
"""What a row says besides whose it is and what somebody does."""


@dataclass
class Columns:
    """The rows of a group by column; a column that is not there is all empty.

    Attributes
    ----------
    numbers : list of int
        The rows' numbers in the file.
    cells : dict of str to list of str
        By what a column holds.
    activities : list of list of str
        The columns that say what somebody does: activity, status, code of the shift.
    names : dict of str to str
        By what a column holds, its name in the file.
    """

    numbers: list[int]
    cells: dict[str, list[str]]
    activities: list[list[str]]
    names: dict[str, str] = field(default_factory=dict)


def own_columns(
    table: Table, header: RowsHeader, options: RosterOptions, setting: Setting, findings: Findings
) -> Columns:
    """Return the rows that are duties or days off of a group, by column; parameters as for `read_rows`."""
    names = table.rows[header.at][1]
    pairs = more_times(names, header.places)
    body, headings = _body(table, header, pairs, findings)
    if not body:
        raise BadFileError("there are no rows under the header; write a row for each duty")
    every = [list(column) for column in zip(*(cells for _, cells in body), strict=True)]
    kept = _kept(every, headings, [number for number, _ in body], names, header.places, options, setting, findings)
    activities = _activities(names, header.places)
    breaks = break_columns(names)
    read = {*header.places.values(), *activities, *(at for pair in (*pairs, *breaks) for at in pair)}
    note_hidden(table, read, findings)
    findings.ignored += ignored_columns(names, every, read, options.only)
    absent = [""] * len(kept)
    cells = {use: [every[header.places[use]][at] for at in kept] if use in header.places else absent for use in _USES}
    if breaks:
        own = breaks_of(names, [[column[at] for at in kept] for column in every], breaks, findings)
        cells["breaks"] = ["; ".join(filter(None, pair)) for pair in zip(cells["breaks"], own, strict=True)]
    return Columns(
        [body[at][0] for at in kept],
        cells,
        [[every[column][at] for at in kept] for column in activities],
        {column: names[at] for column, at in header.places.items()},
    )


def _kept(
    every: Sequence[Sequence[str]],
    headings: Sequence[str],
    numbers: Sequence[int],
    names: Sequence[str],
    places: Mapping[str, int],
    options: RosterOptions,
    setting: Setting,
    findings: Findings,
) -> list[int]:
    """Return the positions of the group's rows, by a column or by the headings above them."""
    by_name = {folded(name): every[at] for at, name in enumerate(names) if name}
    named = {key: folded(names[places[key]]) for key in ("group", "team", "site") if key in places}
    if not named and len(set(headings)) > 1:
        by_name[HEADING], named["team"] = headings, HEADING
    return chosen_rows(by_name, named, numbers, options.only, setting, findings)


def _body(
    table: Table, header: RowsHeader, pairs: Sequence[tuple[int, int]], findings: Findings
) -> tuple[list[Row], list[str]]:
    """Return a row for each duty or day off, and the heading that each stands under."""
    names = table.rows[header.at][1]
    body: list[Row] = []
    headings: list[str] = []
    heading = ""
    for row in table.rows[header.at + 1 :]:
        if _is_of_data(row[1], names, header.places, findings):
            duties = [row, *more_duties(row, header.places, pairs)]
            body += duties
            headings += [heading] * len(duties)
        else:
            heading = team_heading(row[1]) or heading
    return body, headings


def _is_of_data(cells: tuple[str, ...], names: tuple[str, ...], places: Mapping[str, int], findings: Findings) -> bool:
    """Tell a row of data from a note, a heading, a total or the header again."""
    if cells == names:
        findings.left_out["repeated headers"] += 1
        return False
    if any(is_total(cells[places[column]]) for column in ("person", "number") if column in places):
        findings.left_out["totals"] += 1
        return False
    timed = any(cells[places[column]] for column in ("date", "start", "end", "span") if column in places)
    named = any(cells[places[column]] for column in ("person", "number") if column in places)
    if timed or (named and "activity" in places and cells[places["activity"]]):
        return True
    findings.left_out["notes and headings"] += 1
    return False


def _activities(names: Sequence[str], places: Mapping[str, int]) -> list[int]:
    taken = {at for column, at in places.items() if column != "activity"}
    return [
        at
        for at, name in enumerate(names)
        if at not in taken and (at == places.get("activity") or is_named("activity", folded(name)))
    ]


def dates_of(columns: Columns, options: RosterOptions, setting: Setting, findings: Findings) -> DateReader:
    """Return the reader of a roster's dates; parameters as for `read_rows`."""
    texts = [
        *columns.cells["date"],
        *columns.cells["end date"],
        *(text_before(cell) for column in ("start", "end") for cell in dict.fromkeys(columns.cells[column])),
    ]
    dates = DateReader(texts, options.dates, setting.start, setting.until)
    if question := dates.question():
        findings.questions.append(question)
    if dates.year is not None:
        findings.notes.append(f"The dates have no year; simcall takes {dates.year}")
    for column in ("date", "start", "end"):
        _check_forms(columns, column, findings)
    return dates


def _check_forms(columns: Columns, column: str, findings: Findings) -> None:
    """Find dates that Excel took for months first: it leaves as text only those whose day is no month."""
    by_form: dict[str, list[tuple[int, str]]] = {"year": [], "slash": []}
    for row, cell in zip(columns.numbers, columns.cells[column], strict=True):
        if match := re.match(r"(\d{4})-\d{2}-\d{2}|(\d{1,2}/\d{1,2}/\d{4})", cell):
            by_form["year" if match[1] else "slash"].append((row, match[0]))
    if not by_form["year"] or not by_form["slash"]:
        return
    converted = all(int(text[8:10]) <= 12 for _, text in by_form["year"])
    if converted and all(int(text.split("/")[0]) > 12 for _, text in by_form["slash"]):
        first = by_form["year"][0][0]
        for row, _ in by_form["slash"]:
            message = (
                f"the date in {columns.names[column]} is written day first, as 01/02/2024, and others year first, as "
                f"2024-02-01 (row {first}): Excel may have taken their day for the month; write all of them in one way"
            )
            findings.mistakes.add("form", row, message)


def names_of(columns: Columns, options: RosterOptions, findings: Findings) -> list[str]:
    """Return who each row is about: the name, with the number where two people share a name."""
    surnames, forenames, numbers = (columns.cells[column] for column in ("person", "forename", "number"))
    names = [" ".join(filter(None, parts)) for parts in zip(forenames, surnames, strict=True)]
    if not any(names):
        names, numbers = numbers, names
    numbers_of: dict[str, set[str]] = {}
    for name, number in zip(names, numbers, strict=True):
        numbers_of.setdefault(name, set()).add(number)
    people = [
        f"{name} ({number})" if number and len(numbers_of[name] - {""}) > 1 else name
        for name, number in zip(names, numbers, strict=True)
    ]
    _, question = people_of(people, options.people_in_cell)
    if question:
        findings.questions.append(question)
    return people
