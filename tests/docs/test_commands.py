"""Every command on a page runs as written, but on short spans and with few replications."""

from __future__ import annotations

import re
import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from simcall.cli import main
from simcall.cli.app import command_line
from simcall.studies.calibrate import load_study
from simcall.studies.design.request_files import read_request
from simcall.studies.sweep import is_sweep_file, load_design
from tests.docs.conftest import Follow
from tests.docs.pages import PAGES, ROOT, commands, synopses

SHORT = ("--replications", "2", "--jobs", "1", "--no-figures")
BRIEF = {
    "check": (),
    "compare": (*SHORT, "--max-replications", "10", "--set", "days=2"),
    "explain": (*SHORT, "--set", "days=2"),
    "fit": ("--replications", "2", "--jobs", "1"),
    "import": ("--yes",),
    "merge": ("--replications", "2", "--jobs", "1", "--no-figures", "--set", "days=2"),
    "new": ("--yes",),
    "plot": ("--replications", "2", "--set", "days=2"),
    "recruits": (*SHORT, "--set", "days=14"),
    "report": (),
    "rota": ("--no-figures",),
    "staff": ("--jobs", "1", "--no-figures", "--set", "days=1"),
    "run": (*SHORT, "--max-replications", "10", "--set", "days=2"),
    "sweep": (*SHORT, "--set", "days=2"),
    "validate": ("--replications", "2", "--jobs", "1"),
}
"""Options that make each command brief; the last value of an option applies."""
STAND_INS = {"A.toml": "2024-02-without-officers.toml", "B.toml": "2024-02-backfill.toml"}
"""Supplied scenarios in place of a reader's own."""


def run_command(words: list[str]) -> None:
    """Run a command, which must succeed."""
    with pytest.raises(SystemExit) as ending:
        main(words)
    assert not ending.value.code, f"simcall {' '.join(words)} ended with {ending.value.code}"


def brief(words: list[str]) -> list[str]:
    """Return a command that does the same in little time."""
    draws_saved_results = words[0] == "plot" and not words[1].endswith(".toml")
    fewer_draws = ("--draws", "8") if "--assumptions" in words else ()
    return [*words, *(() if draws_saved_results else BRIEF[words[0]]), *fewer_draws]


def make_results(words: list[str]) -> None:
    """Make the results that a command reads, if no earlier command of the page did."""
    folders = [word for word in words[1:] if word.startswith("results/") and words[words.index(word) - 1] != "--out"]
    for folder in folders:
        if not Path(folder).exists():
            run_command(["run", "scenarios/2024-02-backfill.toml", "--out", folder, *BRIEF["run"]])


def check_start(words: list[str]) -> None:
    """Check that a command that takes minutes can start."""
    changes = [value for option, value in pairwise(words) if option == "--set"]
    if words[0] == "calibrate":
        load_study(words[1], changes)
    elif words[0] == "sweep":
        load_design(words[1], changes)
    elif words[0] == "design":
        read_request(words[1], changes)
    check_options(words[0], [word for word in words if word.startswith("--")])


def takes_minutes(words: list[str]) -> bool:
    """Return whether a command is a calibration, a design, a large sweep, a choice from one, or a page that stays."""
    return words[0] in ("calibrate", "design", "best", "page") or (
        words[0] == "sweep" and is_sweep_file(Path(words[1]))
    )


def check_options(command: str, options: list[str]) -> None:
    """Check that a command has the options."""
    parameters = command_line([command]).commands[command].params  # type: ignore[attr-defined]
    names = {name for parameter in parameters for name in (*parameter.opts, *parameter.secondary_opts)}
    assert set(options) <= names, f"simcall {command} has no {sorted(set(options) - names)}"


@pytest.mark.parametrize("page", [page for page in PAGES if commands(page)], ids=lambda page: page.name)
def test_commands_run(page: Path, follow: Follow):
    """Every command of a page, run in order in one folder, succeeds; long ones can at least start."""
    folder = follow(page)
    for name, scenario in STAND_INS.items():
        shutil.copytree(ROOT / "scenarios" / "profiles", folder / "profiles", dirs_exist_ok=True)
        text = (ROOT / "scenarios" / scenario).read_text("utf-8").replace('extends = "', 'extends = "scenarios/')
        (folder / name).write_text(text, encoding="utf-8")
    for _, *words in commands(page):
        if takes_minutes(words):
            check_start(words)
        else:
            make_results(words)
            run_command(brief(words))


@pytest.mark.parametrize("page", [page for page in PAGES if synopses(page)], ids=lambda page: page.name)
def test_the_options_of_a_synopsis_exist(page: Path):
    """The command and every option of a synopsis exist."""
    for line in synopses(page):
        command = line.split()[1]
        check_options(command, re.findall(r"--[a-z][a-z-]*", line.partition("  #")[0]))


def test_a_slip_in_a_page_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A command with a path that does not exist fails, and so does a synopsis with such an option."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    with pytest.raises(AssertionError, match="ended with 1"):
        run_command(["check", "scenarios/base.toml", "--set", "groups.handler.headcount=2"])
    with pytest.raises(AssertionError, match="has no"):
        check_options("run", ["--replication"])
