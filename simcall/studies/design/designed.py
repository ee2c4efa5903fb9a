"""The answer: the posts of a designed rota, what it gives on fresh callers, and how far from the best it can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simcall.files.messages import listed
from simcall.measures import Estimate
from simcall.measures.targets import Target
from simcall.scenario import Scenario
from simcall.scenario.models.quantities import plain_duration
from simcall.studies.design.request import DesignRequest

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Post", "RotaDesignNumbers", "TargetCheck"]

_SCHEMA = 1


@dataclass(frozen=True)
class Post:
    """A shift on some days, or the pattern of the teams, with its people.

    Attributes
    ----------
    group : str
        The group.
    name : str
        Its name in the designed scenario, under ``groups.GROUP.rota.fixed``; "pattern" for the teams.
    shift : str
        The shift in the designed scenario; "pattern" for the teams.
    start : str
        The start of the shift on the clock, such as "07:00"; empty for the teams.
    length_s : float
        Seconds from its start to its end, breaks included; 0 for the teams.
    days : tuple of str
        The days of the week on which the shift starts; all of them for the teams.
    people : int
        How many places it has, for one person each on each of its days; of the teams, the people of all teams together.
    paid_hours : float
        Paid hours a week of all its places; for a post on a span of one day, of that day.
    """

    group: str
    name: str
    shift: str
    start: str
    length_s: float
    days: tuple[str, ...]
    people: int
    paid_hours: float

    def document(self) -> dict[str, Any]:
        """Return it as text and numbers that JSON can hold."""
        length = plain_duration(self.length_s) if self.length_s else None
        return {
            "group": self.group,
            "post": self.name,
            "shift": self.shift,
            "start": self.start or None,
            "length": length,
            "days": list(self.days),
            "people": self.people,
            "paid_hours": round(self.paid_hours, 6),
        }


@dataclass(frozen=True)
class TargetCheck:
    """What a design gives for a target on callers that the search has not seen.

    Attributes
    ----------
    target : Target
        The target.
    estimate : Estimate
        The figure over the whole span.
    verdict : str
        In the words of `simcall.measures.verdicts`.
    today : Estimate
        The figure of the scenario as it is staffed today, with the same callers.
    worst_hour : int or None
        With "every-hour": the hour of the week, from Monday 00:00, that is nearest to missing the target.
    worst : Estimate or None
        The figure in that hour.
    """

    target: Target
    estimate: Estimate
    verdict: str
    today: Estimate
    worst_hour: int | None = None
    worst: Estimate | None = None

    def document(self) -> dict[str, Any]:
        """Return it as text and numbers that JSON can hold."""
        document: dict[str, Any] = {"name": str(self.target), **self.estimate.interval, "verdict": self.verdict}
        if self.worst is not None:
            document["worst_hour"] = {"hour_of_week": self.worst_hour, **self.worst.interval}
        return document


@dataclass(frozen=True)
class RotaDesignNumbers:
    """A designed rota.

    Attributes
    ----------
    request : DesignRequest
        What was to be designed.
    scenario : Scenario
        The designed scenario.
    changes : mapping of str to object
        The tables that the designed scenario has in place of the first one's, as a scenario file has them: "shifts",
        "groups".
    without : tuple of str
        The paths that the designed scenario takes away from the first.
    posts : tuple of Post
        The posts, by group, start and days.
    paid_hours : float
        Paid hours a week of the designed groups, with what is kept of their present staffing.
    today_paid_hours : float
        The same of the scenario as it is staffed today.
    bound : float or None
        The least of what is minimised that any design within the rules can have, at the stated confidence: no design
        with less meets the targets, if more people never make a figure worse and a further person helps no more than
        the one before. None if none was found.
    objective : float
        What the design has of it.
    checks : tuple of TargetCheck
        What it gives for each target.
    replications : int
        How many replications of fresh callers there were.
    simulated : int
        How many replications the search has simulated.
    seed : int
        Seed of the callers of the search.
    check_seed : int
        Seed of the fresh callers: a run of the designed scenario with this seed and as many replications has the same
        figures.
    least_people : mapping of str to int
        For each group with posts, how many people at least fill them under its working-time rules.
    notes : tuple of str
        What a planner has to know about this answer, in sentences.
    obstacle : str
        Why the targets do not surely hold, in sentences: which rules contradict each other, for example. The rota is
        then the one that comes nearest. Empty if the targets hold.
    """

    request: DesignRequest
    scenario: Scenario
    changes: Mapping[str, Any]
    without: tuple[str, ...]
    posts: tuple[Post, ...]
    paid_hours: float
    today_paid_hours: float
    bound: float | None
    objective: float
    checks: tuple[TargetCheck, ...]
    replications: int
    simulated: int
    seed: int
    check_seed: int
    least_people: Mapping[str, int]
    notes: tuple[str, ...] = ()
    obstacle: str = ""

    @property
    def gap(self) -> float | None:
        """By which share of its own the design can have more than the best; None without a bound."""
        if self.bound is None or not self.objective:
            return None
        return max(0.0, 1 - self.bound / self.objective)

    def to_frame(self) -> pd.DataFrame:
        """Return a row for each post.

        Returns
        -------
        DataFrame
            ``group``, ``post``, ``shift``, ``start``, ``length_h``, ``days``, ``people``, ``paid_hours``.
        """
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "group": post.group,
                    "post": post.name,
                    "shift": post.shift,
                    "start": post.start,
                    "length_h": post.length_s / 3600,
                    "days": listed(list(post.days)),
                    "people": post.people,
                    "paid_hours": post.paid_hours,
                }
                for post in self.posts
            ]
        )

    def document(self) -> dict[str, Any]:
        """Return the answer as tables, lists, text and numbers that JSON can hold."""
        request = self.request
        base = {str(check.target): check.today.interval for check in self.checks}
        return {
            "schema": _SCHEMA,
            "scenario": request.scenario.name,
            "designed": self.scenario.name,
            "hold": request.hold,
            "minimise": request.minimise.value,
            "confidence": request.confidence,
            "posts": [post.document() for post in self.posts],
            "least_people": dict(self.least_people),
            "paid_hours": round(self.paid_hours, 6),
            "objective": round(self.objective, 6),
            "bound": None if self.bound is None else round(self.bound, 6),
            "gap": None if self.gap is None else round(self.gap, 6),
            "targets": [check.document() for check in self.checks],
            "base": {"paid_hours": round(self.today_paid_hours, 6), "targets": base},
            "replications": self.replications,
            "check_seed": self.check_seed,
            "notes": list(self.notes),
            "obstacle": self.obstacle,
        }
