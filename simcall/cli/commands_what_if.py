"""Commands that change something: one thing, hundreds, or whatever meets a target."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simcall.cli.options import (
    AsJson,
    Jobs,
    MaxReplications,
    Minimise,
    NoPictures,
    Overrides,
    Picture,
    Replications,
    ResultsFolder,
    ScenarioFile,
    Seed,
    Targets,
    Until,
)

__all__ = ["best", "calibrate", "compare", "recruits", "sweep"]


def compare(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="BASE OTHER…", readable=False, help="Scenario files: the base, and one or several others."
        ),
    ],
    overrides: Overrides,
    until: Until,
    replications: Replications = 30,
    seed: Seed = 1,
    max_replications: MaxReplications = 1000,
    jobs: Jobs = None,
    out: ResultsFolder = None,
    as_json: AsJson = False,
    in_full: Annotated[bool, typer.Option("--all", help="Print every measure that differs too.")] = False,
    no_figures: NoPictures = False,
) -> None:
    """Run scenarios with the same callers, and say what differs, when most, and whether it is more than chance."""
    from simcall.cli.compare import Request, compare_and_save

    request = Request(
        tuple(files),
        tuple(overrides),
        replications,
        seed,
        tuple(until),
        max_replications,
        jobs,
        out,
        as_json,
        in_full,
        not no_figures,
    )
    raise typer.Exit(compare_and_save(request))


def sweep(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", readable=False, help="A sweep file, or a scenario file.", show_default=False),
    ],
    vary: Annotated[
        list[str],
        typer.Option(
            metavar="PATH=VALUES",
            help='What varies in a scenario: "PATH=0..6", "PATH=1.0..1.4 step 0.1", "PATH=a,b,c". May be given again.',
            default_factory=list,
            show_default=False,
        ),
    ],
    overrides: Overrides,
    targets: Targets,
    until: Until,
    minimise: Minimise = None,
    replications: Annotated[
        int | None,
        typer.Option(min=1, help="Of each point; the sweep file's, or 30, unless said.", show_default=False),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="The sweep file's, or 1, unless said.", show_default=False)
    ] = None,
    max_replications: MaxReplications = 1000,
    jobs: Jobs = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS", help="Use the workers of a Dask scheduler: tcp://host:8786.", show_default=False
        ),
    ] = None,
    out: ResultsFolder = None,
    as_json: AsJson = False,
    no_figures: NoPictures = False,
    yes: Annotated[bool, typer.Option("--yes", help="Begin also if there are very many points.")] = False,
) -> None:
    """Simulate many scenarios that differ in some values; what is done is kept, and the same command goes on."""
    from simcall.cli.sweep import SweepRequest, sweep_and_save

    request = SweepRequest(
        file=file,
        vary=tuple(vary),
        overrides=tuple(overrides),
        targets=tuple(targets),
        minimise=minimise,
        replications=replications,
        seed=seed,
        until=tuple(until),
        max_replications=max_replications,
        jobs=jobs,
        scheduler=scheduler,
        out=out,
        as_json=as_json,
        figures=not no_figures,
        yes=yes,
    )
    raise typer.Exit(sweep_and_save(request))


def best(
    folder: Annotated[
        Path, typer.Argument(metavar="SWEEP", readable=False, help="A sweep's folder.", show_default=False)
    ],
    targets: Targets,
    minimise: Minimise = None,
    replications: Annotated[
        int | None,
        typer.Option(min=2, help="Of each point looked at again; twice the sweep's unless said.", show_default=False),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Fresh callers: not the sweep's seed.", show_default=False)
    ] = None,
    jobs: Jobs = None,
    as_json: AsJson = False,
) -> None:
    """Pick the point of a sweep that meets the targets for the least, checked on fresh callers."""
    from simcall.cli.best import BestRequest, pick

    raise typer.Exit(pick(BestRequest(folder, tuple(targets), minimise, replications, seed, jobs, as_json)))


def calibrate(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…", readable=False, help="A study file, or one or several scenario files."),
    ],
    fit: Annotated[
        list[str],
        typer.Option(
            metavar="PATH=LOW..HIGH",
            help='What may be fitted: "lines.101.handling.mean=8.0 min..12.0 min". May be given again.',
            default_factory=list,
            show_default=False,
        ),
    ],
    target: Annotated[
        list[str],
        typer.Option(
            metavar="FIGURE=VALUE+-TOLERANCE",
            help='What is to be met: "999.answered_in_target=0.768+-0.003". May be given again.',
            default_factory=list,
            show_default=False,
        ),
    ],
    overrides: Overrides,
    effort: Annotated[str, typer.Option(help="full, or quick: a first look at about a fifth of the work.")] = "full",
    seed: Annotated[
        int | None, typer.Option(min=0, help="Of the search; the study file's, or 1.", show_default=False)
    ] = None,
    jobs: Jobs = None,
    out: ResultsFolder = None,
    as_json: AsJson = False,
    no_figures: NoPictures = False,
    require_target: Annotated[
        bool, typer.Option("--require-target", help="Exit with 3 if a target cannot be met.")
    ] = False,
) -> None:
    """Fit values of scenarios to published figures, and say which of them the figures pin down."""
    from simcall.cli.calibrate import Request, calibrate_and_save

    request = Request(
        files=tuple(files),
        fits=tuple(fit),
        targets=tuple(target),
        overrides=tuple(overrides),
        effort=effort,
        seed=seed,
        jobs=jobs,
        out=out,
        as_json=as_json,
        figures=not no_figures,
        require_target=require_target,
    )
    raise typer.Exit(calibrate_and_save(request))


def recruits(
    file: ScenarioFile,
    overrides: Overrides,
    without: Annotated[
        list[str],
        typer.Option(
            metavar="GROUP",
            help="Who is to go back; those that are taken from other work unless said. May be given again.",
            default_factory=list,
            show_default=False,
        ),
    ],
    line: Annotated[
        str | None, typer.Option(help="Whose target is to be kept; the first that they serve.", show_default=False)
    ] = None,
    replications: Replications = 30,
    seed: Seed = 1,
    jobs: Jobs = None,
    out: Picture = None,
    no_figures: NoPictures = False,
    as_json: AsJson = False,
) -> None:
    """Find the week from which on officers can go back with the target kept, as recruits come and people leave."""
    from simcall.cli.recruits import Request, show_recruits

    request = Request(
        file, tuple(overrides), tuple(without), line, replications, seed, jobs, out, as_json, not no_figures
    )
    raise typer.Exit(show_recruits(request))
