"""The page on an import: what was read, what it says, what was left out and what is assumed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

from simcall.files.messages import counted
from simcall.files.program import program
from simcall.observed.measured import Estimate, Measured
from simcall.observed.observations import FileRead, Finding
from simcall.observed.saved import SCENARIO
from simcall.present.imported.people_entries import PLACEHOLDER, readings_in_words, rota_beside_files
from simcall.present.pictures.imported import measured_pictures
from simcall.present.words.imported import (
    column_table,
    days_without_rota,
    file_in_words,
    left_out_in_words,
    left_out_spells,
    period_in_words,
    time_span,
    total_headings,
    total_rows,
)
from simcall.report.content import Block, Document, Illustration, KeyFigure, Listing, Paragraph, Part, Section, Table
from simcall.report.html import page
from simcall.report.register import depends_on, register
from simcall.scenario import Scenario, rosters_in_words
from simcall.studies.imported import ImportNumbers

__all__ = ["import_page"]

_COMPARE = (
    "Compare these totals with your own report before you use the scenario. They include every day of the files, even "
    "days that simcall does not measure from."
)
_KEY_LINES = 4
_MOMENTS = {
    "released": "after the talk (share of answered calls)",
    "waiting": "from the queue (share of calls that wait so long)",
}
_FINDINGS = {
    "assumed": "Assumed while reading",
    "left out": "Left out while reading",
    "identity": "Figures that do not add up",
    "missing": "What the files do not say",
    "clock": "When the clock changes",
}


def import_page(numbers: ImportNumbers, scenario: Scenario) -> str:
    """Return the page as HTML that needs nothing else.

    Parameters
    ----------
    numbers : ImportNumbers
        What was read and measured.
    scenario : Scenario
        The scenario that was written from it.
    """
    now, version = datetime.now(UTC), program()["versions"]["simcall"]
    written_by = f"Written by simcall {version} on {now.day} {now:%B %Y}."
    return page(Document(f"{numbers.name}: what was imported", written_by, (_part(numbers, scenario),)))


def _part(numbers: ImportNumbers, scenario: Scenario) -> Part:
    measured = numbers.measured
    return Part(
        title=numbers.name,
        about=f"Imported from {counted(len(numbers.observations.files), 'file')}: {period_in_words(numbers)}.",
        answer=tuple(_answer(numbers)),
        alerts=tuple(_alerts(measured, has_rota=numbers.answers.staff is not None)),
        targets=None,
        sections=tuple(section for section in _sections(numbers, scenario) if section.blocks or section.sections),
        key_figures=tuple(_key_figures(measured)),
        evidence=(Table("What the files say of each line", total_headings(measured), tuple(total_rows(measured))),),
        basis=f"{_COMPARE} {depends_on([scenario])}",
    )


def _answer(numbers: ImportNumbers) -> Iterator[str]:
    offered = sum(total.offered for total in numbers.measured.totals.values())
    lines = counted(len(numbers.measured.totals), "line")
    yield f"simcall read {offered:,.0f} calls of {lines} from {period_in_words(numbers)}."
    if left_out := left_out_spells(numbers):
        yield left_out
    yield "To see how far to trust the scenario, compare it with your month: simcall validate."


def _alerts(measured: Measured, *, has_rota: bool) -> Iterator[str]:
    staffing = measured.staffing
    if has_rota:
        return
    if not staffing.readings:
        yield PLACEHOLDER
    elif len(staffing.readings) > 1:
        yield readings_in_words(staffing)


def _key_figures(measured: Measured) -> Iterator[KeyFigure]:
    """Yield calls a day of the first lines, with their intervals."""
    for name, line in list(measured.lines.items())[:_KEY_LINES]:
        calls = line.calls_per_day
        has_ends = calls.low is not None and calls.high is not None
        interval = f"between {calls.low:,.1f} and {calls.high:,.1f}" if has_ends else ""
        note = "without redials" if line.redial_probability else "calls offered, redials included"
        yield KeyFigure(f"{name}: calls a day", f"{calls.value:,.1f}", interval, note)


def _sections(numbers: ImportNumbers, scenario: Scenario) -> Iterator[Section]:
    files, measured = numbers.observations.files, numbers.measured
    yield Section("Faulty spells and missing hours", tuple(_spells(numbers)))
    yield Section("Who was on duty", tuple(_on_duty(numbers, scenario)))
    yield Section("Pictures", tuple(_pictures(measured)))
    yield Section("What was measured", (*_measured(measured), *_transfers(measured)))
    yield Section("What was read", (), tuple(Section(file.name, tuple(_file(file))) for file in files))
    yield Section("What to know", tuple(_findings((*numbers.observations.findings, *measured.findings))))
    yield Section("Register of inputs", register(scenario, in_full=SCENARIO))
    yield Section("Privacy", (Paragraph(_PRIVACY),))


def _spells(numbers: ImportNumbers) -> Iterator[Block]:
    spells = [
        f"{time_span(spell.start, spell.end)}: {spell.text} {'Left out.' if spell in numbers.left_out else 'Kept.'}"
        for spell in numbers.measured.faulty_spells
    ]
    missing = [f"{time_span(spell.start, spell.end)}: {spell.text}" for spell in numbers.measured.missing]
    for heading, items in (("Faulty spells:", spells), ("Hours without data, which simcall ignores:", missing)):
        if items:
            yield Paragraph(heading)
            yield Listing(tuple(items))


def _on_duty(numbers: ImportNumbers, scenario: Scenario) -> Iterator[Block]:
    measured = numbers.measured
    rotas = rosters_in_words(scenario)[:1]  # its totals; later sentences may name people
    if rotas:
        beside = (days_without_rota(numbers, scenario), rota_beside_files(scenario, measured.staffing))
        yield from map(Paragraph, filter(None, (rotas[0], *beside)))
    elif measured.staffing.readings:
        yield Paragraph(readings_in_words(measured.staffing))
    else:
        yield Paragraph(PLACEHOLDER)


def _pictures(measured: Measured) -> Iterator[Block]:
    for number, picture in enumerate(measured_pictures(measured), start=1):
        yield Illustration(picture.title, picture.alternative, partial(picture.svg, f"import-{number}"))


def _measured(measured: Measured) -> Iterator[Block]:
    rows = []
    for name, line in measured.lines.items():
        for label, distribution in (
            ("handling", line.handling),
            ("wrap-up", line.wrap_up),
            ("patience", line.patience),
            ("ringing", line.ring),
        ):
            if distribution is not None:
                calls = f"{distribution.calls:,}" if distribution.calls else "-"
                rows.append(
                    (
                        f"{name}: {label}",
                        _seconds(distribution.mean),
                        f"{_seconds(distribution.median)}{' (assumed)' * distribution.is_assumed}",
                        calls,
                        distribution.basis,
                    )
                )
    if rows:
        yield Table(
            "Lengths of time, without faulty spells",
            ("what", "mean", "median", "calls", "how it was measured"),
            tuple(rows),
        )


def _transfers(measured: Measured) -> Iterator[Block]:
    """Yield which share of each line's calls goes on to another line."""
    rows = tuple(
        (name, lead.to, _MOMENTS[lead.when], *_share(lead.share), f"{lead.calls:,}")
        for name, line in measured.lines.items()
        for lead in line.leads_to
    )
    if rows:
        yield Table("Calls that go from line to line", ("from", "to", "when", "share", "interval", "calls"), rows)


def _share(share: Estimate) -> tuple[str, str]:
    """Return a share and its interval in per cent."""
    value = f"{100 * share.value:.1f} %"
    if share.low is None or share.high is None:
        return value, "-"
    return value, f"{100 * share.low:.1f} % to {100 * share.high:.1f} %"


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:,.1f} s"


def _file(file: FileRead) -> Iterator[Block]:
    yield Paragraph(f"{file_in_words(file)}.")
    if left_out := left_out_in_words(file.left_out):
        yield Paragraph(left_out)
    if file.columns:
        yield Table(f"The columns of {file.name}", *column_table(file), is_folded=len(file.columns) > 25)


def _findings(findings: tuple[Finding, ...]) -> Iterator[Block]:
    for kind, heading in _FINDINGS.items():
        texts = tuple(dict.fromkeys(finding.text for finding in findings if finding.kind == kind))
        if texts:
            yield Paragraph(f"{heading}:")
            yield Listing(texts)


_PRIVACY = (
    "This folder holds no caller's number, no name and no single call. It holds only counts, distributions with at "
    "least 20 calls behind each step, and assumptions. simcall compares callers in memory only, and calls people A01, "
    "A02 and so on. It does not read free text and addresses."
)
