"""Call records as a table: the columns that a phone system exports."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simcall.engine import NONE, CallRecords, Outcome
from simcall.inputs import Blueprint, Ints

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["call_table"]


def call_table(calls: CallRecords, blueprint: Blueprint) -> pd.DataFrame:
    """Return call records as a table.

    Parameters
    ----------
    calls : CallRecords
        One replication's.
    blueprint : Blueprint
        For the calendar and the names of lines and groups.

    Returns
    -------
    DataFrame
        One row per attempt: ``caller`` (a number without meaning outside the run), ``attempt`` (1 for the first),
        ``line``, ``diverted``, ``in_warm_up``, ``offered``, ``joined``, ``left``, ``answered`` and ``released`` (local
        times, the last two empty unless answered), ``outcome``, ``wait_s``, ``answer_time_s``, ``handling_s``,
        ``group`` and ``person`` (a number in the group).
    """
    import pandas as pd

    calendar, scenario = blueprint.calendar, blueprint.scenario
    answered = calls.answered != NONE

    def local(ticks: Ints, valid: np.ndarray | None = None) -> pd.Series[pd.Timestamp]:
        elapsed = np.rint(ticks * (calendar.tick_s * 1e6)).astype("timedelta64[us]")  # in ns, years 1677 to 2262 only
        instants = pd.Series(np.datetime64(calendar.origin.replace(tzinfo=None), "us") + elapsed)
        times = instants.dt.tz_localize("UTC").dt.tz_convert(str(calendar.zone))
        return times if valid is None else times.where(valid)

    def if_answered(values: np.ndarray) -> np.ndarray:
        return np.where(answered, values, np.nan)

    groups = np.array([*scenario.groups, None], dtype=object)
    return pd.DataFrame(
        {
            "caller": calls.caller,
            "attempt": calls.attempt + 1,
            "line": _named(calls.line, list(scenario.lines)),
            "diverted": calls.diverted,
            "in_warm_up": calls.offered < calendar.measured_from,
            "offered": local(calls.offered),
            "joined": local(calls.joined),
            "left": local(calls.left),
            "answered": local(calls.answered, answered),
            "released": local(calls.released, answered),
            "outcome": _named(calls.outcome, [outcome.name.lower() for outcome in Outcome]),
            "wait_s": (calls.left - calls.joined) * calendar.tick_s,
            "answer_time_s": if_answered((calls.answered - calls.offered) * calendar.tick_s),
            "handling_s": if_answered((calls.released - calls.answered) * calendar.tick_s),
            "group": pd.Series(groups[calls.group], dtype="str"),
            "person": pd.Series(calls.agent, dtype="Int64").where(pd.Series(answered)),
        }
    )


def _named(codes: Ints, names: list[str]) -> pd.Categorical[str]:
    import pandas as pd

    return pd.Categorical(np.asarray(names, dtype=object)[codes], categories=names)
