"""Commands to start with: write a scenario, check it, look at its rota, run it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from simcall.cli.options import (
    AsJson,
    Jobs,
    MaxReplications,
    NoPictures,
    Overrides,
    Picture,
    ResultsFolder,
    ScenarioFile,
    Seed,
    Until,
)

__all__ = ["check", "new", "rota", "run"]


def _answer(metavar: str, what: str) -> Any:
    """Return an option of `simcall new`, read as text, so that all errors are shown together."""
    return typer.Option(metavar=metavar, help=what, show_default=False, rich_help_panel="Your hub")


def new(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="What the scenario is called; its file too.", show_default=False)
    ],
    calls_999: Annotated[str | None, _answer("N", "Calls to 999 a day.")] = None,
    calls_101: Annotated[str | None, _answer("N", "Calls to 101 a day.")] = None,
    early: Annotated[str | None, _answer("N", "Handlers on an early, 06:00 to 14:00.")] = None,
    late: Annotated[str | None, _answer("N", "Handlers on a late, 14:00 to 22:00.")] = None,
    night: Annotated[str | None, _answer("N", "Handlers on a night, 22:00 to 06:00.")] = None,
    absence: Annotated[str | None, _answer("SHARE", 'Share of handlers who are absent: "20 %".')] = None,
    officers: Annotated[str | None, _answer("N", "Police officers on 999 from 16:00 to midnight; 0 for none.")] = None,
    target_999: Annotated[str | None, _answer("TARGET", '"90 % in 10 s", or none.')] = None,
    target_101: Annotated[str | None, _answer("TARGET", '"80 % in 30 s", or none.')] = None,
    handling_999: Annotated[str | None, _answer("TIME", 'Mean talk and wrap-up of a 999 call: "7 min".')] = None,
    handling_101: Annotated[str | None, _answer("TIME", "The same for a 101 call.")] = None,
    patience_999: Annotated[
        str | None, _answer("TIME", 'Mean time that 999 callers wait before they hang up: "20 min".')
    ] = None,
    patience_101: Annotated[str | None, _answer("TIME", "The same for 101 callers.")] = None,
    start: Annotated[
        str | None, typer.Option(metavar="DATE", help="First day; by default the next Monday.", show_default=False)
    ] = None,
    measured: Annotated[
        bool,
        typer.Option(
            "--measured", help="My answers come from our own reports and rota: mark them as measured, not as given."
        ),
    ] = False,
    flat: Annotated[
        bool,
        typer.Option("--flat", help="Give every hour as many calls, and write no profile files beside the scenario."),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing; assume what is not given.")] = False,
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder for the files; by default this one.", show_default=False)
    ] = Path(),
) -> None:
    """Write a first scenario of your own, with a comment and a source for every value. Asks what is missing."""
    from simcall.cli.new import Request, create

    given = {
        "calls_999": calls_999,
        "calls_101": calls_101,
        "early": early,
        "late": late,
        "night": night,
        "absence": absence,
        "officers": officers,
        "target_999": target_999,
        "target_101": target_101,
        "handling_999": handling_999,
        "handling_101": handling_101,
        "patience_999": patience_999,
        "patience_101": patience_101,
    }
    raise typer.Exit(create(Request(name, given, start, measured, flat, yes, out)))


def check(
    file: ScenarioFile,
    overrides: Overrides,
    assumed: Annotated[
        bool, typer.Option("--assumed", help="List the inputs that are assumed, with their values and sources.")
    ] = False,
    in_full: Annotated[bool, typer.Option("--all", help="List every input with its value and source.")] = False,
) -> None:
    """Show every error in a scenario at once. If there is none, show what is odd and what is assumed."""
    from simcall.cli.check import print_check
    from simcall.scenario import load

    print_check(load(file, overrides), file, assumed_only=assumed, in_full=in_full)


def rota(
    file: ScenarioFile,
    overrides: Overrides,
    out: Picture = None,
    no_figures: NoPictures = False,
    as_json: AsJson = False,
) -> None:
    """Print planned duties beside the expected workload, hours worked, and breaches of working time."""
    from simcall.cli.rota import Request, show_rota

    show_rota(Request(file, tuple(overrides), out, as_json, not no_figures))


def run(
    file: ScenarioFile,
    overrides: Overrides,
    until: Until,
    ensemble: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Predict with every set of values from a calibration.", show_default=False),
    ] = None,
    like: Annotated[
        str | None,
        typer.Option(
            metavar="LABEL",
            help="With --ensemble, use the values fitted in this scenario of the study.",
            show_default=False,
        ),
    ] = None,
    replications: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="How many times to simulate the whole span. More make the intervals narrower. By default 30, or "
            "with --ensemble 10 for each set of values.",
            show_default=False,
        ),
    ] = None,
    seed: Seed = 1,
    max_replications: MaxReplications = 1000,
    engine: Annotated[
        str, typer.Option(help="kernel (fast) or reference (easy to read). Both give the same numbers.")
    ] = "kernel",
    jobs: Jobs = None,
    out: ResultsFolder = None,
    as_json: AsJson = False,
    in_full: Annotated[bool, typer.Option("--all", help="Print every measure with its definition too.")] = False,
    no_figures: NoPictures = False,
    records: Annotated[
        bool,
        typer.Option(
            "--records", help="Save the call records of every replication too. This simulates each one again."
        ),
    ] = False,
    require_target: Annotated[
        bool, typer.Option("--require-target", help="Exit with status 3 if a line misses its answer target.")
    ] = False,
) -> None:
    """Simulate a scenario, print the answer on one screen, and save everything."""
    from simcall.cli.run import Request, run_and_save

    request = Request(
        file=file,
        overrides=tuple(overrides),
        ensemble=ensemble,
        like=like,
        replications=replications,
        seed=seed,
        until=tuple(until),
        max_replications=max_replications,
        engine=engine,
        jobs=jobs,
        out=out,
        as_json=as_json,
        in_full=in_full,
        figures=not no_figures,
        records=records,
        require_target=require_target,
    )
    raise typer.Exit(run_and_save(request))
