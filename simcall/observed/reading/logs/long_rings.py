"""Ring times that are longer than the wait of their call, of which they should be a part."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from simcall.files.advice import Advice, Give
from simcall.files.messages import counted
from simcall.observed.observations import Finding

__all__ = ["without_long_rings"]

_ROUNDING_S = 1.0


def without_long_rings(calls: pd.DataFrame, files: Sequence[str]) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Return calls without the ring times that are longer than the wait, and how many rows of each file have one.

    Parameters
    ----------
    calls : pandas.DataFrame
        As `simcall.observed.observations.CALL_COLUMNS`.
    files : sequence of str
        The name of each file by its position.
    """
    is_long = calls["ring"] > calls["wait"] + _ROUNDING_S
    rows = calls["row"][is_long].groupby(calls["file"][is_long])
    findings = [
        Finding(
            "identity",
            Advice(
                f"{files[int(str(position))]}: in {counted(len(of_file), 'row')} (the first is row {of_file.min()}), "
                "the ringing time is longer than the wait. simcall takes it as not known there. If the waits leave the "
                "ringing out, say so: ",
                Give("--map", "The column of waits=queue_wait"),
            ),
        )
        for position, of_file in rows
    ]
    return calls.assign(ring=calls["ring"].mask(is_long)), tuple(findings)
