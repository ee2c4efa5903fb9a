"""What the planner says about the files: which queue is which line, what a column means, and answers to questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from simcall.sheets.dates import DateOrder

__all__ = ["ReadingOptions"]


@dataclass(frozen=True)
class ReadingOptions:
    """What the planner says about the files.

    Attributes
    ----------
    lines : mapping of str to str or sequence of str
        The queue of the files that each line of the scenario is, from ``--line``, or several queues. If there are any,
        simcall leaves all other queues out; if there are none, each queue becomes a line.
    columns : mapping of str to str
        What a column is, by its name, from ``--map``: ``{"Wait (s)": "wait"}``.
    zone : str or None
        The time zone of the times in the files, from ``--zone``: ``"Europe/London"`` or ``"UTC"``. None: the files say
        it, or their times are on the local clock.
    local_zone : str
        The time zone of the centre, in which times are observed.
    dates : str or None
        The order of day, month and year in the dates, from ``--dates``. None: the dates must show it.
    answers : mapping of str to str
        Answers to further questions, by the option that the question names: ``{"--durations": "h:mm"}``.
    """

    lines: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    zone: str | None = None
    local_zone: str = "Europe/London"
    dates: DateOrder | None = None
    answers: Mapping[str, str] = field(default_factory=dict)

    @property
    def line_of_queue(self) -> dict[str, str]:
        """The line of each queue that the planner names."""
        return {queue: line for line, queues in self.lines.items() for queue in _queues(queues)}


def _queues(queues: str | Sequence[str]) -> Iterator[str]:
    yield from [queues] if isinstance(queues, str) else queues
