"""What a trial has to meet: targets step by step or over the span, and the group that each of them is a matter of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simcall.errors import SimcallError
from simcall.files.messages import listed
from simcall.inputs import Bools
from simcall.measures import MEASURES
from simcall.measures.measure import AtEnd, Averaged, Kind, Maximum
from simcall.measures.targets import Target
from simcall.scenario import Scenario
from simcall.studies.trials.trial import Trial

__all__ = ["Goals", "check_target", "goals_of"]


@dataclass(frozen=True)
class Goals:
    """Targets, and how they are held.

    Attributes
    ----------
    targets : tuple of Target
        All of them.
    by_step : tuple of bool
        Whether each is held in every step; the others are held over the whole span.
    owner : tuple of int
        The searched group that each is a matter of: the first that answers its line.
    groups : int
        Number of searched groups.
    """

    targets: tuple[Target, ...]
    by_step: tuple[bool, ...]
    owner: tuple[int, ...]
    groups: int

    def missed_steps(self, meets: Bools) -> Bools:
        """Return in which steps each group misses a target that is held by step, shape (groups, steps).

        Parameters
        ----------
        meets : bool, shape (targets, steps)
            Whether each target is met in each step.
        """
        missed = np.zeros((self.groups, meets.shape[1]), np.bool_)
        for owner, held, row in zip(self.owner, self.by_step, meets, strict=True):
            if held:
                missed[owner] |= ~row
        return missed

    def over_span(self, trial: Trial) -> Bools:
        """Return the targets that are held over the span and missed there, shape (targets,)."""
        missed: Bools = ~trial.pooled().meets[:, 0] & ~np.array(self.by_step)
        return missed

    def owned_by(self, group: int) -> tuple[Target, ...]:
        """Return the targets that are a matter of a group: those held by step, if any target is held by step."""
        rows = zip(self.targets, self.owner, self.by_step, strict=True)
        return tuple(target for target, owner, held in rows if owner == group and held == any(self.by_step))


def goals_of(scenario: Scenario, targets: Sequence[Target], searched: Sequence[str], *, by_step: bool) -> Goals:
    """Return how targets are held; over the span all of them are, if `by_step` is false."""
    owners = [
        next(index for index, name in enumerate(searched) if target.line_or_group in scenario.groups[name].lines)
        for target in targets
    ]
    held = [by_step and _held_by_step(scenario, target) for target in targets]
    return Goals(tuple(targets), tuple(held), tuple(owners), len(searched))


def _held_by_step(scenario: Scenario, target: Target) -> bool:
    """Tell whether a target makes sense hour by hour; work may wait for hours, so its targets are for the span."""
    return not scenario.lines[target.line_or_group].is_work


def check_target(target: Target, scenario: Scenario) -> None:
    """Refuse a target that does not depend on the people at the phones, with a SimcallError."""
    if target.is_of_line and target.line_or_group in scenario.grades:
        lines = listed(list(scenario.grades[target.line_or_group]))
        raise SimcallError(f"{target}: people are found for lines, not for a grade; name one of its lines: {lines}")
    measure = None if target.is_planned else MEASURES[target.measure]
    if not target.is_of_line or not isinstance(measure, Averaged) or isinstance(measure, AtEnd | Maximum):
        raise SimcallError(
            f"{target}: simcall cannot hold this target; name a share or a mean time of a line, such as "
            "999.answered_in_target>=0.9, 101.abandonment_rate<=0.1 or 101.asa<=60"
        )
    beyond = {">=": 1.0, ">": 1.0, "<=": 0.0, "<": 0.0}[target.comparison]
    if measure.kind is Kind.SHARE and target.value == beyond:
        raise SimcallError(
            f"{target}: a simulation cannot show that this holds for every single call; write a share such as "
            f"{'0.99' if beyond else '0.01'}"
        )
    if measure.kind not in (Kind.SHARE, Kind.SECONDS):
        raise SimcallError(
            f"{target}: this is a number of calls, which depends on the length of the span; name a share or a mean "
            "time, such as 101.abandonment_rate<=0.1"
        )
