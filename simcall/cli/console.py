"""Where the command line prints, and how it shows progress."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from simcall.scenario.models.quantities import rough_duration

if TYPE_CHECKING:
    from simcall.studies.sweep import Standing

__all__ = [
    "FAILED",
    "INTERRUPTED",
    "SHOWN",
    "counted",
    "messages",
    "next_steps",
    "output",
    "print_json",
    "progress_of",
    "say_short",
    "standing_of",
]

FAILED = 1
"""The exit status of a command that has not done all that it should."""
SHOWN = 15
"""Rows of a table that are printed; the files have all."""
INTERRUPTED = 130
"""The exit status of a command that Ctrl-C has ended."""
_WIDTH_UNSEEN = 120


def output() -> Console:
    """Return the console on stdout, wide enough for a table when nobody says how wide it is."""
    plain = Console(highlight=False)
    return plain if plain.is_terminal else Console(highlight=False, width=_WIDTH_UNSEEN)


def messages() -> Console:
    """Return the console on stderr."""
    return Console(stderr=True, highlight=False)


def counted(number: int, of: str) -> str:
    """Write how many there are: "1 point", "2,000 points"."""
    return f"{number:,} {of}{'' if number == 1 else 's'}"


def print_json(document: dict[str, Any]) -> None:
    """Print a document and nothing else: JSON is UTF-8, whatever the stream's own letters are."""
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    sys.stdout.buffer.write(text.encode())


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


def say_short(to: Console, short: str | None) -> None:
    """Print in one line which precision was not reached, if any."""
    if short is not None:
        to.print(Text(short, style="bold"), soft_wrap=True)


@dataclass
class _Tenths:
    """Tells when another tenth of some work is done, so that a log is not flooded."""

    last: int = -1

    def another(self, done: int, planned: int) -> bool:
        """Tell whether more tenths are done than when this was asked before."""
        before, self.last = self.last, 10 * done // max(planned, 1)
        return done > 0 and self.last != before


@contextmanager
def progress_of(told: Console, what: str = "simulating") -> Iterator[Callable[[int, int], None]]:
    """Show progress on stderr: a bar on a terminal, a line at every tenth elsewhere.

    What it gives is to be called with the number done and the number planned, which may grow.
    """
    if told.is_terminal:
        columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=told, transient=True) as bar:
            task = bar.add_task("", total=None)
            yield lambda done, planned: bar.update(task, completed=done, total=planned)
        return

    tenths = _Tenths()

    def say(done: int, planned: int) -> None:
        if tenths.another(done, planned):
            told.print(f"{_DONE[what]} {done} of {planned}")

    yield say


@contextmanager
def standing_of(told: Console) -> Iterator[Callable[[Standing], None]]:
    """Show on stderr how far a sweep has come: a bar on a terminal, a line at every tenth elsewhere."""
    if told.is_terminal:
        columns = (TextColumn("sweeping"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
        with Progress(*columns, console=told, transient=True) as bar:
            task = bar.add_task("", total=None)
            yield lambda now: bar.update(task, completed=now.done, total=now.points, description=_besides(now))
        return

    tenths = _Tenths()

    def say(now: Standing) -> None:
        if tenths.another(now.done, now.points):
            told.print(Text(", ".join(filter(None, (f"done {now.done:,} of {now.points:,}", _besides(now))))))

    yield say


def _besides(now: Standing) -> str:
    """Say what there is to say of a sweep besides how many points are done."""
    parts = (
        f"{now.running:,} running" if now.running else "",
        f"{now.failed:,} failed" if now.failed else "",
        f"about {rough_duration(now.left_s)} left" if now.left_s else "",
    )
    return ", ".join(filter(None, parts))


_DONE = {
    "simulating": "simulated",
    "looking again": "looked at",
    "fitting": "fitted",
    "predicting": "predicted",
}
"""What is said of work that is done."""
