"""Words of a rota's grid: when shifts are, what an edit becomes, and which rules it breaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from simcall.files.messages import capital, listed
from simcall.scenario import Rota, Shift
from simcall.scenario.models.shifts import written_times
from simcall.scenario.models.week import WEEKDAYS, days_in_words
from simcall.studies.design.request import WorkingRules
from simcall.studies.design.working_rules import breach_of
from simcall.studies.rota import RotaNumbers
from simcall.studies.rota_edits import Layer

__all__ = ["layers_in_words", "pattern_in_words", "rule_breaches", "shift_hours"]


def shift_hours(shift: Shift) -> str:
    """Write when a shift is; days with other hours are named."""
    usual = shift.model_copy(update={"on": None})
    if shift.on is None:
        return written_times(usual)
    others = (
        f"{WEEKDAYS[day]} {written_times(shift.on_weekday(day))}" for day in range(7) if shift.on.days[day] is not None
    )
    return f"{written_times(usual)}; {listed(list(others))}"


def pattern_in_words(rota: Rota, team: str) -> str:
    """Write a pattern and where a team is in it: "2 early, 2 late, 2 night, 4 off; 2 days ahead"."""
    runs = [f"{len(list(run))} {name}" for name, run in groupby(rota.pattern)]
    members = rota.teams[team]
    parts = [", ".join(runs)]
    if members.offset:
        parts.append(f"{members.offset} day{'' if members.offset == 1 else 's'} ahead")
    if members.share < 1:
        parts.append(f"each person works {members.share:.0%} of the shifts".replace("%", " %"))
    return "; ".join(parts)


def layers_in_words(layers: Sequence[Layer]) -> Iterator[str]:
    """Say what posts an edited row becomes."""
    filled = [layer for layer in layers if layer.people]
    if not filled:
        yield "Nobody is left on this row."
    elif len(filled) > 1:
        parts = [f"{layer.people} {_on(layer)} ({layer.name})" for layer in filled]
        yield f"Becomes {len(filled)} posts in the file: {'; '.join(parts)}."
    elif filled[0].days != WEEKDAYS:
        yield f"{filled[0].people} {_on(filled[0])}."
    else:
        yield f"{filled[0].people} every day."


def _on(layer: Layer) -> str:
    return days_in_words([WEEKDAYS.index(day) for day in layer.days])


def rule_breaches(view: RotaNumbers, group: str, team: str, shift: Shift | None) -> Iterator[str]:
    """Say which working-time rules a row breaks.

    Parameters
    ----------
    view : RotaNumbers
        The rota.
    group : str
        The group.
    team : str
        The team of the row; empty for a post, because the plan does not say who fills it on which day.
    shift : Shift or None
        The shift of a post.
    """
    for warning in view.warnings if team else ():
        if warning.group == group and warning.who == f"team {team}":
            yield capital(str(warning).removeprefix(f"{group}, {warning.who}: "))
    if shift is not None:
        are_officers = bool(view.scenario.groups[group].taken_from)
        breach = breach_of(shift, WorkingRules.OFFICERS if are_officers else WorkingRules.STAFF)
        if breach:
            yield f"{capital(breach)}."
