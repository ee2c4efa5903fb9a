"""Decide which line of the scenario each queue of the files is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from simcall.observed.reading.options import ReadingOptions
from simcall.sheets.column_names import plain_name

__all__ = ["line_of_all", "lines_of_queues"]

_POLICE_NUMBERS = re.compile(r"(?<!\d)(999|101)(?!\d)")
_TOTAL = re.compile(r"\W*(?:grand\W+)?(?:sub)?totals?\b", re.IGNORECASE)


def lines_of_queues(queues: Iterable[str], options: ReadingOptions) -> dict[str, str]:
    """Return the line that each queue is; a queue that is none has no entry.

    Parameters
    ----------
    queues : iterable of str
        The queues of the files, as they are written there.
    options : ReadingOptions
        If it names lines, only their queues have a line. If it names none, each queue becomes a line: 999 or 101 if
        its name holds that number and no other queue's does, otherwise its own name.
    """
    different = sorted({queue for queue in queues if queue})
    if options.lines:
        return _named_lines(different, options.lines)
    queues_alone = (queue for queue in different if not _TOTAL.match(queue))
    numbers = {queue: match[1] for queue in queues_alone if (match := _POLICE_NUMBERS.search(queue))}
    uses = Counter(numbers.values())
    return {queue: numbers[queue] if uses[numbers.get(queue, "")] == 1 else _as_line(queue) for queue in different}


def _named_lines(queues: Iterable[str], lines: Mapping[str, str]) -> dict[str, str]:
    exact = {queue: line for line, queue in lines.items()}
    plain = {queue.casefold().strip(): line for line, queue in lines.items()}
    line_of_queue = {queue: exact.get(queue) or plain.get(queue.casefold().strip()) for queue in queues}
    return {queue: line for queue, line in line_of_queue.items() if line is not None}


def _as_line(queue: str) -> str:
    return plain_name(queue).replace(" ", "-") or "calls"


def line_of_all(options: ReadingOptions) -> str:
    """Return the line of a table in which no column names a queue."""
    return next(iter(options.lines), "calls") if len(options.lines) <= 1 else ""
