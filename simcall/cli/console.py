"""Where the command line prints, and how it shows progress."""

from __future__ import annotations

import json
import re
import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from simcall.files.messages import printable
from simcall.scenario.models.quantities import rough_duration

if TYPE_CHECKING:
    from simcall.studies.sweep import Standing

__all__ = [
    "FAILED",
    "INTERRUPTED",
    "SHOWN",
    "changes_in_words",
    "messages",
    "next_steps",
    "output",
    "print_json",
    "print_shortfall",
    "progress_of",
    "standing_of",
]

FAILED = 1
"""The exit status of a command that did part of its work only."""
SHOWN = 15
"""Rows of a table that are printed; the files hold all of them."""
INTERRUPTED = 130
"""The exit status of a command that Ctrl-C ended."""
_LONGEST_CHANGE = 80
"""Letters of a changed value that are printed; the folder's manifest holds all of it."""
_WIDTH_OF_A_FILE = 120
_NUMBER_AND_UNIT = re.compile(r"(?<!\S)\S*\d (?:%|points?|s|min|h|people|calls)(?![^\s\]),.;:])\S*")
_JOINT = "\ue000"
"""Stands between a number and its unit while lines are broken; rich would break a line even at a no-break space."""


class SafeConsole(Console):
    """A console on which text cannot move the cursor, change colours or turn round, and a number keeps its unit."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
        """Yield what is printed. Characters that a terminal would obey are written as escapes."""
        if isinstance(renderable, Text):
            renderable = _joined(renderable, (options or self.options).max_width)
        for segment in super().render(renderable, options):
            text = printable(segment.text.replace(_JOINT, " "))
            yield segment if segment.control else Segment(text, segment.style)


def _joined(text: Text, width: int) -> Text:
    """Return text in which no line ends between a number and its unit, unless the line is too narrow for both."""
    joined = text.copy()
    joined.plain = _NUMBER_AND_UNIT.sub(
        lambda match: match[0].replace(" ", _JOINT) if len(match[0]) <= width else match[0], text.plain
    )
    return joined


def output() -> Console:
    """Return the console on stdout, wide enough for a table where stdout is not a terminal."""
    plain = SafeConsole(highlight=False)
    return plain if plain.is_terminal else SafeConsole(highlight=False, width=_WIDTH_OF_A_FILE)


def messages() -> Console:
    """Return the console on stderr."""
    return SafeConsole(stderr=True, highlight=False)


def changes_in_words(changes: Sequence[str]) -> str:
    """Write the values that were changed for a command, a long list of numbers cut short."""
    return "; ".join(
        change if len(change) <= _LONGEST_CHANGE else f"{change[: _LONGEST_CHANGE - 1]}…" for change in changes
    )


def print_json(document: dict[str, Any]) -> None:
    """Print a document and nothing else, in UTF-8 as JSON requires, whatever encoding the stream has."""
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    sys.stdout.buffer.write(printable(text).encode())  # JSON reads these escapes as the characters themselves
    sys.stdout.buffer.flush()  # pictures may follow, and the reader need not wait for them


def next_steps(folder: Path, in_full: bool, table: str) -> Iterator[str]:
    """Yield sentences on where results are saved and what the reader may do next.

    Parameters
    ----------
    folder : Path
        Of the results.
    in_full : bool
        Whether every measure has been printed.
    table : str
        Which of the folder's files holds every measure.
    """
    yield f"Saved in {folder}"
    if not in_full:
        yield f"For every measure with its definition, add --all, or open {table} there."
    yield f"For a report: simcall report {shlex.quote(str(folder))}"


def print_shortfall(console: Console, shortfall: str | None) -> None:
    """Print in one line which precision was not reached, if any."""
    if shortfall is not None:
        console.print(Text(shortfall, style="bold"), soft_wrap=True)


@dataclass
class _Tenths:
    """Notices when another tenth of the work is done, so that a log gets ten lines and not thousands."""

    last: int = -1

    def another(self, done: int, planned: int) -> bool:
        """Return whether more tenths are done than at the last call."""
        before, self.last = self.last, 10 * done // max(planned, 1)
        return done > 0 and self.last != before


@contextmanager
def progress_of(console: Console, work: str = "simulating") -> Iterator[Callable[[int, int], None]]:
    """Show progress on stderr: a bar on a terminal, a line at every tenth elsewhere.

    Call what it yields with the number done and the number planned, which may grow.
    """
    if console.is_terminal:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn(work), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console, transient=True) as bar:
            task = bar.add_task("", total=None)
            yield lambda done, planned: bar.update(task, completed=done, total=planned)
        return

    tenths = _Tenths()

    def print_line(done: int, planned: int) -> None:
        if tenths.another(done, planned):
            console.print(f"{_DONE[work]} {done} of {planned}")

    yield print_line


@contextmanager
def standing_of(console: Console) -> Iterator[Callable[[Standing], None]]:
    """Show the progress of a sweep on stderr: a bar on a terminal, a line at every tenth elsewhere."""
    if console.is_terminal:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        columns = (TextColumn("sweeping"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
        with Progress(*columns, console=console, transient=True) as bar:
            task = bar.add_task("", total=None)
            yield lambda now: bar.update(task, completed=now.done, total=now.points, description=_running_in_words(now))
        return

    tenths = _Tenths()

    def print_line(now: Standing) -> None:
        if tenths.another(now.done, now.points):
            parts = (f"done {now.done:,} of {now.points:,}", _running_in_words(now))
            console.print(Text(", ".join(filter(None, parts))))

    yield print_line


def _running_in_words(now: Standing) -> str:
    """Write how many points run and failed, and how long the rest takes."""
    parts = (
        f"{now.running:,} running" if now.running else "",
        f"{now.failed:,} failed" if now.failed else "",
        f"about {rough_duration(now.left_s)} left" if now.left_s else "",
    )
    return ", ".join(filter(None, parts))


_DONE = {
    "simulating": "simulated",
    "checking": "checked",
    "fitting": "fitted",
    "comparing": "compared",
    "predicting": "predicted",
    "searching": "searched",
    "drawing": "drawn",
}
"""The past participle of each kind of work, for the lines of a log."""
