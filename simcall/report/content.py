"""What a report says, as frozen data: one source of every sentence for the page, the workbook and the plain text."""

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
]

Tone = Literal["good", "bad", "unsure", "plain"]
Sheet = Literal["Answer", "Targets", "Measures", "By hour of week", "Assumptions", "Method"]
"""The sheets of a workbook, in their order."""


@dataclass(frozen=True)
class Number:
    """A figure that a page writes in words and a workbook holds as a number.

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
    """A word that decides something: met or missed, published or assumed. Its tone colours it, and never says more."""

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
    """Some sentences, each by itself."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Code:
    """What is typed, or kept in a file: a command, a scenario.

    Attributes
    ----------
    label : str
        What it is.
    text : str
        To the letter.
    is_long : bool
        Whether it is for copying alone: a page folds it away, and does not print it.
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
        Of which line, group or scenario it is: a workbook puts tables with the same columns under each other, and
        names it in a column of its own. Empty if there is but one.
    sheet : str
        Of a workbook; empty if it is for pages alone.
    on_page : bool
        Whether a page shows it; what is too long for one is for workbooks alone.
    is_folded : bool
        Whether a page folds it away until it is asked for, or printed.
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
        What it says, for those who cannot see it.
    draw : callable
        Returns one clean ``<svg>`` element, whose ids no other picture of the document has; for who shows it alone.
    has_title : bool
        Whether the title stands in the picture itself.
    """

    title: str
    alternative: str
    draw: Callable[[], str]
    has_title: bool = False


Block = Paragraph | Listing | Code | Table | Illustration


@dataclass(frozen=True)
class Section:
    """A heading, what stands under it, and sections within it.

    Attributes
    ----------
    heading : str
        Its heading.
    blocks : tuple of Block
        In their order.
    sections : tuple of Section
        After them.
    sheet : str
        Of a workbook, on which its text stands; empty if its text is for pages alone.
    """

    heading: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    sheet: Sheet | Literal[""] = ""


@dataclass(frozen=True)
class Part:
    """The report of one folder of results.

    Attributes
    ----------
    title : str
        The scenario's name, or the study's.
    about : str
        What was done, in a line.
    answer : tuple of str
        Three sentences.
    alerts : tuple of str
        What has to be read before any of them is used.
    targets : Table or None
        Each target, and whether it is met.
    sections : tuple of Section
        The rest.
    main : tuple of (str, mapping of str to Cell)
        For each scenario in it, or the study, the main figures by name, to stand beside those of other parts.
    """

    title: str
    about: str
    answer: tuple[str, ...]
    alerts: tuple[str, ...]
    targets: Table | None
    sections: tuple[Section, ...]
    main: tuple[tuple[str, Mapping[str, Cell]], ...] = ()


@dataclass(frozen=True)
class Document:
    """A whole report.

    Attributes
    ----------
    title : str
        Of the page.
    made : str
        With what, and when, it was written.
    parts : tuple of Part
        One for each folder of results.
    """

    title: str
    made: str
    parts: tuple[Part, ...]

    @property
    def beside(self) -> Table | None:
        """The main figures of several parts beside each other."""
        if len(self.parts) < 2:
            return None
        columns = [one for part in self.parts for one in part.main]
        names = dict.fromkeys(name for _, found in columns for name in found)
        rows = tuple((name, *(found.get(name, "-") for _, found in columns)) for name in names)
        caption = "Of each scenario, or study; [from, to] is the 95 % interval"
        return Table(caption, ("figure", *_told_apart([title for title, _ in columns])), rows, sheet="Answer")


def numbers(found: Estimate | Difference, kind: Kind, *, is_difference: bool = False) -> tuple[Number, Number, Number]:
    """Return a figure, and the two ends of its interval."""
    return (
        Number(found.mean, kind, is_difference),
        Number(found.low, kind, is_difference),
        Number(found.high, kind, is_difference),
    )


def _told_apart(titles: Sequence[str]) -> list[str]:
    """Return titles, with a number where two are the same."""
    return [f"{title} ({place})" if titles.count(title) > 1 else title for place, title in enumerate(titles, start=1)]
