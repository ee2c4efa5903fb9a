"""``simcall run``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from simcall.cli.console import INTERRUPTED, messages, print_json, print_shortfall, progress_of
from simcall.cli.oddities import print_oddities
from simcall.cli.requests.start import RunRequest
from simcall.cli.run_summary import print_results
from simcall.cli.study_commands import pictures_saved
from simcall.errors import SimcallError
from simcall.faces.run import Results, run
from simcall.files.folder_names import folder_name
from simcall.files.own_folders import check_place
from simcall.measures import verdicts
from simcall.scenario import load
from simcall.studies.precision import goals_of, own_half_width, stopped_short
from simcall.studies.run import DEFAULT_ENGINE, DEFAULT_REPLICATIONS

__all__ = ["run_and_save"]

TARGET_MISSED = 3


def run_and_save(request: RunRequest) -> int:
    """Load, simulate, save and print, then draw; return the exit status."""
    scenario = load(request.file, request.overrides)
    if request.assumptions:
        from simcall.cli.assumptions import assume_and_save  # a plain run starts faster

        if request.engine != DEFAULT_ENGINE or request.records or request.require_target:
            raise SimcallError("--engine, --records and --require-target cannot be used with --assumptions")
        return assume_and_save([scenario], [request.file], request, request.replications)
    if request.draws is not None:
        raise SimcallError("--draws is the number of draws of what is assumed: add --assumptions")
    if request.ensemble is not None:
        from simcall.cli.ensemble import predict_and_save  # a run without an ensemble starts faster

        return predict_and_save(scenario, request)
    if request.like is not None:
        raise SimcallError("--like chooses among fitted values; use it with --ensemble")
    folder = request.out or Path("results") / folder_name(scenario.name)
    check_place(folder, "run")  # before the work, not after it
    console = messages()
    print_oddities(console, scenario, request.file)
    try:
        with progress_of(console) as advance:
            results = run(
                scenario,
                request.replications or DEFAULT_REPLICATIONS,
                request.seed,
                engine=request.engine,
                jobs=request.jobs,
                until=request.until,
                max_replications=request.max_replications,
                progress=advance,
            )
        results = replace(results, changes=tuple(request.overrides))
        results.save(folder, figures=False, records=request.records)
    except KeyboardInterrupt:
        console.print("Interrupted: nothing was saved.")
        return INTERRUPTED
    shortfall = stopped_short(goals_of(request.until, [scenario]), own_half_width, (results,))
    if request.as_json:
        print_json(results.document())
        print_shortfall(console, shortfall)
    else:
        print_results(results, request.file, folder, shortfall=shortfall, in_full=request.in_full)
    if request.figures and not pictures_saved(results, folder, console):
        return INTERRUPTED
    return TARGET_MISSED if request.require_target and _missed(results) else 0


def _missed(results: Results) -> bool:
    return any(target.counts_as_miss for target in verdicts(results))
