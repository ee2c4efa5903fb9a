"""Decide which line of the scenario each queue of the files is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from simcall.observed.reading.options import ReadingOptions
from simcall.sheets.column_names import plain_name

__all__ = ["SAME_QUEUE", "SEPARATE", "line_of_all", "lines_of_queues", "name_of_queue"]

SAME_QUEUE = "--queue"
"""How the question whether two names are one queue begins: ``--answer "queue CSQ_101=101 Public"``."""
SEPARATE = "separate"
"""The answer that they are two queues."""

_UNNAMED = "calls"
_POLICE_NUMBERS = re.compile(r"(?<!\d)(999|101)(?!\d)")
_TOTAL = re.compile(r"\W*(?:grand\W+)?(?:sub)?totals?\b", re.IGNORECASE)


def lines_of_queues(queues: Iterable[str], options: ReadingOptions) -> dict[str, str]:
    """Return the line of each queue; a queue that is not a line has no entry.

    Parameters
    ----------
    queues : iterable of str
        The queues of the files, as they are written there.
    options : ReadingOptions
        If it names lines, only their queues have a line. If it names none, each queue becomes a line: 999 or 101 if
        its name holds that number and no other queue's does, otherwise its own name. A queue that has another name
        in other files, as the planner says, is that queue's line.
    """
    names = {queue: name_of_queue(queue, options) for queue in queues if queue}
    lines = _lines_of_names(sorted(set(names.values())), options)
    return {queue: lines[name] for queue, name in names.items() if name in lines}


def name_of_queue(queue: str, options: ReadingOptions) -> str:
    """Return a queue's name in the files that were given first, if the planner says that it has another there."""
    other = options.answers.get(f"{SAME_QUEUE} {queue}", SEPARATE)
    return queue if other == SEPARATE else other


def _lines_of_names(different: Sequence[str], options: ReadingOptions) -> dict[str, str]:
    if options.lines:
        return _named_lines(different, options.line_of_queue)
    queues_alone = (queue for queue in different if not _TOTAL.match(queue))
    numbers = {queue: match[1] for queue in queues_alone if (match := _POLICE_NUMBERS.search(queue))}
    uses = Counter(numbers.values())
    return {queue: numbers[queue] if uses[numbers.get(queue, "")] == 1 else _as_line(queue) for queue in different}


def _named_lines(queues: Iterable[str], named: Mapping[str, str]) -> dict[str, str]:
    plain = {queue.casefold().strip(): line for queue, line in named.items()}
    line_of_queue = {queue: named.get(queue) or plain.get(queue.casefold().strip()) for queue in queues}
    return {queue: line for queue, line in line_of_queue.items() if line is not None}


def _as_line(queue: str) -> str:
    return plain_name(queue).replace(" ", "-") or _UNNAMED


def line_of_all(options: ReadingOptions) -> str:
    """Return the line of a table in which no column names a queue."""
    if options.lines:
        return next(iter(options.lines)) if len(options.lines) == 1 else ""
    return lines_of_queues([_UNNAMED], options)[_UNNAMED]
