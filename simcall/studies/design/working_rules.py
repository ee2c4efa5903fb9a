"""The working-time rules of staff and of police officers, for single shifts.

The Working Time Regulations 1998 (SI 1998/1833) apply to staff. They apply to police officers too (regulation 41).

* Regulation 10(1): a rest of 11 consecutive hours in each 24 hours in which somebody works. A shift of more than 13
  hours leaves no time for it.
* Regulation 12: if the daily working time is over six hours, a rest break; by default an uninterrupted one of 20
  minutes.

The Police Regulations 2003 (SI 2003/527), regulation 22, let the Secretary of State determine periods of duty and
refreshment. Annex E of the determinations (Home Office circular 001/2019, paragraph 1) gives officers on variable
shifts a time for refreshment, as far as the exigencies of duty permit, if they are on duty for five hours or more: see
`_REFRESHMENT`. For the usual duty of eight hours it is the same, 45 minutes.

Agreements, opt-outs and compensatory rest can replace most of these rules. They are not checked here, nor are the
limits of night work.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from simcall.errors import Problem, ScenarioError
from simcall.files.advice import Advice, Write
from simcall.files.messages import counted, listed
from simcall.scenario import Shift
from simcall.scenario.models.paths import format_path
from simcall.scenario.models.quantities import plain_duration
from simcall.studies.design.request import DesignRequest, GroupRequest, WorkingRules

__all__ = ["DAILY_REST_H", "LONGEST_DAY_H", "breach_of", "within_rules"]

DAILY_REST_H = 11
"""The rest in each 24 hours (regulation 10 of the Working Time Regulations 1998)."""
LONGEST_DAY_H = 24 - DAILY_REST_H
"""The longest time from the start of work to the next rest of that length."""
_WITHOUT_BREAK_MIN = 6 * 60
_BREAK_MIN = 20
_REFRESHMENT = ((10, 60), (9, 50), (8, 45), (7, 40), (6, 35), (5, 30))
"""Hours of duty, and the minutes for refreshment from there on (Annex E, paragraph 1(c)(iii))."""
_MOST_NAMED = 6


def within_rules(request: DesignRequest) -> tuple[DesignRequest, tuple[str, ...]]:
    """Take the shifts that break a rule out of the choice.

    Parameters
    ----------
    request : DesignRequest
        What is to be designed.

    Returns
    -------
    tuple of (DesignRequest, tuple of str)
        The request with the other shifts, and a sentence for each group and rule.

    Raises
    ------
    ScenarioError
        If a group has no shift left.
    """
    groups: dict[str, GroupRequest] = {}
    notes: list[str] = []
    problems: list[Problem] = []
    for name, group in request.groups.items():
        breaches = _breaches(group)
        groups[name] = replace(group, shifts={key: shift for key, shift in group.shifts.items() if key not in breaches})
        reasons = _by_reason(breaches)
        if group.shifts and not groups[name].shifts:
            breached = "; ".join(f"{listed(names, _MOST_NAMED)}: {reason}" for reason, names in reasons.items())
            message = Advice(
                f"every shift breaks a working-time rule. {breached}; change them, or ",
                Write("rules", WorkingRules.NONE.value),
                " if an agreement allows them",
            )
            problems.append(Problem(request.file, format_path(("groups", name)), message))
        notes += [_note(name, reason, names) for reason, names in reasons.items()]
    if problems:
        raise ScenarioError(problems)
    return replace(request, groups=groups), tuple(notes)


def _breaches(group: GroupRequest) -> dict[str, str]:
    """Return what is wrong with each shift that breaks a rule."""
    breaches = {name: breach_of(shift, group.rules) for name, shift in group.shifts.items()}
    return {name: breach for name, breach in breaches.items() if breach}


def _by_reason(breaches: Mapping[str, str]) -> dict[str, list[str]]:
    reasons: dict[str, list[str]] = {}
    for name, reason in breaches.items():
        reasons.setdefault(reason, []).append(name)
    return reasons


def _note(group: str, reason: str, names: list[str]) -> str:
    shifts = counted(len(names), "shift")
    return f"The design of {group} leaves out {shifts} ({listed(names, _MOST_NAMED)}): {reason}."


def breach_of(shift: Shift, rules: WorkingRules) -> str:
    """Return in words the first rule that a shift breaks; empty if it keeps them all."""
    return next((breach for variant in shift.variants for breach in _breaches_of(variant, rules)), "")


def _breaches_of(shift: Shift, rules: WorkingRules) -> Iterator[str]:
    """Yield in words each rule that a shift with the same hours on all days breaks."""
    if rules is WorkingRules.NONE:
        return
    if shift.minutes > LONGEST_DAY_H * 60:
        yield (
            f"more than {LONGEST_DAY_H} h leave no rest of {DAILY_REST_H} h in 24 h (Working Time Regulations 1998, "
            "regulation 10)"
        )
    breaks_min = [pause.length / 60 for pause in shift.breaks]
    if shift.minutes - sum(breaks_min) > _WITHOUT_BREAK_MIN and max(breaks_min, default=0) < _BREAK_MIN:
        yield (
            f"more than six hours of work need a break of {_BREAK_MIN} min (Working Time Regulations 1998, "
            "regulation 12)"
        )
    needed_min = _refreshment_min(shift.minutes)
    if rules is WorkingRules.OFFICERS and sum(breaks_min) < needed_min:
        length = plain_duration(shift.minutes * 60)
        yield (
            f"{length} of duty need {needed_min} min for refreshment (Police Regulations 2003, regulation 22, Annex E)"
        )


def _refreshment_min(minutes: int) -> int:
    return next((refreshment for hours, refreshment in _REFRESHMENT if minutes >= hours * 60), 0)
