"""Find the columns of a file of the week by their names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from simcall.files.messages import nearest, quoted
from simcall.files.text import BadFileError
from simcall.sheets.column_names import plain_name

__all__ = [
    "AVERAGE_TIMES",
    "COUNTS",
    "HeaderError",
    "column_missing",
    "find_columns",
    "header_width",
    "is_total",
    "width_fault",
]

COUNTS = (
    *("calls", "offered", "calls offered", "offered calls", "calls received", "received", "received calls"),
    *("contacts", "contacts offered", "volume", "call volume", "number of calls", "no of calls", "total calls"),
    *("incoming calls", "inbound calls", "arrivals", "count", "demand", "total offered"),
)
"""Names of columns with numbers of calls."""
AVERAGE_TIMES = (
    *("aht", "average handling time", "average handle time", "avg handling time", "avg handle time"),
    *("avg handle", "mean handling time", "handling time", "handle time", "handling"),
)
"""Names of columns with the mean handling time of calls."""
_PEOPLE = (
    *("staff", "agents", "handlers", "on duty", "people on duty", "staff on duty", "agents on duty"),
    *("number on duty", "posts", "staffing", "number of people", "headcount"),
)
_NAMES: Mapping[str, tuple[str, ...]] = {
    "day": ("day", "weekday", "week day", "day of week", "day of the week", "day name", "dow"),
    "date": (
        *("date", "call date", "start date", "date of call", "report date", "date time", "datetime"),
        *("date and time", "timestamp", "call start", "start date time", "call date time", "received at"),
    ),
    "from": (
        *("from", "start", "start time", "time", "time of day", "interval", "interval start", "time interval"),
        *("hour", "hour of day", "half hour", "quarter hour", "period", "call time", "time of call", "hours"),
    ),
    "weight": ("weight", "weights", *COUNTS),
    "factor": ("factor", "factors", *AVERAGE_TIMES),
    "headcount": ("headcount", "people", *_PEOPLE),
    "calls": COUNTS,
    "to": ("to", "end", "until", "finish", "end time", "to time"),
    "people": ("people", *_PEOPLE),
}
_TOTALS = frozenset(("total", "totals", "grand total", "sum", "average", "mean", "avg", "all"))


class HeaderError(BadFileError):
    """The columns that are needed cannot be told; the row that says most is the one to report."""


def is_total(name: str) -> bool:
    """Return whether a row or a column holds totals or averages of the others."""
    words = plain_name(name)
    return words in _TOTALS or words.split(" ")[0] in ("total", "average", "grand")


def find_columns(header: Sequence[str], fields: Sequence[str], named: Mapping[str, str]) -> dict[str, int]:
    """Return the positions of the columns that a header has for each field.

    Parameters
    ----------
    header : sequence of str
        The names in the file.
    fields : sequence of str
        What to look for; the field's own name goes before the usual names of others.
    named : mapping of str to str
        Names that the scenario gives.

    Raises
    ------
    HeaderError
        If a field has two columns, or a named column is not there.
    """
    positions: dict[str, int] = {}
    faults: list[str] = []
    for field in fields:
        candidates = _candidates(header, field, named.get(field))
        if len({header[position].lower() for position in candidates}) > 1:
            names = " and ".join(quoted(header[position][:30]) for position in candidates[:3])
            faults.append(
                f'the columns {names} may each be the column "{field}"; '
                f"say which one it is: columns = {{ {field} = {quoted(header[candidates[0]][:30])} }}"
            )
        elif len(candidates) > 1:
            faults.append(f"the column {quoted(header[candidates[0]][:30])} appears {len(candidates)} times")
        elif candidates:
            positions[field] = candidates[0]
        elif field in named:
            faults.append(column_missing(named[field], header))
    if faults:
        raise HeaderError(*faults)
    return positions


def _candidates(header: Sequence[str], field: str, name: str | None) -> list[int]:
    lowered = [cell.lower() for cell in header]
    own = [position for position, cell in enumerate(lowered) if cell == (name or field).strip().lower()]
    if own or name is not None:
        return own
    return [position for position, cell in enumerate(header) if cell and plain_name(cell) in _NAMES[field]]


def column_missing(name: str, header: Sequence[str]) -> str:
    """Say that there is no such column, and which one may be meant."""
    guess = nearest(name, header)
    present = ", ".join(quoted(cell[:30]) for cell in header[:8] if cell)
    hint = f"is {quoted(guess)} a misspelling of it?" if guess else f"the columns are {present}"
    return f"there is no column {quoted(name)}; {hint}"


def header_width(header: Sequence[str]) -> int:
    """Return the number of columns up to the last that has a name."""
    return max((position + 1 for position, name in enumerate(header) if name), default=0)


def width_fault(cells: Sequence[str], width: int) -> str:
    """Return what is wrong with a row that has something behind the columns of the header; empty if nothing is."""
    if not any(cells[width:]):
        return ""
    filled = max(position + 1 for position, cell in enumerate(cells) if cell)
    return f"it has {filled} columns, more than the header; if a number has a comma in it, write it in quotes"
