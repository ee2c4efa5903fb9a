"""Ask about nights that may stand on the date of the morning on which they end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import time, timedelta
from itertools import pairwise

from simcall.files.messages import quoted
from simcall.scenario.reading.rosters.findings import Findings, Stretch
from simcall.scenario.reading.rosters.tables import Table, shown_cell

__all__ = ["ask_about_nights", "ask_about_notes"]

_SHORT_REST = timedelta(hours=8)
_FEWEST_RUNS = 3
_FEWEST_NIGHTS = 6
"""In fewer, a sheet is an example or a few days, and the night's name says enough."""
_DAY, _NO_DAY = timedelta(days=1), timedelta(0)
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
    """Ask about nights that fit better on the date of the morning, and about those that fit as well on either date.

    Parameters
    ----------
    duties : sequence of Stretch
        In order of person and start, each night starting on its date.
    findings : Findings
        Receives the question.
    """
    by_start, by_morning = _short_rests(duties, _NO_DAY), _short_rests(duties, _DAY)
    gaps = _gaps_before_nights(duties)
    if len(by_start) > 1 and len(by_start) > 2 * len(by_morning):
        earlier, later = by_start[0]
        example = f"{quoted(earlier.person)} from {earlier.end:%Y-%m-%d %H:%M} to {later.start:%H:%M}"
        findings.questions.append(
            "On which date does a night stand: when it starts, or when it ends? If it is when it starts, people rest "
            f"for under 8 h before or after a night {len(by_start)} times, for example {example}; {_ANSWER}"
        )
    elif len(gaps) >= _FEWEST_RUNS and 1 not in gaps and gaps.count(2) >= _FEWEST_RUNS:
        findings.questions.append(
            "On which date does a night stand: when it starts, or when it ends? No night stands on the day after "
            f"another duty, and {gaps.count(2)} nights stand two days after one; {_ANSWER}"
        )
    elif not by_morning and _differ_by_date(duties):
        findings.questions.append(
            "On which date does a night stand: when it starts, or when it ends? Nothing in the sheet tells, and it "
            f"changes how many people are there in a night; {_ANSWER}"
        )
    elif not by_morning and any(map(_is_night, duties)):
        findings.notes.append(
            "for nights, simcall takes the date as that of the evening; if it is that of the morning, write "
            'nights = "end"'
        )


def _short_rests(duties: Sequence[Stretch], shift: timedelta) -> list[tuple[Stretch, Stretch]]:
    """Return pairs of one person's duties with too short a rest between them, if nights are earlier by `shift`."""
    return [
        (earlier, later)
        for earlier, later in pairwise(duties)
        if earlier.person == later.person
        and (_is_night(earlier) or _is_night(later))
        and later.start - _is_night(later) * shift - (earlier.end - _is_night(earlier) * shift) < _SHORT_REST
    ]


def _gaps_before_nights(duties: Sequence[Stretch]) -> list[int]:
    """Return the days between a person's last duty by day and the first night after it."""
    return [
        (later.start.date() - earlier.start.date()).days
        for earlier, later in pairwise(duties)
        if earlier.person == later.person and not _is_night(earlier) and _is_night(later)
    ]


def _differ_by_date(duties: Sequence[Stretch]) -> bool:
    """Tell whether the number of nights changes from one date to the next, apart from the ends of the sheet."""
    nights = Counter(duty.start.date() for duty in duties if _is_night(duty))
    if nights.total() < _FEWEST_NIGHTS:
        return False
    first, last = min(nights), max(nights)
    return len({nights[first + number * _DAY] for number in range((last - first).days + 1)}) > 1


def _is_night(duty: Stretch) -> bool:
    return duty.start.date() != duty.end.date() and duty.end.time() != time()
