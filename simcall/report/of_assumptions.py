"""The report of an answer with assumptions: how far it could be off, whether it holds, and what to measure first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from simcall.errors import ResultsError
from simcall.files.messages import in_a_row
from simcall.report.assurance import assurance
from simcall.report.content import Block, Listing, Paragraph, Part, Section, Sheet, Table
from simcall.report.reading import KINDS, Folder
from simcall.report.recipe import recipe
from simcall.report.register import depends_on, differing_register, register
from simcall.report.sentences import as_saved, odd_in, other_version
from simcall.report.svg import saved
from simcall.scenario import Scenario

__all__ = ["of_assumptions"]

_TITLES = {
    "what-matters-most": "Which assumption matters most",
    "parts": "The part of each cause in the draws",
    "people": "People needed at the phones in the draws",
}
_UNCERTAINTY = (
    "With assumptions: each draw gives every input with a span a value from it. The range over the draws includes "
    "chance.",
    "Sampling alone: chance, with the scenario's own values.",
    "The spans: they are somebody's judgement of the lowest and the highest possible value. Inputs without a span keep "
    "their values.",
    "The model: the intervals do not allow for what the model leaves out (see Limits).",
)


def of_assumptions(folder: Folder, prefix: str) -> Part:
    """Return the report of an answer with assumptions; parameters as for `simcall.report.of_run.of_run`."""
    if "words" not in folder.summary:
        raise ResultsError(
            f"{folder.path}: an older simcall wrote this, without what a report needs; make it again: "
            f"{KINDS[folder.kind]}"
        )
    words: Mapping[str, Any] = folder.summary["words"]
    scenarios = [Scenario.from_document(document) for document in folder.manifest["scenarios"]]
    first, *others = scenarios
    names = in_a_row([scenario.name for scenario in scenarios])
    what_matters = tuple(_what_matters(words))
    changed = folder.manifest["changed_for_this_run"]
    purpose = "To find out whether an answer about a police contact centre holds if inputs are not known."
    return Part(
        title=f"{names}, with assumptions",
        about=f"{words['about']} Changed: {'; '.join(changed)}." if changed else words["about"],
        answer=tuple(words["answer"]),
        alerts=tuple(_alerts(folder, scenarios)),
        targets=None,
        sections=(
            Section("The figures over the draws", tuple(_figures(words))),
            *([Section("Which assumption matters most", what_matters)] if what_matters else []),
            Section("What is drawn", (*_tables(words["drawn"], "Assumptions"), Listing(tuple(words["method"])))),
            assurance(
                (purpose, f"The question: {words['question']}"),
                (*register(first), *(block for other in others for block in differing_register(first, other))),
                [as_saved(folder)],
                _UNCERTAINTY,
                _recipe(folder, words, scenarios),
            ),
        ),
        main=tuple((name, dict(figures)) for name, figures in words["main"]),
        evidence=(
            *_tables([words["main_table"]] if words["main_table"] else [], "Measures"),
            *saved(folder.path / "figures", _TITLES, prefix, small_type=True)[:1],
        ),
        basis=f"{depends_on(scenarios)} {words['intervals']}",
    )


def _alerts(folder: Folder, scenarios: Sequence[Scenario]) -> Iterator[str]:
    if other_version_made_it := other_version(folder):
        yield other_version_made_it
    first, *others = scenarios
    yield from odd_in(first)
    for other in others:
        yield from odd_in(other, first)


def _figures(words: Mapping[str, Any]) -> Iterator[Block]:
    yield from _tables(words["tables"], "Measures")
    if words["targets"]:
        yield Listing(tuple(words["targets"]))
    yield Paragraph(words["intervals"])


def _tables(tables: Sequence[Mapping[str, Any]], sheet: Sheet) -> Iterator[Table]:
    for table in tables:
        rows = tuple(map(tuple, table["rows"]))
        yield Table(table["caption"], tuple(table["headings"]), rows, table["subject"], sheet)


def _what_matters(words: Mapping[str, Any]) -> Iterator[Block]:
    if words["first_to_measure"]:
        yield Listing(tuple(words["first_to_measure"]))
    yield from _tables(words["shares"], "Assumptions")


def _recipe(folder: Folder, words: Mapping[str, Any], scenarios: Sequence[Scenario]) -> Section:
    numbers = [f"-{number}" for number in range(1, len(scenarios) + 1)] if len(scenarios) > 1 else [""]
    names = [f"scenario{number}.toml" for number in numbers]
    how = (
        f"Save the text below as {in_a_row(names)} in an empty folder and type the command there. In place of "
        f'FOLDER, name the results of the calibration "{words["ensemble"]}".'
        if words["ensemble"]
        else None
    )
    command = words["command"].replace("FILES", " ".join(names), 1)
    return recipe(folder, command, dict(zip(names, scenarios, strict=True)), how=how)
