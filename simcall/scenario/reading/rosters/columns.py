"""Find the columns of a roster's file, by their usual names or by those that the scenario gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from simcall.files.messages import nearest, quoted
from simcall.files.text import BadFileError

__all__ = ["COLUMNS", "WANTED", "folded", "is_named", "not_found", "places_of"]

COLUMNS = ("person", "date", "start", "end", "group", "breaks", "line", "activity", "people")
"""What may be read."""
WANTED = COLUMNS[:4]
"""What must be there; the date may stand in the start instead."""
_SHOWN = 8
_IN_TURN = (
    *("person", "number", "date", "end date", "start", "end", "group", "team", "site", "activity", "people"),
    *("span", "hours", "forename"),
)
"""What is found by usual names, in this order: a name may be usual for several."""
_SURNAMES = ("surname", "last name", "family name")

_NAMES: Mapping[str, str] = {
    "person": "person|name|names|full name|officer|staff|officer/staff|staff name|staff member|employee|employee name|"
    "agent|agent name|operator|operator name|handler|handler name|call handler|call taker|officer name|colleague|"
    "member of staff|member|team member|resource|advisor|adviser|worker|surname|last name|family name|who",
    "forename": "forename|forenames|first name|firstname|given name|given names|initial|initials",
    "number": "collar|collar no|collar number|shoulder no|shoulder number|pin|pay no|pay number|payroll|payroll no|"
    "payroll number|employee id|employee number|employee no|emp no|emp id|staff no|staff id|staff number|id|badge|"
    "badge no|badge number|warrant no|warrant number|agent id|force number",
    "date": "date|shift date|duty date|date of duty|date of shift|work date|roster date|rota date|start date|day date",
    "end date": "end date|finish date|date to",
    "start": "start|from|start time|begin|begins|starts|time from|shift start|duty start|scheduled start|time on|"
    "time in|starting|commence|planned start|on|in|clock in|sign on|start 1|start time 1|from 1",
    "end": "end|to|finish|end time|finish time|until|time to|time until|shift end|duty end|ends|scheduled end|time off|"
    "time out|finishes|finishing|planned end|planned finish|off|stop|out|clock out|sign off|end 1|end time 1|finish 1|"
    "to 1",
    "span": "time|times|shift time|shift times|duty time|duty times|duty hours|shift hours|working hours|start-end|"
    "start - end|hours worked|hours of duty",
    "group": "group|role|job|job title|job role|function|department|dept|unit|section|staff group|skill|position|"
    "workgroup|work group|desk|discipline",
    "team": "team|watch|relief|crew|block",
    "site": "site|location|hub|station|control room|contact centre|centre|base",
    "breaks": "breaks",
    "line": "line",
    "activity": "activity|status|code|shift|shift code|duty code|duty|duty type|type|state|absence|absence type|"
    "shift type|shift name|roster code|event|activity code|category|attendance|exception",
    "people": "people|count|headcount|number|number on duty|no on duty|numbers|staff on duty|people on duty|staffing|"
    "number of staff|no of staff|number of people|on duty|how many|heads|qty|staff numbers|total staff|fte",
    "hours": "hrs|hours|length|total|total hrs|total hours|paid hours|duration|hours paid|shift length|duty length|"
    "no of hours|number of hours|shift hrs",
    "code": "code|codes|key|symbol|abbreviation|shift code|duty code|shift",
    "meaning": "meaning|description|what|explanation|definition|stands for|means|name",
    "week": "week|wk|week no|week number|weeks",
    "label": "shift|shifts|duty|post|hour|hours|time|period|line of duty",
    "hour": "hour|hours|time|times|interval|period|from|start|start time|hour of day|half hour|quarter hour|"
    "hour beginning|hour starting|hour from",
    "notes": "notes|note|comments|comment|remarks",
}
"""By what a column holds: its usual names. The first of each of `COLUMNS` is simcall's own."""
_USUAL = {meaning: frozenset(names.split("|")) for meaning, names in _NAMES.items()}


def folded(name: str) -> str:
    """Return a column's name without what does not matter in it."""
    return " ".join(name.casefold().split())


def is_named(meaning: str, name: str) -> bool:
    """Tell whether a folded name is usual for a column of this meaning."""
    return re.sub(r"[._]", " ", name).strip(" :") in _USUAL[meaning]


def places_of(header: Sequence[str], names: Mapping[str, str]) -> dict[str, int]:
    """Find the columns of a table whose first row is its header.

    Parameters
    ----------
    header : sequence of str
        The names in the table.
    names : mapping of str to str
        By column of `COLUMNS`, its name in the table where the planner gives it.

    Returns
    -------
    dict of str to int
        By column that is there, which of the table's it is. Besides `COLUMNS`: ``number``, ``end date``, ``span``,
        ``team``, ``site``, ``hours``, and ``forename`` beside a column of surnames.

    Raises
    ------
    BadFileError
        If a name that the planner gives is missing, or a column is there twice.
    """
    cells = [folded(name) for name in header]
    places = _own_places(cells, names, header)
    given = {at for at, cell in enumerate(cells) if cell in {folded(name) for name in names.values()}}
    for column in _IN_TURN:
        usual = (at for at, cell in enumerate(cells) if at not in {*places.values(), *given} and is_named(column, cell))
        if column not in places and (at := next(usual, None)) is not None:
            places[column] = at
    if "person" not in places or cells[places["person"]] not in _SURNAMES:
        places.pop("forename", None)
    return places


def _own_places(cells: Sequence[str], names: Mapping[str, str], header: Sequence[str]) -> dict[str, int]:
    """Find the columns by the names that the planner gives, and by simcall's own."""
    taken = {folded(name) for name in names.values()}
    faults: list[str] = []
    places: dict[str, int] = {}
    for column in (*COLUMNS, "number", "end date", "span", "team", "hours"):
        own = folded(names.get(column, column))
        # A column that is named for something else is not this one too, whatever it is called.
        count = 0 if column not in names and own in taken else cells.count(own)
        if count > 1:
            faults.append(_repeated(names.get(column, column), count, column))
        if count:
            places[column] = cells.index(own)
        elif column in names:
            faults.extend(not_found([column], header, names))
    if faults:
        raise BadFileError(*faults)
    return places


def _repeated(name: str, count: int, column: str) -> str:
    remedy = "; if a row holds several duties, write a row for each" if column in ("start", "end") else ""
    return f"the column {quoted(name)} appears {count} times; give each a name of its own{remedy}"


def not_found(missing: Sequence[str], header: Sequence[str], names: Mapping[str, str]) -> Iterator[str]:
    """Say which columns are missing, with the nearest name only where it is a misspelling."""
    filled = [name for name in header if name]
    present = ", ".join(quoted(name[:30]) for name in filled[:_SHOWN])
    taken = {folded(name): column for column, name in names.items()}
    for column in missing:
        name = names.get(column, column)
        remedy = f'columns = {{ {column} = "…" }}'
        if (earlier := taken.get(folded(name), column)) != column:
            yield f"the column {quoted(name)} is already the column for {earlier}; say which is {column} with {remedy}"
        elif column in names and (guess := nearest(name, filled)):
            yield f"there is no column {quoted(name)}; did you mean {quoted(guess)}?"
        else:
            yield f"there is no column {quoted(name)}; the columns are {present}: say which it is with {remedy}"
