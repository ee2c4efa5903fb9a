"""Check the figures of a report that must agree: offered with answered and abandoned, printed shares with counts.

Where they do not agree, simcall tells the planner, and looks for columns that explain the difference, such as calls
that flowed out. A share in a few rows is a slip of the report: simcall says so, and uses the counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import pandas as pd

from simcall.files.messages import counted
from simcall.observed.observations import Finding

__all__ = ["CallAccount", "PrintedShare", "account_for_calls", "share_findings"]

_ELSEWHERE: Final = {
    "short_abandoned": "abandoned within the short time",
    "flow_out": "flowed out",
    "transferred": "transferred",
    "voicemail": "sent to voicemail",
    "dequeued": "taken out of the queue",
    "turned_away": "turned away",
    "callback": "called back",
}
_NEARLY_ALL = 0.99
_ACROSS_PERIODS = 0.005
_A_SLIP = 0.01


@dataclass(frozen=True)
class CallAccount:
    """What became of the calls offered in each row.

    Attributes
    ----------
    offered, answered, abandoned : pandas.Series
        Calls; NaN where the report does not tell.
    findings : tuple of Finding
        What was worked out, and what does not add up; each text goes on after the queue's name.
    """

    offered: pd.Series
    answered: pd.Series
    abandoned: pd.Series
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class PrintedShare:
    """A column of shares.

    Attributes
    ----------
    name : str
        Of the column.
    values : pandas.Series
        Shares from 0 to 1, NaN where the cell is empty.
    decimals : int
        Of the share: 4 where per cent have two.
    """

    name: str
    values: pd.Series
    decimals: int


def account_for_calls(counts: Mapping[str, pd.Series]) -> CallAccount:
    """Return the calls offered, answered and abandoned, what is missing worked out from the others.

    Parameters
    ----------
    counts : mapping of str to pandas.Series
        By field, at least one of ``offered`` and ``answered``.
    """
    offered, answered, abandoned = (counts.get(name) for name in ("offered", "answered", "abandoned"))
    notes: list[str] = []
    if abandoned is None and "unanswered" in counts:
        abandoned = counts["unanswered"]
        notes.append("simcall counts calls that were not answered as abandoned.")
    if offered is None and answered is not None:
        return _without_offered(counts, answered, abandoned, notes)
    if offered is None:
        raise ValueError("a report has calls offered or answered")
    nothing = pd.Series(np.nan, index=offered.index)
    wrong: tuple[Finding, ...] = ()
    if answered is None and abandoned is not None:
        notes.append("calls answered are calls offered less calls abandoned.")
        answered, wrong = _difference(offered, abandoned)
    elif abandoned is None and answered is not None:
        notes.append("calls abandoned are calls offered less calls answered.")
        abandoned, wrong = _difference(offered, answered)
    elif answered is not None and abandoned is not None:
        return _checked(counts, offered, answered, abandoned, notes)
    return CallAccount(offered, _or(answered, nothing), _or(abandoned, nothing), (*_assumed(notes), *wrong))


def _difference(offered: pd.Series, part: pd.Series) -> tuple[pd.Series, tuple[Finding, ...]]:
    """Return the calls offered less a part of them, 0 where the part is larger, which is a finding."""
    rest = offered - part
    wrong = int((rest < 0).sum())
    if not wrong:
        return rest, ()
    text = f"in {wrong:,} of {len(rest):,} rows there are fewer calls offered than calls answered or abandoned."
    return rest.clip(lower=0.0), (Finding("identity", text),)


def _without_offered(
    counts: Mapping[str, pd.Series], answered: pd.Series, abandoned: pd.Series | None, notes: list[str]
) -> CallAccount:
    if abandoned is None:
        notes.append(
            "the report has no calls offered or abandoned. simcall uses calls answered as calls offered, which is too "
            "few."
        )
        return CallAccount(answered, answered, pd.Series(np.nan, index=answered.index), _assumed(notes))
    notes.append("calls offered are calls answered and calls abandoned together.")
    elsewhere = {name: int(counts[name].sum()) for name in _ELSEWHERE if name in counts and name != "short_abandoned"}
    left = [f"{counted(number, 'call')} {_ELSEWHERE[name]}" for name, number in elsewhere.items() if number]
    if left:
        notes.append(f"{' and '.join(left)} are not among the calls offered.")
    return CallAccount(answered + abandoned, answered, abandoned, _assumed(notes))


def _checked(
    counts: Mapping[str, pd.Series],
    offered: pd.Series,
    answered: pd.Series,
    abandoned: pd.Series,
    notes: list[str],
) -> CallAccount:
    """Compare the three counts, and look for the columns that explain the rest."""
    rest = offered - answered - abandoned
    names = _explanation(rest, counts)
    if names:
        ways = " or ".join(_ELSEWHERE[name] for name in names)
        notes.append(f"calls offered are calls answered, abandoned or {ways}.")
        rest = rest - sum((counts[name] for name in names), start=pd.Series(0.0, index=rest.index))
    findings = _assumed(notes)
    wrong = rest.fillna(0.0) != 0
    if wrong.any():
        findings = (*findings, Finding("identity", _rest_in_words(rest[wrong], offered)))
    if "short_abandoned" in names:
        abandoned = abandoned + counts["short_abandoned"]
    return CallAccount(offered, answered, abandoned, findings)


def _explanation(rest: pd.Series, counts: Mapping[str, pd.Series]) -> tuple[str, ...]:
    """Return the fewest columns that make up what is offered and neither answered nor abandoned."""
    if not (rest.fillna(0.0) != 0).any():
        return ()
    usable = [name for name in _ELSEWHERE if name in counts and counts[name].sum() > 0]
    for size in range(1, len(usable) + 1):
        for names in combinations(usable, size):
            if (rest - sum(counts[name].fillna(0.0) for name in names) == 0).mean() >= _NEARLY_ALL:
                return names
    return ()


def _rest_in_words(rest: pd.Series, offered: pd.Series) -> str:
    total = float(rest.sum())
    text = (
        f"in {len(rest):,} of {len(offered):,} rows the calls answered and abandoned do not add up to the calls "
        f"offered; over all rows {abs(total):,.0f} calls are {'missing' if total >= 0 else 'too many'}."
    )
    if abs(total) <= _ACROSS_PERIODS * float(offered.sum()):
        return f"{text} These are probably calls that wait from one period into the next."
    return f"{text} They may have left the queue in another way."


def share_findings(
    shares: Iterable[PrintedShare], parts: Mapping[str, pd.Series], account: CallAccount
) -> tuple[Finding, ...]:
    """Compare printed shares with the counts, and return what does not agree.

    Parameters
    ----------
    shares : iterable of PrintedShare
        The columns.
    parts : mapping of str to pandas.Series
        The count that each column is a share of something with, by the column's name.
    account : CallAccount
        The wholes.
    """
    wholes = {"offered": account.offered, "answered": account.answered}
    findings = []
    for share in shares:
        if share.name not in parts:
            continue
        agreeing = {name: _agrees(share, parts[share.name], whole) for name, whole in wholes.items()}
        best = max(agreeing, key=lambda name: int(agreeing[name].sum()))
        wrong = int((~agreeing[best]).sum())
        if wrong:
            stated = int(share.values.notna().sum())
            text = (
                f"the column {share.name!r} does not agree with its counts in {wrong:,} of {stated:,} rows. "
                "simcall uses the counts."
            )
            findings.append(Finding("identity" if wrong > _A_SLIP * stated else "left out", text))
    return tuple(findings)


def _agrees(share: PrintedShare, part: pd.Series, whole: pd.Series) -> pd.Series:
    """Return for each row whether a printed share equals a part divided by a whole, to the decimals of the share."""
    expected = part / whole.where(whole > 0)
    return ((share.values - expected).abs() <= 0.51 * 10.0**-share.decimals) | expected.isna() | share.values.isna()


def _assumed(notes: Iterable[str]) -> tuple[Finding, ...]:
    return tuple(Finding("assumed", note) for note in notes)


def _or(values: pd.Series | None, otherwise: pd.Series) -> pd.Series:
    return otherwise if values is None else values
