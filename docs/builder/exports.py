"""Make the files of scenarios/exports/: the call log and the duty sheet of a small centre that does not exist.

``python -m docs.builder.exports`` writes both. simcall simulates a month in which the duty sheet is worked. The call
log has these calls, with the faults that real exports have. A test fails if the files differ.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import simcall as sc

__all__ = ["CALL_LOG", "DUTY_SHEET", "call_log", "duty_sheet"]

_FOLDER = Path(__file__).parents[2] / "scenarios" / "exports"
CALL_LOG, DUTY_SHEET = _FOLDER / "calls-january.csv", _FOLDER / "duty-grid-january.csv"
_CENTRE = Path(__file__).parent / "example-hub.toml"

_START, _DAYS = date(2026, 1, 5), 28
_FIRST_DUTIES = _START - timedelta(days=2)
_PAIRS = (
    ("Ada Example", "Ben Sample"),
    ("Cara Madeup", "Dev Invented"),
    ("Eve Placeholder", "Fay Specimen"),
    ("Gil Fiction", "Hana Mockup"),
    ("Ivo Standin", "Joy Testcase"),
)
_PATTERN = "LLNNRRRREE"
_DAY_WORKERS = {"Kit Pretend": "RDDDDRR", "Lou Notreal": "DDDDRRR"}
_LEAVE = ("Dev Invented", (date(2026, 1, 13), date(2026, 1, 14)))
_KEY = ("E 06:00-14:00, L 14:00-22:00, N 22:00-06:00, D 10:00-18:00", "R = rest day, AL = annual leave")

_CUT_OFF_FROM, _CUT_OFF_TO, _CUT_OFF = datetime(2026, 1, 20, 11), datetime(2026, 1, 20, 19), 0.8
_WITHHELD = 0.1
_WRAP_UP_S, _MOST_WRAP_UP = 45, 0.4
_FIRST_AGENT = 2101
_COLUMNS = ("Call Start", "Queue", "Result", "Queue Time (s)", "Talk (s)", "Wrap (s)", "Agent", "CLI")
_SEED, _FAULTS_SEED = 5, 11


def duty_sheet() -> str:
    """Return the duty sheet: people by dates, with codes and a key below."""
    dates = [_FIRST_DUTIES + timedelta(days=day) for day in range((_START - _FIRST_DUTIES).days + _DAYS)]
    rows: list[Sequence[str]] = [
        ["Duty sheet, January 2026: invented people"],
        ["Name", *(f"{day:%d/%m/%Y}" for day in dates)],
    ]
    for number, pair in enumerate(_PAIRS):
        codes = [_PATTERN[(day + 2 * number) % len(_PATTERN)] for day in range(len(dates))]
        rows += [[name, *_with_leave(name, dates, codes)] for name in pair]
    rows += [[name, *(week[day.weekday()] for day in dates)] for name, week in _DAY_WORKERS.items()]
    return _csv([*rows, [], *([text] for text in _KEY)])


def _with_leave(name: str, dates: Iterable[date], codes: Iterable[str]) -> list[str]:
    person, leave = _LEAVE
    return ["AL" if name == person and day in leave else code for day, code in zip(dates, codes, strict=True)]


def call_log() -> str:
    """Return the call log of a month in which the duty sheet is worked."""
    records = sc.run(sc.load(_CENTRE), replications=1, seed=_SEED).records(replication=0)
    rows = sorted([*_calls(records), *_test_calls()], key=lambda row: row[0])
    table = [_COLUMNS, *((f"{start:%d/%m/%Y %H:%M:%S}", *cells) for start, *cells in rows)]
    return "\ufeff" + _csv([*table, [f"Total calls: {len(rows)}", *[""] * (len(_COLUMNS) - 1)]])


def _calls(records: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the simulated calls, with the faults: most are cut off for some hours of one day."""
    rng = random.Random(_FAULTS_SEED)
    numbers: dict[int, str] = {}
    for call in records[~records["in_warm_up"]].itertuples():
        start = call.joined.tz_localize(None)
        is_cut_off = _CUT_OFF_FROM <= start < _CUT_OFF_TO and rng.random() < _CUT_OFF
        if call.outcome == "answered" and not is_cut_off:
            wrap_up = min(round(rng.expovariate(1 / _WRAP_UP_S)), int(call.handling_s * _MOST_WRAP_UP))
            talk = max(1, round(call.handling_s) - wrap_up)
            wait = round((call.answered - call.joined).total_seconds())
            ending: tuple[Any, ...] = ("Answered", wait, talk, wrap_up, _FIRST_AGENT + int(call.person))
        else:
            ending = ("Abandoned", rng.randint(2, 8) if is_cut_off else round(call.wait_s), "", "", "")
        if call.caller not in numbers:
            # The range that Ofcom keeps for drama.
            is_withheld = rng.random() < _WITHHELD
            numbers[call.caller] = "Withheld" if is_withheld else f"07700900{len(numbers) % 1000:03d}"
        yield (start, call.line, *ending, numbers[call.caller])


def _test_calls() -> Iterator[tuple[Any, ...]]:
    """Yield a test call a week."""
    for day in (7, 14, 21, 28):
        start = datetime(2026, 1, day, 3, 0, day % 7)
        yield start, "Test queue", "Answered", 1, 1, 0, _FIRST_AGENT, "Withheld"


def _csv(rows: Iterable[Sequence[object]]) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


if __name__ == "__main__":
    DUTY_SHEET.write_text(duty_sheet(), encoding="utf-8", newline="\n")
    CALL_LOG.write_text(call_log(), encoding="utf-8", newline="\n")
