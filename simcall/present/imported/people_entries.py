"""The entries of the people who answer: the planner's rota, people counted from the files, or a placeholder."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from pathlib import PurePath

import numpy as np

from simcall.files.advice import Advice, Give
from simcall.observed.measured import LineMeasured, Measured, Staffing
from simcall.present.imported.entries import Entry, Source
from simcall.present.imported.line_entries import ASSUMED_HANDLING
from simcall.present.imported.week_files import week_csv
from simcall.scenario import Scenario
from simcall.scenario.models.week import HOURS_OF_WEEK, means_by_hour

__all__ = ["PLACEHOLDER", "people_entries", "readings_in_words", "rota_beside_files"]

_GROUP = ("groups", "handlers")
_STAFF_FILE = "profiles/staff.csv"
_HOUR_S, _HOURS_OF_DAY = 3600.0, 24
_MUCH_ALIKE = 1.15
"""A rota whose hours are within 15 % of those that the files show needs no remark."""
PLACEHOLDER = Advice(
    "No file says who was on duty, so the number of people is a placeholder: the workload of each hour plus its square "
    "root. Do not use the waits or the abandonment of a run. Import again with log-ins, or give your rota ",
    Give("--staff"),
    ".",
)


def people_entries(measured: Measured, basis: str, roster: Mapping[str, object] | None) -> list[Entry]:
    """Return the entries of the one group that answers every line.

    Parameters
    ----------
    measured : Measured
        What was measured.
    basis : str
        The files, their rows and the period, for the sources.
    roster : mapping or None
        The planner's own rota, as a scenario names it: its file, and how to read it.
    """
    pool = Source("assumed", "everybody answers every line; if some people do not, write a group for each kind")
    comment = "The lines that these people answer."
    return [Entry(_GROUP, "lines", list(measured.lines), pool, comment), _staffing(measured, basis, roster)]


def _staffing(measured: Measured, basis: str, roster: Mapping[str, object] | None) -> Entry:
    if roster is not None:
        comment = (
            "Everybody on this sheet counts as on duty. If some are absent, add their share: absence = { probability "
            '= 0.2 }. If the sheet has rows of other groups, see "only" in docs/rotas.md.'
        )
        value = roster if len(roster) > 1 else roster["file"]
        source = Source("measured", f"the rota {PurePath(str(roster['file'])).name}")
        return Entry(_GROUP, "roster", value, source, comment)
    if measured.staffing.readings:
        chosen = measured.staffing.readings[measured.staffing.chosen]
        people = _whole_people(means_by_hour(chosen.profile.values))
        source = Source("measured", f"{chosen.name}; {basis}")
        return _headcounts(people, source, readings_in_words(measured.staffing))
    return _headcounts(_placeholder(measured.lines), Source("assumed", PLACEHOLDER), PLACEHOLDER)


def _headcounts(people: Sequence[int], source: Source, comment: str) -> Entry:
    text = week_csv("headcount", people)
    return Entry(_GROUP, "headcount_profile", _STAFF_FILE, source, comment, files={_STAFF_FILE: text})


def readings_in_words(staffing: Staffing) -> str:
    """Say how many hours people were on duty, and what other readings of the files would give."""
    chosen = staffing.readings[staffing.chosen]
    text = f"On duty: {chosen.hours_per_week:,.0f} person-hours a week ({chosen.name})."
    others = [reading for reading in staffing.readings if reading is not chosen]
    if others:
        listed = "; ".join(f"{reading.hours_per_week:,.0f} hours ({reading.name})" for reading in others)
        text += f" The same files could also mean: {listed}. To settle it, give log-ins, or your rota "
        return Advice(text, Give("--staff"), ".")
    return text


def rota_beside_files(scenario: Scenario, staffing: Staffing) -> str:
    """Say how the hours on the planner's rota compare with those that the files show; empty if either is missing."""
    rostered = _rostered_hours_per_week(scenario)
    if not rostered or not staffing.readings:
        return ""
    shown = sorted(reading.hours_per_week for reading in staffing.readings)
    if shown[0] <= rostered * _MUCH_ALIKE and rostered <= shown[-1] * _MUCH_ALIKE:
        return ""
    hours = f"{shown[0]:,.0f}" if len(shown) == 1 else f"between {shown[0]:,.0f} and {shown[-1]:,.0f}"
    return (
        f"The rota has {rostered:,.0f} hours a week on duty, and the files show {hours}. Check that the rota holds "
        "only people who answer these lines. simcall fit finds the share of them with which the model agrees best."
    )


def _rostered_hours_per_week(scenario: Scenario) -> float:
    """Return the hours of the rosters within the scenario's dates."""
    begin = datetime.combine(scenario.start, time())
    end = begin + timedelta(days=scenario.days)
    duties = (duty for group in scenario.groups.values() if group.roster for duty in group.roster.duties)
    inside = (max(min(duty.end, end) - max(duty.start, begin), timedelta()) for duty in duties)
    return sum(inside, timedelta()) / timedelta(hours=1) * 7 / scenario.days


def _whole_people(means: Sequence[float]) -> list[int]:
    """Round people without changing the total of the week: each rounding error is carried to the next hour."""
    totals = np.round(np.cumsum(means) + 1e-9)
    return [int(step) for step in np.diff(totals, prepend=0.0)]


def _placeholder(lines: Mapping[str, LineMeasured]) -> list[int]:
    """Return the workload of each hour plus its square root, at least one person."""
    handling_s = np.array([_handling_s(line) for line in lines.values()])
    load = handling_s @ _calls_by_hour(lines) / _HOUR_S
    return [max(math.ceil(hour + math.sqrt(hour)), 1) for hour in load.tolist()]


def _calls_by_hour(lines: Mapping[str, LineMeasured]) -> np.ndarray:
    """Return the calls of each line in each hour of the week, with those that are transferred to it in that hour."""
    positions = {name: position for position, name in enumerate(lines)}
    own = np.zeros((len(lines), HOURS_OF_WEEK))
    transferred = np.zeros((len(lines), len(lines)))
    for name, line in lines.items():
        weights = np.array(means_by_hour(line.profile.values) if line.profile else (1.0,) * HOURS_OF_WEEK)
        own[positions[name]] = line.calls_per_day.value / _HOURS_OF_DAY * weights / (weights.mean() or 1.0)
        for lead in line.leads_to:
            if lead.when == "released":
                transferred[positions[lead.to], positions[name]] += lead.share.value
    return np.asarray(np.linalg.solve(np.eye(len(lines)) - transferred, own))


def _handling_s(line: LineMeasured) -> float:
    """Return the mean seconds of talk, hold and wrap-up."""
    handling = line.handling.mean if line.handling and line.handling.mean is not None else ASSUMED_HANDLING.mean
    wrap_up = line.wrap_up.mean if line.wrap_up and line.wrap_up.mean is not None else 0.0
    return (handling or 0.0) + wrap_up
