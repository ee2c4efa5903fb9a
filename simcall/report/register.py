"""The register of inputs: each value, where it comes from, and which of them nobody has published or measured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from simcall.files.messages import in_a_row
from simcall.present.words.inputs import inputs_in_words
from simcall.report.content import Block, Cell, Listing, Mark, Paragraph, Rows, Table
from simcall.scenario import Holding, Scenario, holdings, warnings

__all__ = ["depends_on", "differing_register", "register"]

_COLUMNS = ("input", "what it is", "value", "where from", "source")
_PAGE_COLUMNS = ("input", "value", "where from", "source")
_LONGEST_VALUE, _LONGEST_SOURCE = 50, 120
"""Letters of a value and of a source that a page shows; a workbook has them in full."""
_WORKBOOK = "a workbook (--format xlsx)"
_OPEN = ("assumed", "calibrated")
_NAMED = 4


def register(scenario: Scenario, subject: str = "", in_full: str = _WORKBOOK) -> tuple[Block, ...]:
    """Return what a scenario holds: first what is only assumed or calibrated, then the rest folded away.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    subject : str
        What to call it where there are several.
    in_full : str
        What has the values and sources that a page cuts short.
    """
    rows = holdings(scenario)
    of = f" of {subject}" if subject else ""
    doubtful, rest = ([row for row in rows if (row.kind in _OPEN) is is_open] for is_open in (True, False))
    tables = (
        *_tables(f"Assumed and calibrated inputs{of}", doubtful, subject),
        *_tables(f"Published, measured and given inputs{of}, settings and defaults", rest, subject, is_folded=True),
    )
    return (
        Paragraph(f"{_counted(rows)} A page cuts long values and sources short; {in_full} has them in full."),
        *tables,
        *_oddities(scenario),
    )


def differing_register(base: Scenario, variant: Scenario) -> tuple[Block, ...]:
    """Return what a scenario holds that another, whose register stands before it, does not hold in the same way."""
    of_base = {row.path: row for row in holdings(base)}
    own = {row.path: row for row in holdings(variant)}
    rows = [row for path, row in own.items() if of_base.get(path) != row]
    missing = [path for path in of_base if path not in own]
    blocks: list[Block] = [Paragraph(f"All inputs of {variant.name} are those of {base.name}, but for these.")]
    if rows:
        blocks.extend(_tables(f"Inputs of {variant.name} that differ from those of {base.name}", rows, variant.name))
    if missing:
        blocks.append(Paragraph(f"Not in it: {', '.join(missing)}."))
    return (*blocks, *_oddities(variant))


def depends_on(scenarios: Sequence[Scenario]) -> str:
    """Say how many inputs of some scenarios are assumed and calibrated, and what these are about."""
    rows = {(row.path, row.value, row.kind): row for scenario in scenarios for row in holdings(scenario)}
    counts = Counter(row.kind for row in rows.values())
    parts = [f"{counts[kind]} {kind}" for kind in _OPEN if counts[kind]]
    if not parts:
        return "No input is assumed or calibrated: see the register of inputs."
    named = inputs_in_words(row.path for row in rows.values() if row.kind in _OPEN)[:_NAMED]
    number = "input" if sum(counts[kind] for kind in _OPEN) == 1 else "inputs"
    among = f", including {in_a_row(named)}" if named else ""
    return f"These results depend on {' and '.join(parts)} {number}{among}: see the register of inputs."


def _counted(rows: Sequence[Holding]) -> str:
    counts = Counter(row.kind for row in rows)
    order = ("published", "measured", "given", "calibrated", "assumed", "setting", "default")
    return (
        f"{len(rows)} inputs: {', '.join(f'{counts[kind]} {kind}' for kind in order if counts[kind])}. "
        "Assumed: somebody's judgement. Given: from the scenario's author, without a source. Calibrated: chosen so "
        "that the model meets a published figure. Setting: chosen for this study. Default: not set, so the model's own "
        "value holds."
    )


def _tables(caption: str, rows: Sequence[Holding], subject: str, *, is_folded: bool = False) -> tuple[Table, ...]:
    """Return some inputs twice: as short rows for a page, and in full for a workbook; nothing if there are none."""
    if not rows:
        return ()
    short: Rows = tuple(_short_row(row) for row in rows)
    full: Rows = tuple((row.path, row.meaning, row.value, _mark(row), _source(row)) for row in rows)
    return (
        Table(caption, _PAGE_COLUMNS, short, subject, is_folded=is_folded),
        Table(caption, _COLUMNS, full, subject, sheet="Assumptions", on_page=False),
    )


def _short_row(row: Holding) -> tuple[Cell, ...]:
    value, source = _shortened(row.value, _LONGEST_VALUE), _shortened(_source(row), _LONGEST_SOURCE)
    return _named(row), value, _mark(row), source


def _named(row: Holding) -> str:
    return f"{row.path}: {row.meaning}" if row.meaning else row.path


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest].rstrip()}…"


def _mark(row: Holding) -> Mark:
    return Mark(row.kind, "unsure" if row.kind == "assumed" else "plain")


def _source(row: Holding) -> str:
    """Return where a value is from; of a default that is what it means, which stands there already."""
    return "" if row.source == row.meaning else row.source


def _oddities(scenario: Scenario) -> Iterator[Block]:
    """Yield what is legal in a scenario, and odd."""
    messages = warnings(scenario)
    if messages:
        yield Paragraph(f"Allowed, but odd, in {scenario.name}:")
        yield Listing(messages)
