"""Where the command line prints, and how it shows progress."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

__all__ = ["INTERRUPTED", "messages", "output", "progress_of", "say_short"]

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


def say_short(to: Console, short: str | None) -> None:
    """Say in one line which precision was asked for and not reached, if any."""
    if short is not None:
        to.print(Text(short, style="bold"), soft_wrap=True)


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

    tenths = -1

    def say(done: int, planned: int) -> None:
        nonlocal tenths
        so_far = 10 * done // max(planned, 1)
        if so_far != tenths and done:
            told.print(f"{_DONE[what]} {done} of {planned}")
        tenths = so_far

    yield say


_DONE = {
    "simulating": "simulated",
    "sweeping": "done",
    "looking again": "looked at",
    "fitting": "fitted",
    "predicting": "predicted",
}
"""What is said of work that is done."""
