"""Say what was read of a roster's file, in totals that a planner can compare with the sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simcall.scenario.models.lines import ScenarioModel
from simcall.scenario.models.roster_summary import RosterSummary
from simcall.scenario.models.week import DAY_NAMES

__all__ = ["roster_in_words", "rosters_in_words", "rosters_read"]


def rosters_read(scenario: ScenarioModel) -> dict[str, RosterSummary]:
    """Return what was read of each roster, for the groups that still have their staffing from it."""
    groups = scenario.groups
    return {
        name: summary
        for name, summary in scenario.history.rosters.items()
        if name in groups and (groups[name].has_duties or groups[name].headcount_by_date is not None)
    }


def rosters_in_words(scenario: ScenarioModel) -> tuple[str, ...]:
    """Return a few sentences about each roster that was read from a file."""
    rosters = rosters_read(scenario)
    return tuple(sentence for name, summary in rosters.items() for sentence in roster_in_words(name, summary))


def roster_in_words(group: str, summary: RosterSummary) -> Iterator[str]:
    """Yield the totals of a roster, what was left out, and what was assumed.

    Parameters
    ----------
    group : str
        Whose roster it is.
    summary : RosterSummary
        What was read.
    """
    yield f"Roster of {group} from {summary.file} ({summary.layout}): {_totals(summary)}."
    left_out = _counted(summary.left_out)
    if left_out:
        yield f"Left out of it: {left_out}."
    if summary.ignored:
        yield f"Columns not read: {', '.join(summary.ignored)}."
    yield from (f"{note[:1].upper()}{note[1:]}." for note in summary.notes)


def _totals(summary: RosterSummary) -> str:
    """Write "40 people, 611 duties, 4,885 h; shortest 2 h, longest 12 h; at 14:00 on Monday 5 October 9 on duty"."""
    people = [] if summary.people is None else [f"{summary.people:,} {'person' if summary.people == 1 else 'people'}"]
    if summary.duties is None or summary.hours is None or summary.at is None:
        return (
            f"{', '.join(people)} in the teams of the pattern; shortest shift {_hours(summary.shortest)}, longest "
            f"{_hours(summary.longest)}"
        )
    duties = f"{summary.duties:,} {'duty' if summary.duties == 1 else 'duties'}"
    at = f"at {summary.at:%H:%M} on {DAY_NAMES[summary.at.weekday()]} {summary.at.day} {summary.at:%B}"
    return (
        f"{', '.join([*people, duties])}, {_hours(summary.hours)}; shortest {_hours(summary.shortest)}, longest "
        f"{_hours(summary.longest)}; {at} {summary.on_duty} on duty"
    )


def _hours(hours: float | None) -> str:
    return f"{hours or 0:,.2f}".rstrip("0").rstrip(".") + " h"


def _counted(numbers: Mapping[str, int]) -> str:
    return ", ".join(f"{reason} ({number:,})" for reason, number in numbers.items())
