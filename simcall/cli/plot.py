"""``simcall plot``: one picture of a scenario, or of results that were saved, with its words."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from simcall.cli.console import INTERRUPTED, messages, output, progress_of
from simcall.cli.oddities import print_oddities
from simcall.cli.requests.hand_on import PlotRequest
from simcall.errors import ResultsError, SimcallError
from simcall.faces.run import Results, run
from simcall.files.folder_names import folder_name
from simcall.files.own_pictures import check_own_picture
from simcall.measures.run_numbers import RunNumbers
from simcall.scenario import Scenario, load
from simcall.studies.run import DEFAULT_REPLICATIONS, DEFAULT_SEED

if TYPE_CHECKING:
    from simcall.present.pictures import Choice

__all__ = ["draw_one"]


Make = Callable[[], RunNumbers]


def draw_one(request: PlotRequest) -> int:
    """Choose the picture, simulate, draw it and print its words; return the exit status."""
    is_folder = os.path.isdir(request.source)  # noqa: PTH112  an impossible name is not a folder, and `load` refuses it later
    scenario, make = _saved(request) if is_folder else _fresh(request)
    os.environ["MPLBACKEND"] = "Agg"  # the picture goes to a file, so no screen is needed
    from simcall.present.pictures import choose, save_picture

    choice = choose(scenario, request.what, line=request.line, group=request.group, by=request.by)
    path = request.out or _default_path(scenario, choice)
    check_own_picture(path)  # before the work, not after it
    try:
        results = make()
        picture = choice.picture(results)
        save_picture(picture, results, path)
    except KeyboardInterrupt:
        messages().print("Interrupted: nothing was drawn.")
        return INTERRUPTED
    out = output()
    out.print(Text(picture.title, style="bold"))
    out.print(Text(picture.alternative))
    messages().print(Text(f"Picture in {path}, and as SVG beside it"), soft_wrap=True)
    return 0


def _fresh(request: PlotRequest) -> tuple[Scenario, Make]:
    """Return a scenario from its file, and how to run it."""
    scenario = load(request.source, request.overrides)
    print_oddities(messages(), scenario, request.source)
    return scenario, partial(_run, scenario, request)


def _run(scenario: Scenario, request: PlotRequest) -> Results:
    replications = DEFAULT_REPLICATIONS if request.replications is None else request.replications
    seed = DEFAULT_SEED if request.seed is None else request.seed
    with progress_of(messages()) as advance:
        results = run(scenario, replications, seed, progress=advance)
    return replace(results, changes=tuple(request.overrides))


def _saved(request: PlotRequest) -> tuple[Scenario, Make]:
    """Return the scenario of saved results, and how to make them again with the same figures."""
    from simcall.report.again import run_again, scenario_in
    from simcall.report.reading import open_results

    options = {"--set": request.overrides, "--replications": request.replications, "--seed": request.seed}
    for option, value in options.items():
        if value not in (None, []):
            raise SimcallError(f"{option} needs a scenario file; the results in {request.source} cannot change")
    folder = open_results(request.source)
    if folder.kind != "run":
        raise ResultsError(
            f"{request.source}: holds a {folder.kind}, whose pictures are in its folder figures; simcall plot draws "
            "those of a scenario or of a run"
        )
    manifest = folder.manifest
    scenario = scenario_in(folder, manifest["scenario"], manifest["scenario_sha256"])
    return scenario, partial(run_again, folder)


def _default_path(scenario: Scenario, choice: Choice) -> Path:
    """Return the default file of a picture."""
    subject = choice.names[0] if len(choice.names) == 1 else ""
    name = "-".join(part for part in (choice.picture_name, subject, choice.by or "") if part)
    return Path("results") / f"{folder_name(scenario.name)}-{folder_name(name)}.png"
