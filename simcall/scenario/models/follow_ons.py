"""Define announcements, and the calls and work that a call leads to, as frozen models."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field

from simcall.scenario.models.base import Frozen, Prose, Text
from simcall.scenario.models.distributions import Distribution, zero
from simcall.scenario.models.quantities import Seconds, Share

__all__ = ["NOT_OF_PHONES", "NOT_OF_WORK", "STAGES", "Announcement", "Flag", "LeadsTo", "Stage", "as_distribution"]

Stage = Literal["connection", "queue", "pick_up"]
"""A part of the time from the ring to the answer."""
STAGES: tuple[Stage, ...] = ("connection", "queue", "pick_up")
"""The parts in the order in which a caller goes through them."""

NOT_OF_WORK: Mapping[str, str] = {
    "abandonment_target": "work is never abandoned",
    "patience": "work has no patience",
    "patience_runs": "work has no patience",
    "redial": "nobody rings again about work",
    "queue_limit": "work hears no engaged tone",
    "announcement": "work hears no announcement",
}
"""The keys of a line that only phone lines have, and why."""
NOT_OF_PHONES: Mapping[str, str] = {
    "interruptible": "only work can be put down; a call is finished first",
    "break_off": "only work can be put down; a call is finished first",
    "grade": "only work can be incidents of a grade",
    "area": "only incidents, which are work with a grade, happen in an area",
}
"""The keys that only work has, and why."""

Flag = Annotated[bool, Field(strict=True)]


def as_distribution(value: Any) -> Any:
    """Read a single length of time as the distribution that always gives it; leave a table as it is."""
    return value if isinstance(value, Mapping | BaseModel) else {"distribution": "constant", "value": value}


class Announcement(Frozen):
    """A recorded message that callers hear after the connection and before the queue."""

    length: Seconds
    """How long the message is. The answer time starts after it."""
    leave_share: Share = 0.0
    """The share of callers who hang up during the message, at any moment of it with equal chance."""
    counted: Flag = False
    """Whether callers who hang up during the message count as offered and abandoned. By default they do not, as on
    phone systems that count a call when it joins the queue. They may ring again in either case."""


class LeadsTo(Frozen):
    """What a call or a piece of work leads to, on this or another line.

    Each entry is drawn by itself, unless `one_of` says that a call leads to at most one of several.
    """

    to: Text
    """The line that it leads to, by name; a line may lead to itself."""
    share: Share
    """The share of calls, of those that reach the moment, that lead to it."""
    when: Literal["answered", "released", "abandoned", "waiting", "overdue"]
    """The moment: answered, released (handling is over), or abandoned; waiting: it has waited for `after`, and leaves
    this queue for the other; overdue: it has waited for `after`, and stays in this queue too."""
    after: Annotated[Distribution, BeforeValidator(as_distribution)] = Field(default_factory=zero)
    """From the moment to joining the other line; for waiting and overdue, how long it has waited."""
    keep_place: Flag = False
    """For waiting: whether it queues in the other line as if it had joined that line when it joined this one."""
    same_person: Flag = False
    """For released: whether the person who handled it goes on with it at once, whatever else waits."""
    after_counts: Flag = False
    """Whether `after` is part of the answer time on the other line, whose clock then starts at the moment: for example
    how long it takes until an incident is put to a unit. Not for waiting and overdue."""
    one_of: Prose = ""
    """A word that several entries of the line share, such as "grade": a call leads to at most one of them. Their
    shares add up to 1 at most; what is missing leads to none of them."""
