"""What a measure is: its name, the words that people read, and the totals that it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = [
    "AnswerShare",
    "AtEnd",
    "Averaged",
    "End",
    "Kind",
    "Maximum",
    "Measure",
    "Quantile",
    "Ratio",
    "Shown",
    "WaitQuantile",
]

IN_TARGET = "in_target"
"""The total of calls that were answered within the line's own target."""
OVERDUE = "overdue_s"
"""The total of the time that calls waited beyond the line's own target."""
LARGEST = frozenset(("longest_answer_s", "oldest_s"))
"""For several lines together, the value of these totals is the largest of the lines; all others are added up."""
LARGEST_OF_PERIODS = frozenset(("longest_answer_s",))
"""For several periods together, the value of these totals is the largest of the periods."""
AT_END = frozenset(("backlog", "oldest_s"))
"""For several periods together, the value of these totals is that of the last period; all others are added up."""
LENGTH = "length_s"
"""The length of each period, which is the same for every line."""
ANSWER_TICKS, WAIT_TICKS = "answer_ticks", "wait_ticks"
TIMES = frozenset((ANSWER_TICKS, WAIT_TICKS))
"""Those that follow from how each attempt ended."""


class Kind(StrEnum):
    """What a figure is, and so how it is written and bounded."""

    COUNT = "count"
    SHARE = "share"
    SECONDS = "seconds"
    HOURS = "hours"
    NUMBER = "number"


class End(StrEnum):
    """An end of the values of a measure."""

    LOWEST = "lowest"
    HIGHEST = "highest"


class Shown(StrEnum):
    """When a table of every measure shows one."""

    ALWAYS = "always"
    IF_DEFINED = "if defined"
    IF_ANY = "if any"


@dataclass(frozen=True)
class Measure:
    """A measure of a line or a group: everything that the rest of simcall knows of it.

    Attributes
    ----------
    name : str
        Its name in every table and file.
    kind : Kind
        What the figure is.
    definition : str
        The definition in force, which stands beside the figure. ``{target}``, ``{short}`` and ``{long_wait}`` are
        filled with the line's own target and threshold.
    axis : str
        The name of an axis, with the unit; by default made from the name, as are the next two.
    noun : str
        The figure in a few words, for a sentence; ``{target}`` is filled with the time of the line's target.
    label : str
        The words that follow the name of its line or group: "999 abandoned". ``{target}`` as for `noun`.
    worse : End, optional
        The end that is worse for callers; None if neither is by itself.
    shown : Shown
        When a table of every measure shows it.
    is_main : bool
        Whether a notebook shows it at once.
    in_total : bool
        Whether it adds up over phone lines, or is a ratio of totals that do.
    of_people : bool
        Whether it counts people, of whom several lines may count the same, so that it never adds up over lines.
    from_call : bool
        Whether it is counted from the call that led to work, so that it is defined only for work that is led to.
    first_screen : tuple of str, optional
        The row that ``simcall run`` prints first: a label, and a note on what the figure is of; None if it does not.
    first_screen_of_work : tuple of str, optional
        The same for a line of work, where nobody rings or gives up.
    """

    name: str
    kind: Kind
    definition: str
    axis: str = ""
    noun: str = ""
    label: str = ""
    worse: End | None = None
    shown: Shown = Shown.IF_DEFINED
    is_main: bool = False
    in_total: bool = False
    of_people: bool = False
    from_call: bool = False
    first_screen: tuple[str, str] | None = None
    first_screen_of_work: tuple[str, str] | None = None

    def __post_init__(self) -> None:
        """Make the words that are not given from the name."""
        plain = self.name.replace("_", " ")
        for words, default in (("axis", plain.capitalize()), ("noun", plain), ("label", plain)):
            if not getattr(self, words):
                object.__setattr__(self, words, default)

    @property
    def needs_target(self) -> bool:
        """Whether it is defined only for a line with an answer target."""
        return False

    @property
    def adds_up(self) -> bool:
        """Whether it grows with the time over which it is counted."""
        return self.kind in (Kind.COUNT, Kind.HOURS)


@dataclass(frozen=True, kw_only=True)
class Averaged(Measure):
    """A measure with two numbers for each replication. The figure is the ratio of their sums over replications.

    Attributes
    ----------
    scale : float
        Multiplies the ratio, to change its unit.
    counted : bool
        Whether the lower number counts trials, as calls do and hours do not.
    """

    scale: float = 1.0
    counted: bool = True

    @property
    def totals(self) -> frozenset[str]:
        """The names of the totals and times of a `simcall.measures.tally.Tally` that it is worked out from."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Ratio(Averaged):
    """The ratio of two totals over all replications; without a denominator, a mean per replication.

    Attributes
    ----------
    numerator : str
        A total of `simcall.measures.tally.Tally`.
    denominator : str, optional
        Another; by default, the number of replications.
    """

    numerator: str = ""
    denominator: str | None = None

    @property
    def totals(self) -> frozenset[str]:
        """The names of the totals and times that it is worked out from."""
        return frozenset(filter(None, (self.numerator, self.denominator)))

    @property
    def needs_target(self) -> bool:
        """Whether it is defined only for a line with an answer target."""
        return self.numerator in (IN_TARGET, OVERDUE)


@dataclass(frozen=True, kw_only=True)
class AnswerShare(Ratio):
    """The share of answered calls that were answered within a time, or after it: the same time for every line.

    Attributes
    ----------
    limit_s : float
        The time in seconds. A call answered after exactly this time is late.
    late : bool
        Whether to count the late calls instead of those in time.
    times : str
        Which times of a tally it looks at.
    """

    limit_s: float
    late: bool = False
    times: str = ANSWER_TICKS

    @property
    def totals(self) -> frozenset[str]:
        """The names of the totals and times that it is worked out from."""
        return super().totals | {self.times}


@dataclass(frozen=True, kw_only=True)
class Maximum(Averaged):
    """The largest value of each replication, averaged over those that have any.

    Attributes
    ----------
    total : str
        A total of `simcall.measures.tally.Tally` that holds the largest value of each period.
    among : str
        The total that says in which replications there is a value.
    """

    total: str
    among: str

    @property
    def totals(self) -> frozenset[str]:
        """The names of the totals and times that it is worked out from."""
        return frozenset((self.total, self.among))


@dataclass(frozen=True, kw_only=True)
class AtEnd(Averaged):
    """The value at the end of the span or of a period, averaged over replications. Values in between do not count.

    If a period occurs several times, as an hour of the day does, the value is the mean over the ends of all of them.

    Attributes
    ----------
    total : str
        A total of `simcall.measures.tally.Tally` that holds the value at the end of each period.
    """

    total: str

    @property
    def totals(self) -> frozenset[str]:
        """The names of the totals and times that it is worked out from."""
        return frozenset((self.total,))


@dataclass(frozen=True, kw_only=True)
class WaitQuantile(Averaged):
    """A quantile of the times in the queue of each replication, averaged over those in which anybody queued.

    Attributes
    ----------
    level : float
        The share of calls that waited for at most this long.
    """

    level: float

    @property
    def totals(self) -> frozenset[str]:
        """The names of the totals and times that it is worked out from."""
        return frozenset((WAIT_TICKS,))


@dataclass(frozen=True, kw_only=True)
class Quantile(Measure):
    """A quantile of the answer times of all replications together.

    Attributes
    ----------
    level : float
        The share of calls that were answered within it.
    times : str
        Which times of a tally it is of.
    """

    level: float
    times: str = ANSWER_TICKS
