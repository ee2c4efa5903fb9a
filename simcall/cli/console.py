"""Where the command line prints, and how it shows progress."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

__all__ = ["INTERRUPTED", "messages", "output", "progress_of"]

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


@contextmanager
def progress_of(told: Console, replications: int) -> Iterator[Callable[[int], None]]:
    """Show progress over replications on stderr: a bar on a terminal, a line at every tenth elsewhere."""
    if told.is_terminal:
        columns = (TextColumn("simulating"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=told, transient=True) as bar:
            task = bar.add_task("", total=replications)
            yield lambda done: bar.update(task, completed=done)
        return
    step = max(1, replications // 10)

    def say(done: int) -> None:
        if done % step == 0 or done == replications:
            told.print(f"simulated {done} of {replications}")

    yield say
