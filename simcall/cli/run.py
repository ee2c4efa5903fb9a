"""``simcall run``."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from simcall.cli.console import INTERRUPTED, messages, progress_of
from simcall.cli.tables import print_results
from simcall.measures import Results, verdicts
from simcall.measures.saving import check_place, folder_name
from simcall.scenario import load
from simcall.studies import run

__all__ = ["Request", "run_and_save"]

TARGET_MISSED = 3


@dataclass(frozen=True)
class Request:
    """What the user asked for."""

    file: Path
    overrides: tuple[str, ...]
    replications: int
    seed: int
    until: tuple[str, ...]
    max_replications: int
    engine: str
    jobs: int | None
    out: Path | None
    as_json: bool
    figures: bool
    records: bool
    require_target: bool


def run_and_save(request: Request) -> int:
    """Load, simulate, save and print; return the exit status."""
    scenario = load(request.file, request.overrides)
    folder = request.out or Path("results") / folder_name(scenario.name)
    check_place(folder, "run")  # before the work, not after it
    told = messages()
    try:
        with progress_of(told) as advance:
            results = run(
                scenario,
                request.replications,
                request.seed,
                engine=request.engine,
                jobs=request.jobs,
                until=request.until,
                max_replications=request.max_replications,
                progress=advance,
            )
        results = replace(results, changes=request.overrides)
        os.environ["MPLBACKEND"] = "Agg"  # pictures go to files, whatever screen there may be
        results.save(folder, figures=request.figures, records=request.records)
    except KeyboardInterrupt:
        told.print("Interrupted: nothing was saved.")
        return INTERRUPTED
    if request.as_json:
        document = json.dumps(results.document(), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
        sys.stdout.buffer.write(document.encode())  # JSON is UTF-8, whatever the stream's own letters are
    else:
        print_results(results, folder)
    return TARGET_MISSED if request.require_target and _missed(results) else 0


def _missed(results: Results) -> bool:
    return any(verdict.missed for verdict in verdicts(results))
