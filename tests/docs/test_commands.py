"""Every command that a page shows is typed as it stands, on spans so short and with so few replications as will do."""

from __future__ import annotations

import re
import shutil
from itertools import pairwise
from pathlib import Path

import pytest
import typer.main

from simcall.cli import main
from simcall.cli.app import app
from simcall.studies.calibrate import load_study
from simcall.studies.sweep import is_sweep_file, load_design
from tests.docs.conftest import Follow
from tests.docs.pages import PAGES, ROOT, commands, synopses

SHORT = ("--replications", "2", "--jobs", "1", "--no-figures")
BRIEF = {
    "check": (),
    "compare": (*SHORT, "--max-replications", "10", "--set", "days=2"),
    "new": ("--yes",),
    "plot": ("--replications", "2", "--set", "days=2"),
    "recruits": (*SHORT, "--set", "days=14"),
    "report": (),
    "rota": ("--no-figures",),
    "run": (*SHORT, "--max-replications", "10", "--set", "days=2"),
    "sweep": (*SHORT, "--set", "days=2"),
}
"""What makes each command brief; the last of an option holds."""
STAND_INS = {"A.toml": "2024-02-without-officers.toml", "B.toml": "2024-02-backfill.toml"}
"""The scenarios that stand for a reader's own."""


def typed(words: list[str]) -> None:
    """Type a command; it has to end well."""
    with pytest.raises(SystemExit) as left:
        main(words)
    assert not left.value.code, f"simcall {' '.join(words)} ended with {left.value.code}"


def brief(words: list[str]) -> list[str]:
    """Return a command that does the same in little time."""
    drawn_again = words[0] == "plot" and not words[1].endswith(".toml")
    return [*words, *(() if drawn_again else BRIEF[words[0]])]


def made_before(words: list[str]) -> None:
    """Make the results that a command looks at, where a page goes on from what another has shown."""
    folders = [word for word in words[1:] if word.startswith("results/") and words[words.index(word) - 1] != "--out"]
    for folder in folders:
        if not Path(folder).exists():
            typed(["run", "scenarios/2024-02-backfill.toml", "--out", folder, *BRIEF["run"]])


def laid_out(words: list[str]) -> None:
    """Go as far with what takes minutes as to see that it could begin."""
    changes = [value for option, value in pairwise(words) if option == "--set"]
    if words[0] == "calibrate":
        load_study(words[1], changes)
    elif words[0] == "sweep":
        load_design(words[1], changes)
    check_options(words[0], [word for word in words if word.startswith("--")])


def takes_minutes(words: list[str]) -> bool:
    """Tell calibrations, sweeps of many points and what picks from them."""
    return words[0] in ("calibrate", "best") or (words[0] == "sweep" and is_sweep_file(Path(words[1])))


def check_options(command: str, options: list[str]) -> None:
    """Hold options against those that a command has."""
    known = typer.main.get_command(app).commands[command].params  # type: ignore[attr-defined]
    names = {name for parameter in known for name in (*parameter.opts, *parameter.secondary_opts)}
    assert set(options) <= names, f"simcall {command} has no {sorted(set(options) - names)}"


@pytest.mark.parametrize("page", [page for page in PAGES if commands(page)], ids=lambda page: page.name)
def test_commands_do_what_the_page_says_they_do(page: Path, follow: Follow):
    """Every command of a page, typed in the page's order in one folder, ends well; long ones can at least begin."""
    folder = follow(page)
    for name, scenario in STAND_INS.items():
        shutil.copytree(ROOT / "scenarios" / "profiles", folder / "profiles", dirs_exist_ok=True)
        text = (ROOT / "scenarios" / scenario).read_text("utf-8").replace('extends = "', 'extends = "scenarios/')
        (folder / name).write_text(text, encoding="utf-8")
    for _, *words in commands(page):
        if takes_minutes(words):
            laid_out(words)
        else:
            made_before(words)
            typed(brief(words))


@pytest.mark.parametrize("page", [page for page in PAGES if synopses(page)], ids=lambda page: page.name)
def test_a_synopsis_names_options_that_there_are(page: Path):
    """Where a page tells how a command is written, the command exists and so does every option."""
    for line in synopses(page):
        command = line.split()[1]
        check_options(command, re.findall(r"--[a-z][a-z-]*", line.partition("  #")[0]))


def test_a_slip_in_a_page_would_be_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A command with a path that is not there, and a synopsis with an option that is not there, fail."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    with pytest.raises(AssertionError, match="ended with 1"):
        typed(["check", "scenarios/base.toml", "--set", "groups.handler.headcount=2"])
    with pytest.raises(AssertionError, match="has no"):
        check_options("run", ["--replication"])
