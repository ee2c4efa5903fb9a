"""The report of the people that each hour needs: the answer, the picture, the week by hours, the assurance record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from simcall.files.messages import counted
from simcall.present.words.hours_of_week import week_rows
from simcall.report.assurance import assurance
from simcall.report.content import Block, Illustration, Listing, Part, Section, Table
from simcall.report.reading import Folder
from simcall.report.recipe import recipe
from simcall.report.register import depends_on, register
from simcall.report.sentences import INTERVALS, as_saved, days_of, notes_on
from simcall.report.svg import saved
from simcall.scenario import Scenario
from simcall.scenario.models.week import WEEKDAYS

__all__ = ["of_staffing"]

_TITLES = {
    "staffing": "People needed and people at the phones, by hour of the week",
    "worth": "What one more person in each hour is worth",
}
_WEEKS = {"required": "needed at the phones", "on_duty": "at the phones today", "rostered_required": "to be rostered"}
"""What the numbers of a group by hour of the week are, by their names in the document."""
_HOURS_OF_WEEK = 168
_UNCERTAINTY = (
    "Chance: each hour meets its targets with 95 % confidence, checked with callers that the search had not seen.",
    "Inputs: this does not allow for errors in assumed and calibrated inputs, such as the calls of each hour. To see "
    "how much they matter, change them with --set.",
    "The numbers are not a rota: shifts have lengths and breaks, so a rota needs more hours than their sum.",
    "The model: nothing here allows for what the model leaves out (see Limits).",
)


def of_staffing(folder: Folder, prefix: str) -> Part:
    """Return the report of a staffing; parameters as for `simcall.report.of_run.of_run`."""
    scenario = Scenario.from_document(folder.manifest["scenario"])
    summary = folder.summary
    return Part(
        title=f"People needed: {scenario.name}",
        about=_about(summary, scenario),
        answer=tuple(summary["answer"]),
        alerts=tuple(notes_on(folder, [scenario])),
        targets=Table(
            "Targets over the whole span", tuple(summary["headings"]), _rows(summary["figures"]), sheet="Targets"
        ),
        sections=(
            Section("How sure this is", (Listing(tuple(summary["notes"])),)),
            Section("Each hour of the week", tuple(_weeks(summary))),
            assurance(
                _purpose(summary), register(scenario), [as_saved(folder)], _UNCERTAINTY, _recipe(folder, scenario)
            ),
        ),
        main=(
            (scenario.name, {f"{name}: hours needed a week": _sum(group) for name, group in summary["groups"].items()}),
        ),
        evidence=_picture(folder, prefix),
        basis=f"{depends_on([scenario])} {INTERVALS}",
    )


def _about(summary: Mapping[str, Any], scenario: Scenario) -> str:
    simulations = counted(summary["replications"], "simulation")
    return f"People needed at the phones over {days_of(scenario)}, checked in {simulations} with new callers."


def _rows(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(map(tuple, rows))


def _sum(group: Mapping[str, Any]) -> str:
    steps = group["required"]
    return f"{sum(value or 0 for value in steps) * _HOURS_OF_WEEK / len(steps):,.0f}"


def _weeks(summary: Mapping[str, Any]) -> Iterator[Block]:
    """Yield a table by hour and weekday for each group: needed, there today, and to be rostered."""
    for name, group in summary["groups"].items():
        for key, words in _WEEKS.items():
            rows = week_rows(np.array(group[key], np.float64), 0 if key == "required" else 1)
            yield Table(f"{name}: people {words}", ("hour", *WEEKDAYS), rows, f"{name}: {words}", "By hour of week")


def _picture(folder: Folder, prefix: str) -> tuple[Block, ...]:
    pictures: tuple[Illustration, ...] = saved(folder.path, _TITLES, prefix, small_type=True)
    return pictures


def _purpose(summary: Mapping[str, Any]) -> Sequence[str]:
    return (
        "To find out how many people a police contact centre needs at the phones in each hour, before anybody writes a "
        "rota.",
        f"The question: how many people meet these targets? {summary['question']}",
    )


def _recipe(folder: Folder, scenario: Scenario) -> Section:
    summary = folder.summary
    options = [f'--target "{target}"' for target in summary["targets"]]
    options += [f'--group "{name}"' for name in summary["groups"]]
    options += [f"--step {60 * summary['step_hours']:g}min", f"--hold {summary['hold']}"]
    options += ["--worth"] if "worth" in summary else []
    options += [f"--seed {folder.manifest['seed']}", "--out again"]
    return recipe(folder, f"simcall staff scenario.toml {' '.join(options)}", {"scenario.toml": scenario})
