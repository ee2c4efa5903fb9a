"""Find rows of reports with figures that cannot be: a slip of the keyboard, or two columns in one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from simcall.files.messages import counted
from simcall.observed.observations import Question

__all__ = ["IMPOSSIBLE", "IMPOSSIBLE_CHOICES", "ask_impossible", "impossible_figures"]

IMPOSSIBLE: Final = "--impossible"
IMPOSSIBLE_CHOICES: Final = (("leave-out", "treat these periods as not recorded"),)
_CALLS: Final = {"offered": "calls offered", "answered": "calls answered", "abandoned": "calls abandoned"}
_TIMES: Final = {
    "handling": ("answered", "s of handling for each call"),
    "wait_answered": ("answered", "s of wait for each answered call"),
    "wait_abandoned": ("abandoned", "s of wait for each abandoned call"),
}
"""Seconds of a period, the calls that they are divided by, and both in words."""
_LEAST, _TIMES_USUAL, _MOST = 1_000.0, 500.0, 1e6
"""More than 1,000 calls in a period, and 500 times those of the median period with calls: no incident brings that."""
_LONGEST_S = 86_400.0
_MOST_PEOPLE = 10_000.0
_SHOWN = 3


def impossible_figures(rows: pd.DataFrame) -> pd.Series:
    """Return what is impossible in each row, in words; ``""`` if nothing is.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``line``, ``minutes`` and the figures of periods.
    """
    reasons = pd.Series("", index=rows.index, dtype="object")
    for name, words in _CALLS.items():
        usual = rows[name].where(rows[name] > 0).groupby([rows["line"], rows["minutes"]]).transform("median")
        most = (_TIMES_USUAL * usual).clip(_LEAST, _MOST)
        reasons = _noted(reasons, rows[name], most, words)
    for name, (calls, words) in _TIMES.items():
        reasons = _noted(reasons, rows[name] / rows[calls].where(rows[calls] > 0), _LONGEST_S, words)
    return _noted(reasons, rows["staffed"], _MOST_PEOPLE, "people logged in")


def _noted(reasons: pd.Series, values: pd.Series, most: pd.Series | float, words: str) -> pd.Series:
    is_new = (values > most) & (reasons == "")
    return reasons.mask(
        is_new, values.map(lambda value: f"{value:,.0f} {words}" if value < 1e15 else f"{value:g} {words}")
    )


def ask_impossible(rows: pd.DataFrame, reasons: pd.Series, names: Sequence[str]) -> Question:
    """Ask what to do with impossible rows, with the file, the row and the figure of the first of them.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``file`` and ``row``.
    reasons : pandas.Series
        As `impossible_figures` returns them.
    names : sequence of str
        Of the files, by position.
    """
    wrong = rows[reasons != ""]
    places = [
        f"{names[int(file)]}, row {row:.0f}: {reason}"
        for file, row, reason in zip(wrong["file"], wrong["row"], reasons[reasons != ""], strict=True)
    ]
    more = f"; and {counted(len(places) - _SHOWN, 'more row')}" if len(places) > _SHOWN else ""
    text = f"Some figures cannot be right. {'; '.join(places[:_SHOWN])}{more}. Correct the file, or leave the rows out."
    return Question(IMPOSSIBLE, text, IMPOSSIBLE_CHOICES)
