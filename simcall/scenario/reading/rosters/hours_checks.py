"""Compare the hours and the counts that a sheet gives with those that were read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from simcall.files.messages import quoted
from simcall.scenario.reading.rosters.codes import Codes
from simcall.scenario.reading.rosters.findings import Findings, Stretch
from simcall.scenario.reading.rosters.headings import Block
from simcall.scenario.reading.rosters.tables import Row
from simcall.scenario.reading.rosters.words import folded_word

__all__ = ["HoursCheck", "check_counts", "hours_in"]

_HOUR = timedelta(hours=1)
_SHOWN = 3


def hours_in(text: str) -> float | None:
    """Read a number of hours: 8, 7.5, 7:30; None of anything else."""
    if match := re.fullmatch(r"(\d{1,3}):(\d{2})(?::00)?", text):
        return int(match[1]) + int(match[2]) / 60
    bare = re.sub(r"\s*h(?:rs?|ours?)?$", "", text.replace(",", "."), flags=re.IGNORECASE)
    return float(bare) if re.fullmatch(r"\d{1,3}(?:\.\d+)?", bare) else None


@dataclass
class HoursCheck:
    """Differences between the hours of the sheet and those from start to end."""

    agreed: int = 0
    differing: list[tuple[int, float, float]] = field(default_factory=list)

    def add(self, row: int, text: str, stretches: Sequence[Stretch]) -> None:
        """Compare a cell of hours with the duties that it is about."""
        hours = hours_in(text)
        if hours is None or not stretches:
            return
        read = sum(((stretch.end - stretch.start) / _HOUR for stretch in stretches), 0.0)
        if abs(read - hours) < 0.02:
            self.agreed += 1
        else:
            self.differing.append((row, hours, read))

    def notes(self) -> list[str]:
        """Say where they differ; by the same each time they are most likely without an unpaid break."""
        if not self.differing:
            return []
        less = Counter(round(read - hours, 2) for _, hours, read in self.differing)
        difference, times = less.most_common(1)[0]
        if times > 2 and times * 2 > len(self.differing) and 0 < difference <= 2:
            return [
                f"in {times} places the sheet's hours are {difference:g} h less than the time from start to end; most "
                "likely this is an unpaid break; the sheet does not say when it is, so simcall reads no break"
            ]
        shown = "; ".join(
            f"row {row}: the sheet says {hours:g} h, its times give {read:g} h"
            for row, hours, read in self.differing[:_SHOWN]
        )
        more = f"; and {len(self.differing) - _SHOWN} more" if len(self.differing) > _SHOWN else ""
        return [f"some hours of the sheet do not agree with its times: {shown}{more}"]


def check_counts(
    rows: Sequence[Row], block: Block, stretches: Sequence[Stretch], codes: Codes, findings: Findings
) -> None:
    """Compare rows such as "On early" with the duties that have the hours of that code, or with all duties."""
    for number, cells in rows:
        given = {
            column.day: int(float(cells[column.first]))
            for column in block.days
            if isinstance(column.day, date) and cells[column.first]
        }
        label = next((cells[at] for at in block.labels if cells[at]), "")
        hours = next(
            (meaning.hours for word in _words(label) if (meaning := codes.of_word(word)) and meaning.hours), None
        )
        read: Counter[date] = Counter()
        for stretch in stretches:
            start = stretch.start.hour * 60 + stretch.start.minute
            if hours is None or hours[0][0] == start:
                read[stretch.start.date()] += 1
        wrong = [day for day, count in given.items() if read[day] != count]
        if wrong and (hours is not None or "total" in label.casefold()):
            findings.notes.append(
                f"row {number} {quoted(label)} does not agree with the cells on {len(wrong)} of {len(given)} dates, "
                f"first on {wrong[0]}: the row says {given[wrong[0]]}, the cells give {read[wrong[0]]}"
            )


def _words(label: str) -> list[str]:
    return [label, *(word for word in folded_word(label).split() if word not in ("on", "total", "no", "of"))]
