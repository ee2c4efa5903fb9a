"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "AsJson",
    "Assumptions",
    "Draws",
    "Ensemble",
    "EnsembleOfDraws",
    "Figures",
    "Jobs",
    "Like",
    "MaxReplications",
    "Minimise",
    "Overrides",
    "Picture",
    "Replications",
    "ResultsFolder",
    "ScenarioFile",
    "Seed",
    "Targets",
    "Until",
    "check_png",
]


def check_png(path: Path | None) -> Path | None:
    """Refuse a file name for a picture that does not end in .png."""
    if path is not None and path.suffix.lower() != ".png":
        raise typer.BadParameter(f'"{path}" does not end in .png')
    return path


ScenarioFile = Annotated[
    Path, typer.Argument(metavar="FILE", readable=False, help="A scenario file (TOML).", show_default=False)
]
Overrides = Annotated[
    list[str],
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help='Change one value for this run, for example "lines.101.handling.mean=10 min". Can be repeated.',
        default_factory=list,
        show_default=False,
    ),
]
Replications = Annotated[
    int, typer.Option(min=1, help="How many times to simulate the whole span. More make the intervals narrower.")
]
Seed = Annotated[int, typer.Option(min=0, help="The same seed gives the same callers in every scenario.")]
Until = Annotated[
    list[str],
    typer.Option(
        metavar="FIGURE+-WIDTH",
        help='Add replications until this interval is reached: "999.answered_in_target+-0.005". Can be repeated.',
        default_factory=list,
        show_default=False,
    ),
]
MaxReplications = Annotated[int, typer.Option(min=1, help="With --until, stop after this many replications.")]
Jobs = Annotated[
    int | None,
    typer.Option(min=1, help="How many threads or processes to use. By default, all cores.", show_default=False),
]
Assumptions = Annotated[
    bool,
    typer.Option(
        "--assumptions",
        help="Draw what is assumed from the spans in [provenance]. The intervals then hold what is not known.",
    ),
]
Draws = Annotated[
    int | None,
    typer.Option(min=1, help="With --assumptions: how many sets of values to draw.", show_default=False),
]
Ensemble = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Predict with every set of values of a calibration.", show_default=False),
]
EnsembleOfDraws = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="With --assumptions: take the calibrated values from the sets of a calibration.",
        show_default=False,
    ),
]
Like = Annotated[
    str | None,
    typer.Option(
        metavar="LABEL",
        help="With --ensemble: use the values fitted in this scenario of the study, if there are several.",
        show_default=False,
    ),
]
Targets = Annotated[
    list[str],
    typer.Option(
        "--target",
        metavar="FIGURE>=VALUE",
        help='A target to meet: "999.answered_in_target>=0.90". Can be repeated.',
        default_factory=list,
        show_default=False,
    ),
]
Minimise = Annotated[
    str | None,
    typer.Option(
        metavar="FIGURE",
        help='What to keep as small as possible: "paid_hours", "officers.duty_hours".',
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Figures = Annotated[bool, typer.Option(" /--no-figures", help="Draw no pictures. This is quicker.", show_default=False)]
Picture = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE.png",
        help="File for the picture; an SVG goes beside it. By default, results/<name>-<command>.png.",
        show_default=False,
        callback=check_png,
    ),
]
ResultsFolder = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="DIR", help="Folder for the results. By default, results/<name>.", show_default=False
    ),
]
