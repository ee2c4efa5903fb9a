"""Commands to start with: write a scenario, check it, see its rota, run it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from simcall.cli.requests.shared_options import (
    AsJson,
    Assumptions,
    Draws,
    Ensemble,
    Figures,
    Jobs,
    Like,
    MaxReplications,
    Overrides,
    Picture,
    ResultsFolder,
    ScenarioFile,
    Seed,
    Until,
)

__all__ = ["CheckRequest", "ImportRequest", "NewRequest", "RotaRequest", "RunRequest"]


def _answer(metavar: str, question: str) -> Any:
    """Return an option that answers a question of `simcall new`: text, so that all errors are reported together."""
    return typer.Option(metavar=metavar, help=question, show_default=False, rich_help_panel="Your hub")


@dataclass(frozen=True, kw_only=True)
class NewRequest:
    """Write a first scenario of your own, with a comment and a source for every value. Asks for what you leave out."""

    name: Annotated[
        str, typer.Argument(metavar="NAME", help="A name for the scenario and its file.", show_default=False)
    ]
    calls_999: Annotated[str | None, _answer("N", "Calls to 999 a day.")] = None
    calls_101: Annotated[str | None, _answer("N", "Calls to 101 a day.")] = None
    early: Annotated[str | None, _answer("N", "Handlers on an early, 06:00 to 14:00.")] = None
    late: Annotated[str | None, _answer("N", "Handlers on a late, 14:00 to 22:00.")] = None
    night: Annotated[str | None, _answer("N", "Handlers on a night, 22:00 to 06:00.")] = None
    absence: Annotated[str | None, _answer("SHARE", 'How many of them are away: "20 %".')] = None
    officers: Annotated[str | None, _answer("N", "Police officers on 999 from 16:00 to midnight; 0 for none.")] = None
    target_999: Annotated[str | None, _answer("TARGET", '"90 % in 10 s", or none.')] = None
    target_101: Annotated[str | None, _answer("TARGET", '"80 % in 30 s", or none.')] = None
    handling_999: Annotated[str | None, _answer("TIME", 'Mean talk and wrap-up of a 999 call: "7 min".')] = None
    handling_101: Annotated[str | None, _answer("TIME", "Mean talk and wrap-up of a 101 call.")] = None
    patience_999: Annotated[
        str | None, _answer("TIME", 'How long 999 callers wait before they give up, on average: "20 min".')
    ] = None
    patience_101: Annotated[
        str | None, _answer("TIME", "How long 101 callers wait before they give up, on average.")
    ] = None
    start: Annotated[
        str | None, typer.Option(metavar="DATE", help="First day. By default, the next Monday.", show_default=False)
    ] = None
    measured: Annotated[
        bool, typer.Option("--measured", help="My figures come from our own reports and rota: mark them as measured.")
    ] = False
    flat: Annotated[
        bool, typer.Option("--flat", help="The same number of calls in every hour, without profile files.")
    ] = False
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing, and assume what I leave out.")] = False
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder for the files. By default, this one.", show_default=False)
    ] = Path()


@dataclass(frozen=True, kw_only=True)
class ImportRequest:
    """Make a scenario from your phone system's exports. If a file can be read in two ways, simcall asks.

    Reads call logs, event logs, interval reports, day sheets and log-ins, as CSV, XLSX or ODS. Several files of one
    kind are one table.
    """

    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…", readable=False, help="Exports of your phone system.", show_default=False),
    ]
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Folder for the scenario. By default, it has the first file's name. Next month, give the same "
            "folder: it holds your answers.",
            show_default=False,
        ),
    ] = None
    lines: Annotated[
        list[str],
        typer.Option(
            "--line",
            metavar="NAME=QUEUE",
            help='The name of a line, and its queue in the files: "101=Public Contact". Other queues are then left '
            "out. Can be repeated.",
            default_factory=list,
            show_default=False,
        ),
    ]
    columns: Annotated[
        list[str],
        typer.Option(
            "--map",
            metavar="COLUMN=FIELD",
            help='What a column holds, if its name does not say so: "Dur2=talk". Can be repeated.',
            default_factory=list,
            show_default=False,
        ),
    ]
    choices: Annotated[
        list[str],
        typer.Option(
            "--answer",
            metavar="QUESTION=CHOICE",
            help="The answer to another question, as the question writes it. Can be repeated.",
            default_factory=list,
            show_default=False,
        ),
    ]
    keep: Annotated[
        list[str],
        typer.Option(
            metavar="DATE",
            help="Keep a day that looks faulty. By default, simcall proposes to leave it out. Can be repeated.",
            default_factory=list,
            show_default=False,
        ),
    ]
    zone: Annotated[
        str | None,
        typer.Option(
            metavar="ZONE",
            help='Clock of the files, if not that of your centre: "UTC".',
            show_default=False,
        ),
    ] = None
    local_zone: Annotated[
        str | None,
        typer.Option(metavar="ZONE", help="Clock of your centre. By default, Europe/London.", show_default=False),
    ] = None
    dates: Annotated[
        str | None,
        typer.Option(
            metavar="dmy|mdy|ymd", help="Order of day, month and year, if the files do not show it.", show_default=False
        ),
    ] = None
    staff: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            readable=False,
            help="Your rota, as a sheet. Without it, simcall estimates who was on duty.",
            show_default=False,
        ),
    ] = None
    yes: Annotated[
        bool,
        typer.Option("--yes", "-y", help="Ask nothing: leave faulty spells out, and refuse what has two readings."),
    ] = False
    as_json: AsJson = False


@dataclass(frozen=True, kw_only=True)
class CheckRequest:
    """Show every error in a scenario at once. If there is none, show anything odd and which inputs are assumed."""

    file: ScenarioFile
    overrides: Overrides
    assumed_only: Annotated[
        bool, typer.Option("--assumed", help="List the inputs that are assumed, with their values and sources.")
    ] = False
    in_full: Annotated[bool, typer.Option("--all", help="List every input with its value and source.")] = False


@dataclass(frozen=True, kw_only=True)
class RotaRequest:
    """Show planned duties against the expected workload, paid hours and breaches of working time. Simulates nothing."""

    file: ScenarioFile
    overrides: Overrides
    out: Picture = None
    figures: Figures = True
    as_json: AsJson = False
    in_full: Annotated[
        bool, typer.Option("--all", help="Print every hour of the week too, for each group and line.")
    ] = False


@dataclass(frozen=True, kw_only=True)
class RunRequest:
    """Simulate a scenario, print the answer on one screen, and save everything."""

    file: ScenarioFile
    overrides: Overrides
    until: Until
    assumptions: Assumptions = False
    draws: Draws = None
    ensemble: Ensemble = None
    like: Like = None
    replications: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="How many times to simulate the whole span. More make the intervals narrower. By default 30; "
            "with --ensemble or --assumptions, 10 for each set of values.",
            show_default=False,
        ),
    ] = None
    seed: Seed = 1
    max_replications: MaxReplications = 1000
    engine: Annotated[
        str, typer.Option(help="kernel (fast) or reference (written to be read). Both give the same numbers.")
    ] = "kernel"
    jobs: Jobs = None
    out: ResultsFolder = None
    as_json: AsJson = False
    in_full: Annotated[bool, typer.Option("--all", help="Print every measure with its definition too.")] = False
    figures: Figures = True
    records: Annotated[
        bool, typer.Option("--records", help="Save every replication's call records too. This simulates them again.")
    ] = False
    require_target: Annotated[
        bool,
        typer.Option(
            "--require-target",
            help="Exit with status 3 if a line misses its answer target. The mean decides if it is too close to call.",
        ),
    ] = False
