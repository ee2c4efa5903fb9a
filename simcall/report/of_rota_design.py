"""The report of a designed rota: the answer, the targets, the changes, the posts, and the assurance record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from simcall.files.messages import counted
from simcall.measures.verdicts import Verdict
from simcall.present.words.rota_design import ASSUMPTION, POST_HEADINGS, POST_MEANING, TARGET_HEADINGS
from simcall.report.assurance import assurance
from simcall.report.content import Block, Cell, Listing, Paragraph, Part, Section, Table
from simcall.report.reading import Folder
from simcall.report.recipe import recipe
from simcall.report.register import depends_on, differing_register, register
from simcall.report.sentences import INTERVALS, days_of, notes_on, verdict_mark
from simcall.report.svg import saved
from simcall.scenario import Scenario

__all__ = ["of_rota_design"]

_TITLES = {
    "posts": "The posts of the designed rota",
    "on_duty": "People on planned duty by hour of the week",
}
_CHANCE = "Chance: the intervals are those of callers that the search had not seen."
_ENOUGH = "Each target is met at the stated confidence."
_UNCERTAINTY = (
    "Inputs: this does not allow for errors in assumed and calibrated inputs, such as the calls of each hour. Before "
    "you change a rota, vary them with simcall sweep.",
    f"The bound: it holds at the stated confidence, and only if {ASSUMPTION}.",
    "People: the plan does not say who fills which post on which day.",
    "The model: nothing here allows for what the model leaves out (see Limits).",
)
_CHECKED = (
    "The figures in this report are those that simcall design saved. To check them, simulate the designed rota with "
    "the command below."
)


def of_rota_design(folder: Folder, prefix: str) -> Part:
    """Return the report of a designed rota; parameters as for `simcall.report.of_run.of_run`."""
    today = Scenario.from_document(folder.manifest["scenario"])
    designed = Scenario.from_document(folder.manifest["designed"])
    summary = folder.summary
    return Part(
        title=f"A rota designed: {today.name}",
        about=_about(summary, today),
        answer=tuple(summary["answer"]),
        alerts=tuple(_alerts(folder, today)),
        targets=Table("Is each target met?", TARGET_HEADINGS, tuple(_target_rows(summary)), sheet="Targets"),
        sections=(
            Section("Against today's rota", _listing(summary["changes"])),
            Section(
                "The posts",
                (
                    Paragraph(POST_MEANING),
                    Table("The posts", POST_HEADINGS, _rows(summary), sheet="Measures"),
                ),
            ),
            Section("How sure this is", _listing(summary["notes"])),
            assurance(
                _purpose(summary),
                (*register(today), *differing_register(today, designed)),
                [_CHECKED],
                (_CHANCE if summary["obstacle"] else f"{_CHANCE} {_ENOUGH}", *_UNCERTAINTY),
                _recipe(folder, designed),
            ),
        ),
        main=((designed.name, {"paid hours a week": f"{summary['paid_hours']:,.0f}"}),),
        evidence=saved(folder.path, _TITLES, prefix, small_type=True),
        basis=f"{depends_on([today])} {INTERVALS}",
    )


def _about(summary: Mapping[str, Any], today: Scenario) -> str:
    simulations = counted(summary["replications"], "simulation")
    return f"A rota designed over {days_of(today)}, checked in {simulations} with new callers."


def _alerts(folder: Folder, today: Scenario) -> Iterator[str]:
    yield from notes_on(folder, [today])
    yield from folder.summary["odd"]


def _target_rows(summary: Mapping[str, Any]) -> Iterator[tuple[Cell, ...]]:
    for *figures, verdict in summary["target_rows"]:
        yield (*figures, verdict_mark(Verdict(verdict)))


def _rows(summary: Mapping[str, Any]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(map(tuple, summary["post_rows"]))


def _listing(sentences: Sequence[str]) -> tuple[Block, ...]:
    return (Listing(tuple(sentences)),) if sentences else (Paragraph("Nothing."),)


def _purpose(summary: Mapping[str, Any]) -> Sequence[str]:
    return (
        "To find which shifts a police contact centre should have, and how many people on each.",
        f"The question: which rota within the rules of the design file meets these targets with the least? "
        f"{summary['question']}",
    )


def _recipe(folder: Folder, designed: Scenario) -> Section:
    manifest = folder.manifest
    command = f"simcall run designed.toml --seed {manifest['check_seed']} --replications {manifest['replications']}"
    return recipe(folder, command, {"designed.toml": designed})
