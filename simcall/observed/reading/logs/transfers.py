"""Follow calls from line to line: transferred after an answer, or sent on from a queue where nobody answered."""

from __future__ import annotations

import pandas as pd

from simcall.files.messages import counted
from simcall.observed.observations import Finding
from simcall.observed.reading.logs.outcomes import ABANDONED

__all__ = ["transfer_notes", "with_transfers"]


def with_transfers(visits: pd.DataFrame) -> pd.DataFrame:
    """Return visits of calls to lines with `transferred`, `to_line` and `to_after`, as in `CALL_COLUMNS`.

    What came from a queue that is no line of the scenario came from outside, because the model does not have that
    queue. So did a caller who had hung up before.

    Parameters
    ----------
    visits : pandas.DataFrame
        `call_id`, `line`, `start`, `outcome`, `wait`, and `talk` and `hold` if the file has them. The visits of a call
        stand in their order; those to queues that are no line are left out.
    """
    of_call = visits.groupby("call_id", sort=False)
    following = of_call[["line", "start"]].shift(-1)
    goes_on = following["line"].notna() & (visits["outcome"] != ABANDONED)
    lengths = [name for name in ("wait", "talk", "hold") if name in visits]
    seconds = visits[lengths].fillna(0.0).clip(lower=0.0).sum(axis=1)
    ended = visits["start"] + pd.to_timedelta(seconds, unit="s")
    return visits.assign(
        transferred=goes_on.groupby(visits["call_id"]).shift(fill_value=False),
        to_line=following["line"].where(goes_on, ""),
        to_after=(following["start"] - ended).dt.total_seconds().clip(lower=0.0).where(goes_on),
    )


def transfer_notes(calls: pd.DataFrame) -> list[Finding]:
    """Say how many calls another line sent on; nothing if there are none."""
    transferred = int(calls["transferred"].sum())
    if not transferred:
        return []
    text = f"From another line, by transfer or overflow: {counted(transferred, 'call')}, counted apart"
    return [Finding("assumed", text)]
