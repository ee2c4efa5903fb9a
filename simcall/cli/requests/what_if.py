"""Commands that ask what happens if something changes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from simcall.cli.requests.shared_options import (
    AsJson,
    Assumptions,
    Draws,
    EnsembleOfDraws,
    Figures,
    Jobs,
    Like,
    MaxReplications,
    Minimise,
    Overrides,
    Picture,
    Replications,
    ResultsFolder,
    ScenarioFile,
    Seed,
    Targets,
    Until,
)

__all__ = [
    "BestRequest",
    "CalibrateRequest",
    "CompareRequest",
    "ExplainRequest",
    "MergeRequest",
    "RecruitsRequest",
    "SweepRequest",
]


@dataclass(frozen=True, kw_only=True)
class CompareRequest:
    """Run scenarios with the same callers. Show what differs, when it differs most, and whether it could be chance."""

    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="BASE OTHER…", readable=False, help="Scenario files: the base, then one or more others."
        ),
    ]
    overrides: Overrides
    until: Until
    assumptions: Assumptions = False
    draws: Draws = None
    ensemble: EnsembleOfDraws = None
    like: Like = None
    replications: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="How many times to simulate the whole span. More make the intervals narrower. By default 30; "
            "with --assumptions, 10 for each draw.",
            show_default=False,
        ),
    ] = None
    seed: Seed = 1
    max_replications: MaxReplications = 1000
    jobs: Jobs = None
    out: ResultsFolder = None
    as_json: AsJson = False
    in_full: Annotated[bool, typer.Option("--all", help="Print every measure that differs too.")] = False
    figures: Figures = True


@dataclass(frozen=True, kw_only=True)
class ExplainRequest:
    """Divide a difference between two scenarios, or one figure's level, among its causes."""

    file: Annotated[
        Path, typer.Argument(metavar="A", readable=False, help="A scenario file (TOML).", show_default=False)
    ]
    overrides: Overrides
    other: Annotated[
        Path | None,
        typer.Argument(
            metavar="[B]",
            readable=False,
            help="A second scenario: why does its figure differ? Without it: why is the figure of A as it is?",
            show_default=False,
        ),
    ] = None
    changes: Annotated[
        list[str] | None,
        typer.Option(
            "--change",
            metavar="PATH=VALUE",
            help="In place of B: a change to explain. Repeat it for more changes; each gets its part.",
            show_default=False,
        ),
    ] = None
    measure: Annotated[
        str | None,
        typer.Option(
            metavar="FIGURE",
            help='What to explain: "999.answered_in_target". By default, abandonment of the busiest phone line.',
            show_default=False,
        ),
    ] = None
    assumptions: Assumptions = False
    draws: Draws = None
    ensemble: EnsembleOfDraws = None
    like: Like = None
    replications: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="How many times to simulate the whole span. More make the intervals narrower. By default 30; "
            "with --assumptions, 10 for each draw.",
            show_default=False,
        ),
    ] = None
    seed: Seed = 1
    jobs: Jobs = None
    out: ResultsFolder = None
    as_json: AsJson = False
    in_full: Annotated[bool, typer.Option("--all", help="Print when each cause matters most, too.")] = False
    figures: Figures = True


@dataclass(frozen=True, kw_only=True)
class MergeRequest:
    """Merge two control rooms. Show what that gains with the same people, and how many fewer people would do."""

    files: Annotated[
        tuple[str, str],
        typer.Argument(
            metavar="A B",
            help="Two scenario files over the same dates. Write NAME=FILE to give a force a name.",
            show_default=False,
        ),
    ]
    together: Annotated[
        list[str],
        typer.Option(
            metavar="LINE",
            help="A line that people of both rooms answer, such as 999. Can be repeated.",
            show_default=False,
        ),
    ]
    overrides: Overrides
    other_force: Annotated[
        float,
        typer.Option(
            min=0.1, max=10, help="How much longer people take over calls of the other force. Assumed: measure it."
        ),
    ] = 1.1
    each_reserve: Annotated[
        bool, typer.Option("--each-reserve", help="Each room keeps its own reserve. By default there is one for both.")
    ] = False
    replications: Replications = 30
    seed: Seed = 1
    jobs: Jobs = None
    out: Annotated[Path, typer.Option(metavar="FILE", help="The scenario file of the merged room, to write.")] = Path(
        "merged.toml"
    )
    as_json: AsJson = False
    figures: Figures = True


@dataclass(frozen=True, kw_only=True)
class SweepRequest:
    """Simulate many scenarios that differ in some values. The same command resumes an interrupted sweep."""

    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", readable=False, help="A sweep file, or a scenario file.", show_default=False),
    ]
    vary: Annotated[
        list[str],
        typer.Option(
            metavar="PATH=VALUES",
            help='What to vary: "PATH=0..6", "PATH=1.0..1.4 step 0.1", "PATH=a,b,c". Can be repeated.',
            default_factory=list,
            show_default=False,
        ),
    ]
    overrides: Overrides
    targets: Targets
    until: Until
    minimise: Minimise = None
    replications: Annotated[
        int | None,
        typer.Option(min=1, help="For each point. By default, what the sweep file says, or 30.", show_default=False),
    ] = None
    seed: Annotated[
        int | None, typer.Option(min=0, help="By default, what the sweep file says, or 1.", show_default=False)
    ] = None
    max_replications: MaxReplications = 1000
    jobs: Jobs = None
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS", help="Use the workers of a Dask scheduler: tcp://host:8786.", show_default=False
        ),
    ] = None
    out: ResultsFolder = None
    as_json: AsJson = False
    figures: Figures = True
    yes: Annotated[bool, typer.Option("--yes", help="Start even if there are very many points.")] = False


@dataclass(frozen=True, kw_only=True)
class BestRequest:
    """Find the cheapest point of a sweep that meets the targets, and check it with fresh callers."""

    folder: Annotated[
        Path, typer.Argument(metavar="SWEEP", readable=False, help="A sweep's folder.", show_default=False)
    ]
    targets: Targets
    minimise: Minimise = None
    replications: Annotated[
        int | None,
        typer.Option(
            min=2, help="For each point that is checked. By default, twice as many as the sweep.", show_default=False
        ),
    ] = None
    seed: Annotated[
        int | None, typer.Option(min=0, help="For fresh callers: not the sweep's own seed.", show_default=False)
    ] = None
    jobs: Jobs = None
    as_json: AsJson = False


@dataclass(frozen=True, kw_only=True)
class CalibrateRequest:
    """Fit values of scenarios to published figures, and show which of the values the figures pin down."""

    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…", readable=False, help="A study file, or one or more scenario files."),
    ]
    fits: Annotated[
        list[str],
        typer.Option(
            "--fit",
            metavar="PATH=LOW..HIGH",
            help='A value to fit: "lines.101.handling.mean=8.0 min..12.0 min". Can be repeated.',
            default_factory=list,
            show_default=False,
        ),
    ]
    targets: Annotated[
        list[str],
        typer.Option(
            "--target",
            metavar="FIGURE=VALUE+-TOLERANCE",
            help='A figure to match: "999.answered_in_target=0.768+-0.003". Can be repeated.',
            default_factory=list,
            show_default=False,
        ),
    ]
    overrides: Overrides
    effort: Annotated[str, typer.Option(help="full, or quick: a first look for about a fifth of the work.")] = "full"
    seed: Annotated[
        int | None,
        typer.Option(min=0, help="Seed of the search. By default, the study file's, or 1.", show_default=False),
    ] = None
    jobs: Jobs = None
    out: ResultsFolder = None
    as_json: AsJson = False
    figures: Figures = True
    require_target: Annotated[
        bool, typer.Option("--require-target", help="Exit with status 3 if a target cannot be met.")
    ] = False


@dataclass(frozen=True, kw_only=True)
class RecruitsRequest:
    """Find the week from which officers can go back to their own work without missing the target."""

    file: ScenarioFile
    overrides: Overrides
    without: Annotated[
        list[str],
        typer.Option(
            metavar="GROUP",
            help="Group that is to go back. By default, every group taken from other work. Can be repeated.",
            default_factory=list,
            show_default=False,
        ),
    ]
    line: Annotated[
        str | None,
        typer.Option(help="Line whose target must be met. By default, the first that they answer.", show_default=False),
    ] = None
    replications: Replications = 30
    seed: Seed = 1
    jobs: Jobs = None
    out: Picture = None
    figures: Figures = True
    as_json: AsJson = False
