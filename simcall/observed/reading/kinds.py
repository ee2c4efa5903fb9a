"""What each kind of export has to offer: how to recognise its tables, and how to read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from simcall.observed.observations import FileRead, Finding, Question
from simcall.observed.reading.options import ReadingOptions
from simcall.observed.reading.tables import Table
from simcall.sheets.column_names import Vocabulary
from simcall.sheets.grids import Grid

__all__ = ["Kind", "Parts"]


@dataclass(frozen=True)
class Parts:
    """What the tables of one kind say.

    Attributes
    ----------
    queues : mapping of str to str
        The line of each queue of the files that is one.
    other_queues : tuple of str
        Queues that are no line.
    answered_words : frozenset of str
        Words for outcomes whose meaning the planner has said.
    files_of_line : mapping of str to frozenset of int
        The positions of the files that count the calls of each line; single calls have theirs beside them.
    calls : pandas.DataFrame or None
        As `CALL_COLUMNS`, but `agent` and `caller` are the text of the files, which `read_exports` replaces.
    counts, answers : pandas.DataFrame or None
        As `COUNT_COLUMNS` and `ANSWER_COLUMNS`. Calls need no counts here: `read_exports` counts them.
    people : pandas.DataFrame or None
        As `PEOPLE_COLUMNS`, but `person` is the text of the files, which `read_exports` replaces.
    files : tuple of (int, FileRead)
        What became of the rows of each table, with the position of its file.
    questions, findings : tuple
        As in `Observations`.
    problems : tuple of str
        What makes a table unreadable, with its file and row, and what to do: `read_exports` raises them together.
    """

    queues: Mapping[str, str] = field(default_factory=dict)
    other_queues: tuple[str, ...] = ()
    answered_words: frozenset[str] = frozenset()
    files_of_line: Mapping[str, frozenset[int]] = field(default_factory=dict)
    calls: pd.DataFrame | None = None
    counts: pd.DataFrame | None = None
    answers: pd.DataFrame | None = None
    people: pd.DataFrame | None = None
    files: tuple[tuple[int, FileRead], ...] = ()
    questions: tuple[Question, ...] = ()
    findings: tuple[Finding, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """A kind of export.

    Attributes
    ----------
    name : str
        As in `FileRead.kind`.
    vocabulary : Vocabulary
        The names of its columns.
    recognises : callable
        How sure it is that a table is of this kind: 0 is not at all; the surest kind reads the table. A score is the
        number of columns that the kind can use, if it has all that it must have.
    read : callable
        Reads all tables of this kind, of all files.
    fixed_columns : callable or None
        The names of the columns of a sheet that has no header, if its columns are always the same.
    """

    name: str
    vocabulary: Vocabulary
    recognises: Callable[[Table, ReadingOptions], float]
    read: Callable[[Sequence[Table], ReadingOptions], Parts]
    fixed_columns: Callable[[Grid], tuple[str, ...] | None] | None = None
