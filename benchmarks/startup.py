"""What people wait for: whole processes of the command line, from start to exit, beside a bare Python.

Run it with ``make bench``, or ``python -m benchmarks.startup --beside CHECKOUT`` to have the simcall of another
checkout take turns with this one, on the same libraries. In each round a bare Python starts once, and then every
command of every version, so that a machine that slows down slows them all. CPU seconds are those of a process and of
all that it waited for; medians over the rounds. A first run, with an empty cache for the compiled engine, is made
once. A row with the library of machine code runs from a copy that has one, as a wheel brings it; it is built before.
Python may keep its own compiled modules, as it does for everybody who has not forbidden it.

To add a command, add a `Row` to `ROWS`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

Round = tuple[float, dict[tuple["Row", "Version"], "Cost"]]
"""What a bare Python took, and the cost of each command and version."""

ROOT = Path(__file__).parent.parent
FEBRUARY = ROOT / "scenarios" / "2024-02-backfill.toml"
ROUNDS = 7
_MB = 1 / 1024
_NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"
"""Where it is set, Python compiles every module anew in every process: almost half of a short command's time."""
_WITHOUT, _WITH = "without-library", "with-library"


@dataclass(frozen=True)
class Row:
    """A command, and how long it may take.

    Attributes
    ----------
    words : tuple of str
        The words after ``simcall``. The process runs in a folder of its own, with `FEBRUARY` as ``SCENARIO``.
    cpu_goal_s, wall_goal_s : float or None
        The most that it should take, of the processor and by the clock.
    is_first : bool
        Whether the engine has to be compiled: there is no library, and the cache is empty.
    has_library : bool
        Whether the engine comes from a library, as in a wheel.
    """

    words: tuple[str, ...]
    cpu_goal_s: float | None = None
    wall_goal_s: float | None = None
    is_first: bool = False
    has_library: bool = False

    @property
    def simulates(self) -> bool:
        """Whether it needs the engine, or the results of a run."""
        return self.words[0] in ("run", "report")

    @property
    def title(self) -> str:
        """The command as it is printed."""
        way = ", first run" if self.is_first else ", library" if self.has_library else ""
        return " ".join(("simcall", *self.words)) + way


RUN = ("run", "SCENARIO", "--out", "run")
QUICK_RUN = Row((*RUN, "--no-figures", "--replications", "2"))
"""Has the engine compiled, and simcall's modules too, before anything counts."""
ROWS = (
    Row((*RUN, "--no-figures"), cpu_goal_s=4.0, is_first=True),
    Row(("--help",), cpu_goal_s=0.15),
    Row(("check", "SCENARIO"), cpu_goal_s=0.3),
    Row(("rota", "SCENARIO", "--no-figures"), cpu_goal_s=0.4),
    Row((*RUN, "--no-figures"), cpu_goal_s=1.2),
    Row((*RUN, "--no-figures"), cpu_goal_s=1.2, has_library=True),
    Row((*RUN, "--no-figures", "--json")),
    Row(RUN, wall_goal_s=3.0),
    Row(("report", "run"), cpu_goal_s=2.0),
)
"""In the order in which they run: a report is of the run before it."""


@dataclass(frozen=True)
class Cost:
    """What a process took: seconds of the processor and by the clock, and its largest memory in MB."""

    cpu_s: float
    wall_s: float
    peak_mb: float


def cost_of(command: Sequence[str], folder: Path, variables: dict[str, str]) -> Cost:
    """Run a process to its end."""
    environment = {name: value for name, value in os.environ.items() if name != _NO_BYTECODE} | variables
    started = time.perf_counter()
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{(folder / 'output').read_text(errors='replace')}")
    return Cost(used.ru_utime + used.ru_stime, time.perf_counter() - started, used.ru_maxrss * _MB)


@dataclass(frozen=True)
class Version:
    """A version of simcall, and the folder in which its commands run.

    Attributes
    ----------
    root : Path
        The checkout, from which it is imported.
    folder : Path
        Holds its results, its cache of a first run, and its copies without and with a library.
    """

    root: Path
    folder: Path

    def prepare(self, rows: Sequence[Row]) -> None:
        """Have ready what some rows need: results, code that is compiled, copies with and without a library."""
        self.folder.mkdir()
        if any(row.is_first for row in rows):
            self._copy(_WITHOUT)
        if any(row.has_library for row in rows):
            place = self._copy(_WITH)
            cost_of([sys.executable, "-m", "distribution.library"], self.folder, {"PYTHONPATH": str(place)})
        self.cost(QUICK_RUN if any(row.simulates for row in rows) else Row(("check", "SCENARIO")))

    def _copy(self, name: str) -> Path:
        """Copy the checkout's code, but no machine code."""
        for package in ("simcall", "distribution"):
            ignored = shutil.ignore_patterns("__pycache__", "engine.*")
            shutil.copytree(self.root / package, self.folder / name / package, ignore=ignored)
        return self.folder / name

    def cost(self, row: Row) -> Cost:
        """Run a command."""
        place = self.folder / _WITHOUT if row.is_first else self.folder / _WITH if row.has_library else self.root
        variables = {"PYTHONPATH": str(place)}
        if row.is_first:
            variables["NUMBA_CACHE_DIR"] = str(self.folder / "empty-cache")
        words = [str(FEBRUARY) if word == "SCENARIO" else word for word in row.words]
        return cost_of([sys.executable, "-m", "simcall", *words], self.folder, variables)


def rounds_of(rows: Sequence[Row], versions: Sequence[Version], rounds: int) -> Iterator[Round]:
    """Run the commands, round by round."""
    for number in range(rounds):
        bare = cost_of([sys.executable, "-c", "pass"], versions[0].folder, {})
        due = [row for row in rows if number == 0 or not row.is_first]
        yield bare.cpu_s, {(row, version): version.cost(row) for row in due for version in versions}


def line_of(row: Row, versions: Sequence[Version], rounds: Sequence[Round]) -> str:
    """Return the line of the table for a command."""
    cells = ""
    for version in versions:
        costs = [(bare, found[row, version]) for bare, found in rounds if (row, version) in found]
        cpu, wall, peak = (
            statistics.median(values)
            for values in zip(*((cost.cpu_s, cost.wall_s, cost.peak_mb) for _, cost in costs), strict=True)
        )
        times = statistics.median(cost.cpu_s / bare for bare, cost in costs)
        cells += f"{cpu:9.2f}{wall:9.2f}{times:9.0f}{peak:9.0f}"
    goals = ((row.cpu_goal_s, "CPU s"), (row.wall_goal_s, "s"))
    return f"{row.title:<52}{cells}   {' and '.join(f'{goal:g} {unit}' for goal, unit in goals if goal is not None)}"


def _is_chosen(row: Row, commands: Sequence[str], *, from_library: bool) -> bool:
    return row.words[0] in commands and not row.is_first and row.has_library == from_library


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a line for each command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.startup", description=__doc__.partition("\n")[0])
    parser.add_argument("--beside", type=Path, metavar="CHECKOUT", help="another checkout, to take turns with")
    parser.add_argument("--only", action="append", metavar="COMMAND", help="such as check; can be repeated")
    parser.add_argument("--library", action="store_true", help="with --only, have the engine from a library")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    request = parser.parse_args(arguments)
    rows = [row for row in ROWS if not request.only or _is_chosen(row, request.only, from_library=request.library)]
    roots = [ROOT, *([request.beside.resolve()] if request.beside else [])]
    with tempfile.TemporaryDirectory() as scratch:
        versions = [Version(root, Path(scratch) / str(number)) for number, root in enumerate(roots)]
        for version in versions:
            version.prepare(rows)
        rounds = list(rounds_of(rows, versions, request.rounds))
    print(f"Whole processes: medians over {request.rounds} rounds; a bare Python takes ", end="")
    print(f"{statistics.median(bare for bare, _ in rounds):.3f} CPU s")
    columns = "".join(f"{column:>9}" for column in ("CPU s", "wall s", "x Python", "MB"))
    print(f"{'':<52}{''.join(f'{str(root)[-35:]:>36}' for root in roots)}")
    print(f"{'command':<52}{columns * len(roots)}   goal")
    for row in rows:
        print(line_of(row, versions, rounds), flush=True)


if __name__ == "__main__":
    main()
