"""The commands and their options."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path
from typing import Annotated

import typer

__all__ = ["app"]

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="What would happen to 999 answer times and 101 abandonment if the rota changed? "
    "Write a scenario file, check it, run it.",
)

ScenarioFile = Annotated[
    Path, typer.Argument(metavar="FILE", readable=False, help="A scenario file (TOML).", show_default=False)
]
Overrides = Annotated[
    list[str],
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help='Change one value for this run, such as "lines.101.patience.mean=10 min". May be given again.',
        default_factory=list,
        show_default=False,
    ),
]


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"simcall {metadata.version('simcall')}")
        raise typer.Exit


def _a_png(path: Path | None) -> Path | None:
    if path is not None and path.suffix.lower() != ".png":
        raise typer.BadParameter(f'"{path}" does not end in .png')
    return path


Replications = Annotated[
    int, typer.Option(min=1, help="How many times to simulate the whole span; more narrows the intervals.")
]
Seed = Annotated[int, typer.Option(min=0, help="The same seed gives the same callers in every scenario.")]
Until = Annotated[
    list[str],
    typer.Option(
        metavar="FIGURE+-WIDTH",
        help='Add replications until an interval is so narrow: "999.answered_in_target+-0.005". May be given again.',
        default_factory=list,
        show_default=False,
    ),
]
MaxReplications = Annotated[int, typer.Option(min=1, help="With --until, no more replications than this.")]
Jobs = Annotated[
    int | None,
    typer.Option(min=1, help="Threads or processes to share the work; all cores unless said.", show_default=False),
]
Targets = Annotated[
    list[str],
    typer.Option(
        "--target",
        metavar="FIGURE>=VALUE",
        help='What has to be met: "999.answered_in_target>=0.90". May be given again.',
        default_factory=list,
        show_default=False,
    ),
]
Minimise = Annotated[
    str | None,
    typer.Option(
        metavar="FIGURE", help='What should be least: "paid_hours", "officers.duty_hours".', show_default=False
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Picture = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE.png",
        help="Where the picture goes, an SVG beside it; results/<name>-<command>.png unless said.",
        show_default=False,
        callback=_a_png,
    ),
]


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and stop.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error; may stand anywhere.")] = False,
) -> None:
    """Hold the options of all commands; `simcall.cli.main` has already acted on ``--debug``."""


@app.command()
def check(file: ScenarioFile, overrides: Overrides) -> None:
    """List every problem in a scenario at once; or else what it holds, and where each value comes from."""
    from simcall.cli.check import print_check
    from simcall.scenario import load

    print_check(load(file, overrides))


@app.command()
def run(
    file: ScenarioFile,
    overrides: Overrides,
    until: Until,
    ensemble: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Predict with every set of values of a calibration.", show_default=False),
    ] = None,
    like: Annotated[
        str | None,
        typer.Option(
            metavar="LABEL",
            help="With --ensemble, take the values fitted in this scenario of the study, where that is not plain.",
            show_default=False,
        ),
    ] = None,
    replications: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="How many times to simulate the whole span; more narrows the intervals. 30 unless said; "
            "with --ensemble 10 of each set of values.",
            show_default=False,
        ),
    ] = None,
    seed: Seed = 1,
    max_replications: MaxReplications = 1000,
    engine: Annotated[str, typer.Option(help="kernel or reference: the same numbers, fast or to be read.")] = "kernel",
    jobs: Jobs = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder for the results; results/<name> unless said.", show_default=False),
    ] = None,
    as_json: AsJson = False,
    no_figures: Annotated[bool, typer.Option("--no-figures", help="Draw no pictures: quicker.")] = False,
    records: Annotated[
        bool, typer.Option("--records", help="Save every replication's call records too (simulates them again).")
    ] = False,
    require_target: Annotated[
        bool, typer.Option("--require-target", help="Exit with 3 if a line's answer target is missed.")
    ] = False,
) -> None:
    """Simulate a scenario, print what happened to each line, and save it."""
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
        figures=not no_figures,
        records=records,
        require_target=require_target,
    )
    raise typer.Exit(run_and_save(request))


@app.command()
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
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder for the results; results/<names> unless said.", show_default=False),
    ] = None,
    as_json: AsJson = False,
    no_figures: Annotated[bool, typer.Option("--no-figures", help="Draw no pictures: quicker.")] = False,
) -> None:
    """Run scenarios with the same callers, and say what differs, where most, and whether it is more than noise."""
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
        not no_figures,
    )
    raise typer.Exit(compare_and_save(request))


@app.command()
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
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder for the results; results/<name> unless said.", show_default=False),
    ] = None,
    as_json: AsJson = False,
    no_figures: Annotated[bool, typer.Option("--no-figures", help="Draw no pictures: quicker.")] = False,
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


@app.command()
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
    from simcall.cli.sweep import BestRequest, pick

    raise typer.Exit(pick(BestRequest(folder, tuple(targets), minimise, replications, seed, jobs, as_json)))


@app.command()
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
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder for the results; results/<name> unless said.", show_default=False),
    ] = None,
    as_json: AsJson = False,
    no_figures: Annotated[bool, typer.Option("--no-figures", help="Draw no pictures: quicker.")] = False,
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


@app.command()
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
    no_figures: Annotated[bool, typer.Option("--no-figures", help="Draw no picture.")] = False,
    as_json: AsJson = False,
) -> None:
    """Find the week from which on officers can go back with the target kept, as recruits come and people leave."""
    from simcall.cli.recruits import Request, show_recruits

    request = Request(
        file, tuple(overrides), tuple(without), line, replications, seed, jobs, out, as_json, not no_figures
    )
    raise typer.Exit(show_recruits(request))


@app.command()
def rota(
    file: ScenarioFile,
    overrides: Overrides,
    out: Picture = None,
    no_figures: Annotated[bool, typer.Option("--no-figures", help="Draw no picture.")] = False,
    as_json: AsJson = False,
) -> None:
    """Print who is on duty by plan against the demand, hours worked, and breaches of working time; no simulation."""
    from simcall.cli.rota import Request, show_rota

    show_rota(Request(file, tuple(overrides), out, as_json, not no_figures))
