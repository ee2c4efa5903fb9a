"""``simcall run``."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from simcall.cli.console import messages
from simcall.cli.tables import print_results
from simcall.measures import Results, verdicts
from simcall.measures.folder import check_place, folder_name
from simcall.scenario import load
from simcall.studies import run

__all__ = ["Request", "run_and_save"]

TARGET_MISSED = 3
INTERRUPTED = 130


@dataclass(frozen=True)
class Request:
    """What the user asked for."""

    file: Path
    overrides: tuple[str, ...]
    replications: int
    seed: int
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
    check_place(folder)  # before the work, not after it
    told = messages()
    try:
        with _progress(told, request.replications) as advance:
            results = run(
                scenario,
                request.replications,
                request.seed,
                engine=request.engine,
                jobs=request.jobs,
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


@contextmanager
def _progress(told: Console, replications: int) -> Iterator[Callable[[int], None]]:
    """Show progress over replications on stderr: a bar on a terminal, a line at every tenth elsewhere."""
    if told.is_terminal:
        columns = (TextColumn("simulating"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=told, transient=True) as bar:
            task = bar.add_task("", total=replications)
            yield lambda done: bar.update(task, completed=done)
        return
    step = max(1, replications // 10)

    def say(done: int) -> None:
        if done % step == 0 or done == replications:
            told.print(f"simulated {done} of {replications}")

    yield say
