"""The scenario that an import writes, with the files beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from simcall.files.folder_names import folder_name
from simcall.observed.measured import Estimate, Measured
from simcall.observed.observations import FileRead, Observations
from simcall.observed.saved import SCENARIO
from simcall.present.imported.entries import Entry, Source, scenario_text
from simcall.present.imported.line_entries import LineToWrite, line_entries
from simcall.present.imported.people_entries import people_entries

__all__ = ["Span", "basis_in_words", "scenario_files"]


class Span(NamedTuple):
    """When the scenario of an import runs.

    Attributes
    ----------
    start : date
        The first date.
    end : date
        The day after the last.
    warm_up : str
        How long it runs before the start.
    """

    start: date
    end: date
    warm_up: str = "1 day"


_FILES_NAMED = 3
_HEADING = """\
Written by simcall import from your own files. You can use it at once:

  simcall check {file}    anything odd, and which inputs are assumed
  simcall run {file}      the service that callers would receive

Next month, import the new files into the same folder: your answers are in observed/import.toml. simcall then replaces
this file, so write your own changes into another file that begins with: extends = "{file}"
import-report.html says what was read, left out and assumed."""
_CLOSING = """\
Where each value comes from. Measured: from your files. Assumed: no file says it; replace it when you know more.
docs/scenario-file.md explains every key that this file may have."""
_HIGHEST_CORRELATION = 0.99


def scenario_files(
    name: str,
    observations: Observations,
    measured: Measured,
    roster: Mapping[str, object] | None = None,
    span: Span | None = None,
) -> dict[str, str]:
    """Return the texts of the scenario and of the files that it names.

    Parameters
    ----------
    name : str
        The scenario's name.
    observations : Observations
        What the files say.
    measured : Measured
        What was measured from them.
    roster : mapping, optional
        The planner's own rota as a scenario names it, its file relative to the scenario's folder.
    span : Span, optional
        When the scenario runs; by default, on the dates of the files.

    Returns
    -------
    dict of str to str
        By name in the scenario's folder.
    """
    entries = tuple(_entries(name, observations, measured, roster, span or Span(measured.start, measured.end)))
    texts = {file: text for entry in entries for file, text in entry.files.items()}
    return {SCENARIO: scenario_text(_HEADING.format(file=SCENARIO), entries, _CLOSING), **texts}


def _span_comment(measured: Measured, span: Span) -> str:
    """Say why the scenario has these days: with a rota that starts later, its first day is needed for the warm-up."""
    if span[:2] == (measured.start, measured.end):
        return "The days that the files cover."
    both = "The days that both the files and the rota cover"
    return f"{both}, without the rota's first day, which is the warm-up." if span.start > measured.start else f"{both}."


def _entries(
    name: str, observations: Observations, measured: Measured, roster: Mapping[str, object] | None, span: Span
) -> Iterator[Entry]:
    basis = basis_in_words(observations.files, measured)
    yield Entry((), "name", name)
    yield Entry((), "description", f"Measured from {basis}. Values marked as assumed in [provenance] are not measured.")
    yield Entry((), "start", span.start, comment=_span_comment(measured, span))
    yield Entry((), "days", (span.end - span.start).days)
    comment = "simcall simulates this time first, so that the phones start busy."
    yield Entry((), "warm_up", span.warm_up, comment=comment)
    yield Entry((), "time_zone", observations.zone)
    yield from _busyness(measured, basis)
    for line, stem in _stems(tuple(measured.lines)).items():
        queue = observations.queues.get(line, line)
        by_transfer = measured.by_transfer(line)
        yield from line_entries(LineToWrite(line, queue, measured.lines[line], basis, stem, by_transfer))
    yield from people_entries(measured, basis, roster)


def _stems(lines: Sequence[str]) -> dict[str, str]:
    """Return how the names of each line's files begin: no two alike, also where capitals alone tell lines apart."""
    stems = [folder_name(line) for line in lines]
    return {
        line: f"{stem}-{number}" if stems.count(stem) > 1 else stem
        for number, (line, stem) in enumerate(zip(lines, stems, strict=True), start=1)
    }


def _busyness(measured: Measured, basis: str) -> Iterator[Entry]:
    """Yield how much days and hours differ beyond chance, as far as the files tell."""
    spreads: tuple[tuple[str, Estimate | None, str], ...] = (
        (
            "cv",
            measured.day_cv,
            "How much days differ on all lines together: the standard deviation divided by the mean",
        ),
        ("hour_cv", measured.hour_cv, "The same for the hours within a day"),
        ("hour_correlation", measured.hour_correlation, "The correlation between an hour and the next"),
    )
    for key, estimate, comment in spreads:
        if estimate is not None:
            value = round(min(max(estimate.value, 0.0), _HIGHEST_CORRELATION if key == "hour_correlation" else 10.0), 4)
            source = Source("measured", f"counts of calls without faulty days; {basis}")
            yield Entry(("busyness",), key, value, source, f"{comment}.")


def basis_in_words(files: Sequence[FileRead], measured: Measured) -> str:
    """Name the files, their rows and the period: what a figure rests on."""
    names = [file.name for file in files[:_FILES_NAMED]]
    more = len(files) - len(names)
    listed = ", ".join(names) + (f" and {more} more" if more > 0 else "")
    rows = sum(file.rows_read for file in files)
    last = measured.end.fromordinal(measured.end.toordinal() - 1)
    return f"{listed}, {rows:,} rows, {measured.start.isoformat()} to {last.isoformat()}"
