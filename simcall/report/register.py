"""The register of inputs: each value, where it comes from, and which of them nobody has published or measured."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from simcall.report.content import Block, Listing, Mark, Paragraph, Table, Tone
from simcall.scenario import Holding, Scenario, holdings, warnings

__all__ = ["differing_register", "register", "rests_on"]

_COLUMNS = ("input", "what it is", "value", "where from", "source")
_OPEN = ("assumed", "calibrated")
_TONES: Mapping[str, Tone] = {
    "assumed": "bad",
    "calibrated": "unsure",
    "given": "unsure",
    "published": "good",
    "measured": "good",
}
_NAMED = 4
_MATTERS: Mapping[str, str] = {
    r"lines\.([^.]+)\.demand\.calls_per_(?:day|hour)": "how many ring {}",
    r"groups\.([^.]+)\.(?:headcount|headcount_profile|rota|roster)\b.*": "how many {} are on duty",
    r"groups\.([^.]+)\.absence.*": "how many {} are absent",
    r"lines\.([^.]+)\.patience.*": "how long callers to {} wait before they give up",
    r"lines\.([^.]+)\.handling.*": "how long a call to {} takes",
    r"lines\.([^.]+)\.redial.*": "how many callers to {} ring again",
    r"lines\.([^.]+)\.demand\.profile": "at which hours people ring {}",
}
"""What an answer hangs on most, by path, in words; of several the first is named first."""


def register(scenario: Scenario, subject: str = "") -> tuple[Block, ...]:
    """Return what a scenario holds: first what is only assumed or calibrated, then the rest folded away.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    subject : str
        What to call it where there are several.
    """
    rows = holdings(scenario)
    of = f" of {subject}" if subject else ""
    doubtful, rest = ([one for one in rows if (one.kind in _OPEN) is is_open] for is_open in (True, False))
    tables = (
        _table(f"Assumed and calibrated inputs{of}", doubtful, subject),
        _table(f"Published, measured and given inputs{of}, settings and defaults", rest, subject, is_folded=True),
    )
    return (Paragraph(_counted(rows)), *(one for one in tables if one.rows), *_oddities(scenario))


def differing_register(base: Scenario, other: Scenario) -> tuple[Block, ...]:
    """Return what a scenario holds that another, whose register stands before it, does not hold in the same way."""
    known = {one.path: one for one in holdings(base)}
    own = {one.path: one for one in holdings(other)}
    rows = [one for path, one in own.items() if known.get(path) != one]
    gone = [path for path in known if path not in own]
    blocks: list[Block] = [Paragraph(f"All inputs of {other.name} are those of {base.name}, but for these.")]
    if rows:
        blocks.append(_table(f"Inputs of {other.name} that differ from those of {base.name}", rows, other.name))
    if gone:
        blocks.append(Paragraph(f"Not in it: {', '.join(gone)}."))
    return (*blocks, *_oddities(other))


def rests_on(scenarios: Sequence[Scenario]) -> str:
    """Say in a sentence how many inputs of some scenarios are assumed and calibrated, and what these are about."""
    rows = {(one.path, one.value, one.kind): one for scenario in scenarios for one in holdings(scenario)}
    counts = Counter(one.kind for one in rows.values())
    parts = [f"{counts[kind]} {kind}" for kind in _OPEN if counts[kind]]
    if not parts:
        return "All its inputs are published, measured or given, or were left as they are: see the register of inputs."
    named = list(dict.fromkeys(_in_words([one.path for one in rows.values() if one.kind in _OPEN])))[:_NAMED]
    number = "input" if sum(counts[kind] for kind in _OPEN) == 1 else "inputs"
    among = f", among them {_listed(named)}" if named else ""
    return f"It rests on {' and '.join(parts)} {number}{among}: see the register of inputs."


def _in_words(paths: Iterable[str]) -> Iterator[str]:
    """Yield what some inputs are about, the weightiest first."""
    known = list(paths)
    for pattern, words in _MATTERS.items():
        for path in known:
            if found := re.fullmatch(pattern, path):
                yield words.format(found[1])


def _listed(parts: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part)


def _counted(rows: Sequence[Holding]) -> str:
    counts = Counter(one.kind for one in rows)
    order = ("published", "measured", "given", "calibrated", "assumed", "setting", "default")
    return (
        f"{len(rows)} inputs: {', '.join(f'{counts[kind]} {kind}' for kind in order if counts[kind])}. Assumed: "
        "somebody's judgement, with no figure behind it. Given: from whoever made the scenario, without a source. "
        "Calibrated: chosen so that the model meets a published figure. Setting: chosen for this study. Default: not "
        "set, so that the model's own value holds."
    )


def _table(caption: str, rows: Sequence[Holding], subject: str, *, is_folded: bool = False) -> Table:
    cells = tuple(
        (one.path, one.meaning, one.value, Mark(one.kind, _TONES.get(one.kind, "plain")), _source(one)) for one in rows
    )
    return Table(caption, _COLUMNS, cells, subject, sheet="Assumptions", is_folded=is_folded)


def _source(one: Holding) -> str:
    """Return where a value is from; of a default that is what it means, which stands there already."""
    return "" if one.source == one.meaning else one.source


def _oddities(scenario: Scenario) -> Iterator[Block]:
    """Yield what is legal in a scenario, and odd."""
    found = warnings(scenario)
    if found:
        yield Paragraph(f"Legal, but odd, in {scenario.name}:")
        yield Listing(found)
