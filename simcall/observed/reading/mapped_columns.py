"""Check the columns that the planner names with --map, and report every mistake."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from simcall.files.advice import Advice, Give
from simcall.files.messages import nearest
from simcall.observed.observations import Finding
from simcall.observed.reading.kinds import Kind
from simcall.observed.reading.options import ReadingOptions
from simcall.observed.reading.reports.fields import INTERVAL_FIELDS, NOT_READ
from simcall.observed.reading.tables import Table
from simcall.sheets.column_names import plain_name

__all__ = ["missing_columns", "unknown_fields"]


def unknown_fields(options: ReadingOptions, kinds: Iterable[Kind]) -> list[str]:
    """Return a message for each field that no kind of export has.

    Parameters
    ----------
    options : ReadingOptions
        What the planner says.
    kinds : iterable of Kind
        Every kind of export.
    """
    of_calls = {field for kind in kinds for field in kind.vocabulary.names}
    every = of_calls | INTERVAL_FIELDS
    return [
        Advice(Give("--map", f"{name}={field}"), f": simcall has no field {field}. {_remedy(field, every)}")
        for name, field in options.columns.items()
        if not _is_known(field, every)
    ]


def _is_known(field: str, every: set[str]) -> bool:
    """Return whether a field is one: a report's may have a queue before it, and a number of seconds after it."""
    bare = field.rpartition(":")[2]
    stem, _, seconds = bare.rpartition("_")
    is_bin = stem in ("bin", "share_in") and seconds.isdecimal()
    return bare in every or is_bin or field.casefold() in NOT_READ


def _remedy(field: str, every: set[str]) -> str:
    guess = nearest(field, sorted(every))
    return f"Did you mean {guess}?" if guess else f"The fields are: {', '.join(sorted(every))}"


def missing_columns(options: ReadingOptions, tables: Iterable[Table]) -> Iterator[Finding]:
    """Yield findings on columns that are in no file. The option may be left from last month."""
    names = {plain_name(name) for table in tables for name in table.names}
    for name, field in options.columns.items():
        if plain_name(name) not in names:
            text = Advice(Give("--map", f"{name}={field}"), f' was not used: no file has a column "{name}"')
            yield Finding("assumed", text)
