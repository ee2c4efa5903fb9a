"""``simcall new``: read the options, ask for the rest, and write the files, all of them or none."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import typer
from rich.console import Console
from rich.text import Text

from simcall.cli.console import INTERRUPTED, messages, output
from simcall.cli.new.dialogue import ask_what_is_missing, refuse_piped_answers
from simcall.cli.new.questions import QUESTIONS, read_all, read_start
from simcall.cli.new.template import Hub, profiles_of, scenario_text
from simcall.cli.requests.start import NewRequest
from simcall.errors import Problem, ScenarioError, SimcallError
from simcall.files.folder_names import folder_name
from simcall.files.local_paths import check_shared_folder
from simcall.files.whole import whole_file
from simcall.scenario import Scenario, holdings, load

__all__ = ["create"]

_SUFFIX = ".toml"
_NEXT = {
    "check  ": "anything odd, and which inputs are assumed",
    "rota   ": "the hours with too few people for the calls",
    "run    ": "the service that callers would receive",
    "staff  ": "how many people each hour needs, and when you are short",
    "explain": "why callers give up: absence, the wrong hours, redials",
}
"""The commands to go on with, and what each shows."""


def create(request: NewRequest) -> int:
    """Ask, write, and say what to do next; return the exit status."""
    hub = _hub_of_options(request)
    check_shared_folder(request.out, may_be_home=True)
    file = request.out / f"{hub.stem}{_SUFFIX}"
    _refuse_existing(file, hub)  # before anything is asked
    try:
        if not request.yes:
            refuse_piped_answers()
            hub = ask_what_is_missing(hub) if sys.stdin.isatty() else hub
        texts = {**profiles_of(hub), file.name: scenario_text(hub)}
        _refuse_existing(file, hub)  # somebody may have written it while the questions were asked
        _write_all({request.out / name: text for name, text in texts.items()})
    except (KeyboardInterrupt, typer.Abort):
        messages().print("\nInterrupted: nothing was written.")
        return INTERRUPTED
    _print_next(output(), file, load(file), hub)
    return 0


def _hub_of_options(request: NewRequest) -> Hub:
    """Return what the options say, or raise every problem with them."""
    given, problems = read_all({question.key: getattr(request, question.key) for question in QUESTIONS})
    name = request.name.strip()
    if name.lower().endswith(_SUFFIX):
        name = name[: -len(_SUFFIX)].rstrip()
    if not name or not name.isprintable():
        problems.insert(0, Problem("NAME", "", "a name is one line of text that can be printed"))
    start = date.today()
    try:
        start = read_start(request.start, start)
    except ValueError as error:
        problems.append(Problem("--start", "", f'"{request.start}": {error}'))
    if problems:
        raise ScenarioError(problems)
    return Hub(name, folder_name(name), start, given, request.measured, request.flat)


def _refuse_existing(file: Path, hub: Hub) -> None:
    """Refuse to overwrite anything, and folders that simcall cannot read."""
    paths = (file, *(file.parent / name for name in profiles_of(hub)))
    try:
        existing = [path for path in paths if path.is_symlink() or path.exists()]
    except OSError as error:  # a name too long for the file system, or a folder that may not be entered
        raise SimcallError(
            f"{file}: simcall cannot write here ({error.strerror}); give another folder with --out"
        ) from error
    if existing:
        raise SimcallError(
            "\n".join(
                f"{path}: this already exists; give another name, or another folder with --out" for path in existing
            )
        )


def _write_all(texts: Mapping[Path, str]) -> None:
    """Write files, all of them or none; folders that were made for them go too."""
    written: list[Path] = []
    folders: list[Path] = []
    try:
        for path, text in texts.items():
            for folder in [parent for parent in reversed(path.parents) if not parent.exists()]:
                folder.mkdir()
                folders.append(folder)
            with whole_file(path) as fresh:
                fresh.write_text(text, encoding="utf-8", newline="\n")
            written.append(path)
    except BaseException as error:
        for path in written:
            path.unlink(missing_ok=True)
        for folder in reversed(folders):
            folder.rmdir()
        if isinstance(error, OSError):
            reason = error.strerror or error
            raise SimcallError(f"{path}: cannot be written ({reason}); name another folder with --out") from error
        raise


def _print_next(out: Console, file: Path, scenario: Scenario, hub: Hub) -> None:
    """Say what was written, how much of it is assumed, and how to go on."""
    beside = [str(file.parent / name) for name in profiles_of(hub)]
    also = f", and the shape of its week in {' and '.join(beside)}" if beside else ""
    out.print(Text(f"Wrote {file}{also}."), soft_wrap=True)
    yours = f"{len(hub.given)} answers are yours" if len(hub.given) != 1 else "1 answer is yours"
    assumed = sum(holding.kind == "assumed" for holding in holdings(scenario))  # the number that check and run give
    out.print(f"{yours}; {assumed} inputs are assumed, and the file says which. Replace them as you learn more.")
    out.print(
        "Do you have an export from your phone system? simcall import FILE measures most of these inputs.",
        soft_wrap=True,
    )
    out.print("\nNext:")
    typed = f'"{file}"' if " " in str(file) else str(file)
    for command, purpose in _NEXT.items():
        out.print(Text(f"  simcall {command} {typed}    {purpose}"), soft_wrap=True)
