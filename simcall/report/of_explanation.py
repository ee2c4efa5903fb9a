"""The report of an explanation: the answer, the waterfall, the part of each cause, and the assurance record."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from simcall.files.messages import capital, counted
from simcall.measures import MEASURES
from simcall.present.words.explanation import PART_NOTES
from simcall.report.assurance import assurance
from simcall.report.content import Block, Illustration, Number, Paragraph, Part, Section, Table
from simcall.report.reading import Folder
from simcall.report.recipe import recipe
from simcall.report.register import depends_on, differing_register, register
from simcall.report.sentences import INTERVALS, as_saved, days_of, notes_on
from simcall.report.svg import saved
from simcall.scenario import Scenario

__all__ = ["of_explanation"]

_COLUMNS = ("cause", "part", "from", "to", "first", "last", "inputs", "what it changes")
_TITLES = {"waterfall": "From one figure to the other, cause by cause"}


def of_explanation(folder: Folder, prefix: str) -> Part:
    """Return the report of an explanation; parameters as for `simcall.report.of_run.of_run`."""
    scenarios = [Scenario.from_document(document) for document in folder.manifest["scenarios"]]
    first, *others = scenarios
    registers = (*register(first), *(block for other in others for block in differing_register(first, other)))
    return Part(
        title=_title(scenarios),
        about=_about(folder, scenarios),
        answer=tuple(folder.summary["answer"]),
        alerts=tuple(_alerts(folder, scenarios)),
        targets=None,
        sections=(
            Section("The part of each cause", (_parts(folder.summary), *map(Paragraph, PART_NOTES))),
            assurance(
                _purpose(scenarios, folder.summary),
                registers,
                [as_saved(folder)],
                _UNCERTAINTY,
                _recipe(folder, scenarios),
            ),
        ),
        main=((_title(scenarios), {_figure(folder.summary): _level(folder.summary, "to")}),),
        evidence=_picture(folder, prefix),
        basis=f"{depends_on(scenarios)} {INTERVALS}",
    )


_UNCERTAINTY = (
    "Chance: the 95 % interval of a part comes from replications with the same callers in all combinations of "
    "the causes.",
    "The list of causes: the part of a cause depends on which other causes are listed. The intervals do not allow for "
    "that.",
    "Inputs: the intervals do not allow for errors in assumed and calibrated inputs. A part is only "
    "as good as its inputs.",
    "The model: the intervals do not allow for what the model leaves out (see Limits).",
)


def _title(scenarios: Sequence[Scenario]) -> str:
    if len(scenarios) == 1:
        return f"Why: {scenarios[0].name}"
    return f"Why {scenarios[1].name} differs from {scenarios[0].name}"


def _figure(summary: Mapping[str, Any]) -> str:
    return f"{summary.get('line') or summary.get('group')} {summary['measure']}"


def _level(summary: Mapping[str, Any], end: str) -> Number:
    return Number(summary[end]["mean"], MEASURES[summary["measure"]].kind)


def _about(folder: Folder, scenarios: Sequence[Scenario]) -> str:
    changed = folder.manifest.get("changed_for_this_run", ())
    changes = f" Changed: {'; '.join(changed)}." if changed else ""
    replications = counted(folder.summary["replications"], "replication")
    return (
        f"Explanation of {_figure(folder.summary)} over {days_of(scenarios[-1])}: {replications}, seed "
        f"{folder.summary['seed']}, with the same callers and people in all combinations of the causes.{changes}"
    )


def _alerts(folder: Folder, scenarios: Sequence[Scenario]) -> Iterator[str]:
    yield from notes_on(folder, scenarios)
    if folder.summary["replications"] == 1:
        yield "This is one replication, so no part has an interval. Run at least 30 before you act on it."


def _parts(summary: Mapping[str, Any]) -> Table:
    kind = MEASURES[summary["measure"]].kind
    rows = tuple(
        (
            capital(part["label"]),
            *(Number(part[key], kind, is_difference=True) for key in ("mean", "low", "high", "first", "last")),
            part["inputs"],
            part["about"],
        )
        for part in sorted(summary["parts"], key=_smallness)
    )
    return Table("The part of each cause", _COLUMNS, rows, sheet="Measures")


def _smallness(part: Mapping[str, Any]) -> float:
    """Return what sorts parts: the largest first, those that have no value last."""
    mean: float | None = part["mean"]
    return math.inf if mean is None else -abs(mean)


def _picture(folder: Folder, prefix: str) -> tuple[Block, ...]:
    pictures: tuple[Illustration, ...] = saved(folder.path / "figures", _TITLES, prefix, small_type=True)
    return pictures[:1]


def _purpose(scenarios: Sequence[Scenario], summary: Mapping[str, Any]) -> Sequence[str]:
    names = " and ".join(f'"{scenario.name}"' for scenario in scenarios)
    figure = _figure(summary)
    question = (
        f"why is {figure} in {names} as it is" if len(scenarios) == 1 else f"why does {figure} differ between {names}"
    )
    return (
        "To find out why a figure of a police contact centre is as it is, before anybody changes anything.",
        f"The question: {question}?",
    )


def _recipe(folder: Folder, scenarios: Sequence[Scenario]) -> Section:
    names = [f"scenario-{number}.toml" for number in range(1, len(scenarios) + 1)]
    how = f"--replications {folder.summary['replications']} --seed {folder.summary['seed']} --out again"
    figure = _figure(folder.summary).replace(" ", ".")
    command = f'simcall explain {" ".join(names)} --measure "{figure}" {how}'
    return recipe(folder, command, dict(zip(names, scenarios, strict=True)))
