"""The model over the dates that were observed, with the same hours left out."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from simcall.inputs import Bools
from simcall.inputs.periods import Cells
from simcall.measures import Estimate, Measure, RunNumbers
from simcall.measures.evaluation import estimates_by_cell
from simcall.measures.sample import Sample
from simcall.scenario import Scenario
from simcall.scenario.models.paths import format_path
from simcall.studies.evidence.observed_hours import ObservedHours

__all__ = ["ModelHours", "over_the_dates", "whole_span"]

_LEFT_OUT = "left out"
Label = Callable[[datetime], Hashable]
"""The label of the period that begins at a local time."""


def whole_span(_: datetime) -> Hashable:
    """Put every hour under one label."""
    return None


def over_the_dates(scenario: Scenario, observed: ObservedHours) -> Scenario:
    """Return a scenario of the dates that were observed.

    Every hang-up counts as abandoned on both sides: counts by period do not tell short ones apart.
    """
    shorts = {format_path(("lines", name, "short_abandon")): "0 s" for name in scenario.lines}
    start = datetime.combine(observed.start, datetime.min.time()).isoformat(timespec="minutes")
    return scenario.update({"start": start, "days": observed.days, **shorts})


@dataclass(frozen=True)
class ModelHours:
    """The hours of a run that were observed as well.

    Attributes
    ----------
    run : RunNumbers
        The scenario over the dates that were observed.
    observed : ObservedHours
        What was observed.
    """

    run: RunNumbers
    observed: ObservedHours

    def kept(self, line: str) -> Bools:
        """Tell of each hour of the run whether it counts for a line."""
        return self.observed.lines[line].keeps(self.run.periods.starts)

    def sample(self, line: str, label: Label = whole_span) -> tuple[list[Any], Sample]:
        """Return a line's hours gathered under labels, and these labels; a last cell holds what is left out."""
        kept = self.kept(line)
        labels_of_hours = [label(start) for start in self.run.periods.starts]
        labels = _sorted({name for name, counts in zip(labels_of_hours, kept, strict=True) if counts})
        numbers = {name: number for number, name in enumerate(labels)}
        of_period = [
            numbers[name] if counts else len(labels) for name, counts in zip(labels_of_hours, kept, strict=True)
        ]
        left_out = [] if kept.all() else [_LEFT_OUT]
        scenario = self.run.blueprint.scenario
        return labels, Sample(
            self.run.tallies,
            "line",
            [list(scenario.lines).index(line)],
            Cells([*labels, *left_out], np.array(of_period, np.int64)),
            self.run.blueprint.calendar.tick_s,
            has_target=scenario.lines[line].answer_target is not None,
        )

    def estimates(
        self, line: str, measures: Sequence[Measure], label: Label = whole_span
    ) -> tuple[list[Any], list[list[Estimate]]]:
        """Return the labels, and each measure's estimates under them."""
        labels, sample = self.sample(line, label)
        return labels, [estimates[: len(labels)] for estimates in estimates_by_cell(measures, sample)]


def _sorted(labels: set[Any]) -> list[Any]:
    """Return labels in their order; there is one only where the whole span is meant."""
    return sorted(labels) if len(labels) > 1 else list(labels)
