"""The content of a report as frozen data: the page, the workbook and the plain text are made from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from simcall.measures import Difference, Estimate, Kind
from simcall.present.words.figures import number_in_words

__all__ = [
    "Block",
    "Cell",
    "Code",
    "Document",
    "Illustration",
    "KeyFigure",
    "Listing",
    "Mark",
    "Number",
    "Paragraph",
    "Part",
    "Rows",
    "Section",
    "Sheet",
    "Table",
    "Tone",
    "numbers",
    "spans",
]

Tone = Literal["good", "bad", "unsure", "plain"]
Sheet = Literal["Answer", "Targets", "Measures", "By hour of week", "Assumptions", "Method"]
"""The sheets of a workbook, in their order."""


@dataclass(frozen=True)
class Number:
    """A figure that a page writes as text and a workbook holds as a number.

    Attributes
    ----------
    value : float or None
        In the measure's own unit: shares from 0 to 1, times in seconds. None if it is not defined.
    kind : Kind
        What it is.
    is_difference : bool
        Whether it is written with its sign, and a share in points.
    """

    value: float | None
    kind: Kind
    is_difference: bool = False

    def __str__(self) -> str:
        if self.value is None:
            return "-"
        if not self.is_difference:
            return number_in_words(self.value, self.kind)
        written = number_in_words(abs(self.value), self.kind).replace(" %", " points")
        is_nothing = not any(digit in written for digit in "123456789")
        return written if is_nothing else f"{'+' if self.value > 0 else '-'}{written}"


@dataclass(frozen=True)
class Mark:
    """A word such as met or missed, published or assumed. Its tone colours it; colour alone says nothing."""

    word: str
    tone: Tone = "plain"

    def __str__(self) -> str:
        return self.word


Cell = str | Number | Mark
Rows = tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Paragraph:
    """Plain text."""

    text: str


@dataclass(frozen=True)
class Listing:
    """A list of sentences."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Code:
    """A command to type, or the text of a file.

    Attributes
    ----------
    label : str
        What it is.
    text : str
        The exact text.
    is_long : bool
        Whether a page folds it away and leaves it out in print.
    """

    label: str
    text: str
    is_long: bool = False


@dataclass(frozen=True)
class Table:
    """Rows under named columns; the first column names its row.

    Attributes
    ----------
    caption : str
        What it shows.
    columns : tuple of str
        Their names.
    rows : tuple of tuple
        Cells, one for each column.
    subject : str
        The line, group or scenario that it describes. A workbook puts tables with the same columns under each other,
        and adds a column that names the subject. Empty if there is only one.
    sheet : str
        The sheet of a workbook that holds it; empty if no sheet does.
    on_page : bool
        Whether a page shows it; a table too long for one is in workbooks only.
    is_folded : bool
        Whether a page folds it away and leaves it out in print.
    """

    caption: str
    columns: tuple[str, ...]
    rows: Rows
    subject: str = ""
    sheet: Sheet | Literal[""] = ""
    on_page: bool = True
    is_folded: bool = False


@dataclass(frozen=True)
class Illustration:
    """A picture.

    Attributes
    ----------
    title : str
        What it shows.
    alternative : str
        The text alternative: what the picture shows, in words.
    draw : callable
        Returns one clean ``<svg>`` element, with ids that no other picture of the document has.
    has_title : bool
        Whether the title stands in the picture itself.
    is_folded : bool
        Whether a page folds it away and leaves it out in print.
    """

    title: str
    alternative: str
    draw: Callable[[], str]
    has_title: bool = False
    is_folded: bool = False


@dataclass(frozen=True)
class KeyFigure:
    """One of the few large figures on the first page.

    Attributes
    ----------
    label : str
        What it is: "999 answered in 10 s".
    figure : str
        The figure with its unit.
    interval : str
        Its interval in words; empty if there is none.
    note : str
        What it is a share of, and its target.
    verdict : Mark or None
        Whether its target is met; None if it has none.
    """

    label: str
    figure: str
    interval: str
    note: str
    verdict: Mark | None = None


Block = Paragraph | Listing | Code | Table | Illustration


@dataclass(frozen=True)
class Section:
    """A heading with its blocks and the sections under it.

    Attributes
    ----------
    heading : str
        Its heading.
    blocks : tuple of Block
        Its text, tables and pictures.
    sections : tuple of Section
        Sections after the blocks.
    sheet : str
        The sheet of a workbook that holds its text; empty if no sheet does.
    """

    heading: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    sheet: Sheet | Literal[""] = ""


@dataclass(frozen=True)
class Part:
    """The report on one folder of results.

    Attributes
    ----------
    title : str
        The scenario's name, or the study's.
    about : str
        What was done, in a line.
    answer : tuple of str
        The answer in a sentence, then the sentences that explain it.
    alerts : tuple of str
        What to know before using the answer.
    targets : Table or None
        Each target, and whether it is met.
    sections : tuple of Section
        What follows the first page.
    main : tuple of (str, mapping of str to Cell)
        The main figures by name, for each scenario or study, to stand beside those of other parts.
    key_figures : tuple of KeyFigure
        The few figures that the first page shows large.
    evidence : tuple of Block
        What else the first page shows: when it is worst, and a picture.
    basis : str
        What the answer depends on, and what its intervals mean; the last sentences of the first page.
    """

    title: str
    about: str
    answer: tuple[str, ...]
    alerts: tuple[str, ...]
    targets: Table | None
    sections: tuple[Section, ...]
    main: tuple[tuple[str, Mapping[str, Cell]], ...] = ()
    key_figures: tuple[KeyFigure, ...] = ()
    evidence: tuple[Block, ...] = ()
    basis: str = ""

    @property
    def key_table(self) -> Table | None:
        """The key figures as a table, for what has no large type; None if there are none."""
        if not self.key_figures:
            return None
        rows: Rows = tuple(
            (key.label, key.figure, key.interval or "-", key.note, key.verdict or "-") for key in self.key_figures
        )
        columns = ("key figure", "value", "95 % interval", "what it is", "target")
        return Table("Key figures", columns, rows, sheet="Answer")


@dataclass(frozen=True)
class Document:
    """A whole report.

    Attributes
    ----------
    title : str
        Of the page.
    written_by : str
        With what, and when, it was written, and whom to ask about it.
    parts : tuple of Part
        One for each folder of results.
    """

    title: str
    written_by: str
    parts: tuple[Part, ...]

    @property
    def beside(self) -> Table | None:
        """The main figures of several parts beside each other; None if there is only one part."""
        if len(self.parts) < 2:
            return None
        columns = [column for part in self.parts for column in part.main]
        names = dict.fromkeys(name for _, figures in columns for name in figures)
        rows = tuple((name, *(figures.get(name, "-") for _, figures in columns)) for name in names)
        caption = "Main figures of each scenario or study, with 95 % intervals in brackets"
        return Table(caption, ("figure", *_distinct([title for title, _ in columns])), rows, sheet="Answer")


def numbers(
    estimate: Estimate | Difference, kind: Kind, *, is_difference: bool = False
) -> tuple[Number, Number, Number]:
    """Return a figure, and the two ends of its interval."""
    return (
        Number(estimate.mean, kind, is_difference),
        Number(estimate.low, kind, is_difference),
        Number(estimate.high, kind, is_difference),
    )


def spans(estimate: Estimate, kind: Kind) -> tuple[Number, Number]:
    """Return the two ends between which a single span falls."""
    return Number(estimate.span_low, kind), Number(estimate.span_high, kind)


def _distinct(titles: Sequence[str]) -> list[str]:
    """Return titles, with a number added to those that occur more than once."""
    return [f"{title} ({number})" if titles.count(title) > 1 else title for number, title in enumerate(titles, start=1)]
