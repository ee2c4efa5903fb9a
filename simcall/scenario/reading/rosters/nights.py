"""Ask about nights that may stand on the date of the morning on which they end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import time, timedelta
from itertools import pairwise

from simcall.files.messages import quoted
from simcall.scenario.reading.rosters.findings import Findings, Stretch
from simcall.scenario.reading.rosters.tables import Table, shown_cell

__all__ = ["ask_about_nights", "ask_about_notes"]

_SHORT_REST = timedelta(hours=8)
_FEWEST_RUNS = 3
_ANSWER = 'write nights = "end" if a night stands on the date of the morning, or nights = "start" if not'
_NOTE = re.compile(
    r"(?=.*\bnights?\b)(?=.*\b(?:ends?|ending|finish\w*|morning)\b)(?=.*\b(?:dates?|days?|dated|shown|against|entered)\b).*",
    re.IGNORECASE | re.DOTALL,
)


def ask_about_notes(tables: Iterable[Table], findings: Findings) -> None:
    """Ask where a note of the sheet says on which date nights stand."""
    for table in tables:
        for number, cells in table.rows:
            note = next((cell for cell in cells if len(cell) > 20 and _NOTE.fullmatch(cell)), None)
            if note is not None:
                findings.questions.append(
                    f"On which date does a night stand? Row {number} says {shown_cell(note)}; {_ANSWER}"
                )
                return


def ask_about_nights(duties: Sequence[Stretch], findings: Findings) -> None:
    """Ask about nights that fit better if each stands on the date of the morning on which it ends."""
    short, by_morning = 0, 0
    example = ""
    gaps: list[int] = []
    for earlier, later in pairwise(duties):
        if earlier.person != later.person:
            continue
        nights = _is_night(earlier), _is_night(later)
        day = timedelta(days=1)
        if later.start - earlier.end < _SHORT_REST and any(nights):
            short += 1
            example = example or f"{quoted(earlier.person)} from {earlier.end:%Y-%m-%d %H:%M} to {later.start:%H:%M}"
        if later.start - nights[1] * day - (earlier.end - nights[0] * day) < _SHORT_REST and any(nights):
            by_morning += 1
        if nights == (False, True):
            gaps.append((later.start.date() - earlier.start.date()).days)
    if short > 1 and short > 2 * by_morning:
        findings.questions.append(
            "On which date does a night stand: when it starts, or when it ends? If it is when it starts, people rest "
            f"for under 8 h before or after a night {short} times, for example {example}; {_ANSWER}"
        )
    elif len(gaps) >= _FEWEST_RUNS and 1 not in gaps and gaps.count(2) >= _FEWEST_RUNS:
        findings.questions.append(
            "On which date does a night stand: when it starts, or when it ends? No night stands on the day after "
            f"another duty, and {gaps.count(2)} nights stand two days after one; {_ANSWER}"
        )


def _is_night(duty: Stretch) -> bool:
    return duty.start.date() != duty.end.date() and duty.end.time() != time()
