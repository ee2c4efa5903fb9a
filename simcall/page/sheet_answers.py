"""What the reader of a duty sheet asks, as fields of a form, and the answers as the keys of a roster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from simcall.files.text import BadFileError
from simcall.page.uploads import Upload
from simcall.scenario import Scenario
from simcall.scenario.models.paths import format_path
from simcall.scenario.reading.rosters.columns import COLUMNS
from simcall.scenario.reading.rosters.files import UndecidedRosterError, roster_file
from simcall.scenario.reading.rosters.findings import Setting
from simcall.scenario.reading.rosters.options import RosterOptions, option_faults

__all__ = ["SheetQuestions", "answers_in", "questions_of", "roster_keys"]

_ANSWER = "sheet_"
"""How the names of fields with answers begin."""

CHOICES: Mapping[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "dates": (
        "How dates are written",
        (("dmy", "day first: 03/04 is 3 April"), ("mdy", "month first: 03/04 is 4 March"), ("ymd", "year first")),
    ),
    "nights": (
        "A night stands on the date",
        (("start", "on which it starts"), ("end", "on which it ends")),
    ),
    "people_in_cell": (
        "A cell with two names, such as Smith / Jones, is",
        (("split", "two people"), ("one", "one person")),
    ),
}
"""Questions with a few answers: by key the words, and the answers with theirs."""
_COLUMN = "sheet_column_"
_CODE, _MEANS = "sheet_code_", "sheet_means_"
_MOST_CODES = 200


@dataclass(frozen=True)
class Field:
    """A text to enter."""

    name: str
    label: str
    value: str
    hint: str = ""


@dataclass(frozen=True)
class SheetQuestions:
    """What a form asks of a duty sheet, with the answers that are given.

    Attributes
    ----------
    messages : tuple of str
        What must be decided or mended before it can be read.
    codes : tuple of (Field, Field)
        Codes that need a meaning, each with the field for it.
    choices : tuple
        Of each question with a few answers: its key, its words, the answers, and the one that is given.
    texts : tuple of Field
        The other answers.
    asks_codes_alone : bool
        Whether nothing but codes has to be explained.
    """

    messages: tuple[str, ...]
    codes: tuple[tuple[Field, Field], ...]
    choices: tuple[tuple[str, str, tuple[tuple[str, str], ...], str], ...]
    texts: tuple[Field, ...]
    asks_codes_alone: bool


def questions_of(sheet: Upload, scenario: Scenario, group: str, values: Mapping[str, str]) -> SheetQuestions:
    """Read a duty sheet as the roster of a group, and return what a form asks of it.

    Parameters
    ----------
    sheet : Upload
        The sheet.
    scenario : Scenario
        Gives its dates and shifts.
    group : str
        The group whose duties are on the sheet.
    values : mapping of str to str
        The answers, as a form holds them.
    """
    messages, unknown_codes = _messages_and_codes(sheet, scenario, group, roster_keys(values))
    return SheetQuestions(
        messages,
        tuple(_code_fields(unknown_codes, values)),
        tuple((key, words, answers, values.get(f"{_ANSWER}{key}", "")) for key, (words, answers) in CHOICES.items()),
        _texts(values),
        bool(unknown_codes) and len(messages) == 1,
    )


def _messages_and_codes(
    sheet: Upload, scenario: Scenario, group: str, keys: Mapping[str, Any]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what must be decided or mended, and the codes that nobody explains."""
    faults = tuple(option_faults({"file": sheet.name, **keys}, ()))
    if faults:
        return tuple(f"{format_path(path)}: {message}" for path, message in faults), ()
    try:
        roster_file(sheet.path, RosterOptions.of(keys), _setting(scenario, group))
    except UndecidedRosterError as error:
        return error.messages, error.codes
    except BadFileError as error:
        return error.messages, ()
    return (), ()


def _setting(scenario: Scenario, group: str) -> Setting:
    first = scenario.measured_from.date()
    return Setting(
        group,
        tuple(scenario.groups),
        tuple(scenario.lines),
        tuple(scenario.groups[group].lines),
        ZoneInfo(scenario.time_zone),
        first,
        first + timedelta(days=min(scenario.days, 3660.0)),
        scenario.shifts,
    )


def answers_in(values: Mapping[str, str]) -> dict[str, str]:
    """Return the answers among the fields of a form."""
    return {name: text for name, text in values.items() if name.startswith(_ANSWER) and text}


def _texts(values: Mapping[str, str]) -> tuple[Field, ...]:
    """Return the answers that are texts."""
    fields = (
        Field("sheet_sheet", "Sheet of the workbook", "", "leave empty for those that hold duties"),
        Field("sheet_only_column", "Only rows where this column", "", "for example Role"),
        Field("sheet_only_value", "And that column holds", "", "for example Call Handler; put ; between several"),
        Field("sheet_people", "People in each team", "", "8, or A = 8; B = 7"),
        Field("sheet_starts", "The pattern starts on", "", "a date such as 2026-10-05"),
        Field("sheet_teams", "The week in which each team starts", "", "A = 1; B = 2"),
        *(Field(f"{_COLUMN}{column}", f"The column for {column}", "", "as row 1 names it") for column in COLUMNS),
    )
    return tuple(Field(each.name, each.label, values.get(each.name, ""), each.hint) for each in fields)


def _code_fields(unknown_codes: Sequence[str], values: Mapping[str, str]) -> list[tuple[Field, Field]]:
    """Return the codes whose meaning is asked or was given: the code, and a field for what it means."""
    means = _codes(values)
    codes = list(dict.fromkeys([*means, *unknown_codes]))[:_MOST_CODES]
    return [
        (Field(f"{_CODE}{number}", "", code), Field(f"{_MEANS}{number}", f"{code} means", means.get(code, "")))
        for number, code in enumerate(codes)
    ]


def _codes(values: Mapping[str, str]) -> dict[str, str]:
    return {
        code: means
        for number in range(_MOST_CODES)
        if (code := values.get(f"{_CODE}{number}", "")) and (means := values.get(f"{_MEANS}{number}", "").strip())
    }


def roster_keys(values: Mapping[str, str]) -> dict[str, Any]:
    """Return the keys of a roster's table that the answers amount to; what is wrong with them the reader says."""

    def given(name: str) -> str:
        return values.get(f"sheet_{name}", "").strip()

    keys: dict[str, Any] = {name: given(name) for name in ("sheet", *CHOICES, "starts") if given(name)}
    columns = {column: values.get(f"{_COLUMN}{column}", "").strip() for column in COLUMNS}
    if any(columns.values()):
        keys["columns"] = {column: name for column, name in columns.items() if name}
    if given("only_column") and given("only_value"):
        keys["only"] = {given("only_column"): [text.strip() for text in given("only_value").split(";") if text.strip()]}
    if codes := _codes(values):
        keys["codes"] = codes
    if people := given("people"):
        keys["people"] = _numbers(people) if "=" in people else _number(people)
    if teams := given("teams"):
        keys["teams"] = _numbers(teams)
    return keys


def _numbers(text: str) -> dict[str, int | str]:
    """Read ``A = 8; B = 7``."""
    pairs = (part.partition("=") for part in text.replace(",", ";").split(";") if part.strip())
    return {name.strip(): _number(number.strip()) for name, _, number in pairs}


def _number(text: str) -> int | str:
    """Return a number; text that is none stays text, which the reader refuses in its own words."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else text
