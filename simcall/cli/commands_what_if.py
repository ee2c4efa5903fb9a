"""Commands that ask what happens if something changes."""

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
            metavar="BASE OTHER…", readable=False, help="Scenario files: the base, then one or more others."
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
            help='A value that varies: "PATH=0..6", "PATH=1.0..1.4 step 0.1", "PATH=a,b,c". Can be repeated.',
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
        typer.Option(
            min=1, help="Replications of each point. By default, what the sweep file says, or 30.", show_default=False
        ),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="By default, what the sweep file says, or 1.", show_default=False)
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
    yes: Annotated[bool, typer.Option("--yes", help="Start without asking, even with very many points.")] = False,
) -> None:
    """Simulate many scenarios that differ in some values. The same command resumes an interrupted sweep."""
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
        Path, typer.Argument(metavar="SWEEP", readable=False, help="The folder of a sweep.", show_default=False)
    ],
    targets: Targets,
    minimise: Minimise = None,
    replications: Annotated[
        int | None,
        typer.Option(
            min=2, help="Replications of each point that is checked. By default, twice the sweep's.", show_default=False
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(min=0, help="Seed of the fresh callers. It must differ from the sweep's.", show_default=False),
    ] = None,
    jobs: Jobs = None,
    as_json: AsJson = False,
) -> None:
    """Find the cheapest point of a sweep that meets the targets, checked with fresh callers."""
    from simcall.cli.best import BestRequest, pick

    raise typer.Exit(pick(BestRequest(folder, tuple(targets), minimise, replications, seed, jobs, as_json)))


def calibrate(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…", readable=False, help="A study file, or one or more scenario files."),
    ],
    fit: Annotated[
        list[str],
        typer.Option(
            metavar="PATH=LOW..HIGH",
            help='A value to fit: "lines.101.handling.mean=8.0 min..12.0 min". Can be repeated.',
            default_factory=list,
            show_default=False,
        ),
    ],
    target: Annotated[
        list[str],
        typer.Option(
            metavar="FIGURE=VALUE+-TOLERANCE",
            help='A published figure to meet: "999.answered_in_target=0.768+-0.003". Can be repeated.',
            default_factory=list,
            show_default=False,
        ),
    ],
    overrides: Overrides,
    effort: Annotated[
        str, typer.Option(help="full, or quick for a first look with about a fifth of the work.")
    ] = "full",
    seed: Annotated[
        int | None,
        typer.Option(min=0, help="Seed of the search. By default, what the study file says, or 1.", show_default=False),
    ] = None,
    jobs: Jobs = None,
    out: ResultsFolder = None,
    as_json: AsJson = False,
    no_figures: NoPictures = False,
    require_target: Annotated[
        bool, typer.Option("--require-target", help="Exit with 3 if a target cannot be met.")
    ] = False,
) -> None:
    """Fit values of scenarios to published figures, and say which values the figures determine."""
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
            help="Group that goes back. By default, all groups taken from other work. Can be repeated.",
            default_factory=list,
            show_default=False,
        ),
    ],
    line: Annotated[
        str | None,
        typer.Option(
            help="Line whose target must be kept. By default, the first that they answer.", show_default=False
        ),
    ] = None,
    replications: Replications = 30,
    seed: Seed = 1,
    jobs: Jobs = None,
    out: Picture = None,
    no_figures: NoPictures = False,
    as_json: AsJson = False,
) -> None:
    """Find the week from which officers can go back to their own work without missing the target."""
    from simcall.cli.recruits import Request, show_recruits

    request = Request(
        file, tuple(overrides), tuple(without), line, replications, seed, jobs, out, as_json, not no_figures
    )
    raise typer.Exit(show_recruits(request))
