"""Whatever stands in names, keys, files and options: no message can command a terminal or turn its text round."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.text import Text

from simcall.cli import main
from simcall.cli.console import SafeConsole, print_json
from tests.cli.calling import FORBIDDEN, TINY

HOSTILE = st.lists(st.sampled_from([*sorted(FORBIDDEN), "\x1b[2J", "\x1b]0;title\x07", "a", "lines"]), min_size=1).map(
    "".join
)


def in_toml(text: str) -> str:
    """Write text as a TOML string in which every character is an escape."""
    return '"' + "".join(f"\\U{ord(character):08x}" for character in text) + '"'


def with_unknown_key(folder: Path, text: str) -> None:
    """Put the text among the keys of a table."""
    (folder / "tiny.toml").write_text(f"{TINY}\n[{in_toml(text)}]\n{in_toml(text)} = 1\n", encoding="utf-8")


def with_name(folder: Path, text: str) -> None:
    """Name the scenario, a line and a group by the text."""
    renamed = TINY.replace('"Tiny hub"', in_toml(text)).replace("groups.handlers", f"groups.{in_toml(text)}")
    (folder / "tiny.toml").write_text(renamed.replace("lines.999]", f"lines.{in_toml(text)}]"), encoding="utf-8")


def with_provenance(folder: Path, text: str) -> None:
    """Give a source to a path of that text."""
    entry = f'{in_toml(text)} = {{ kind = "assumed", source = {in_toml(text)} }}'
    (folder / "tiny.toml").write_text(f"{TINY}{entry}\n", encoding="utf-8")


def with_files(folder: Path, text: str) -> None:
    """Name by the text a profile, a roster and a file that is extended."""
    lines = f"extends = {in_toml(text)}\n" + TINY.replace("headcount = 2", f"roster = {in_toml(text)}")
    profile = f"{{ calls_per_day = 240, profile = {in_toml(text + '.csv')} }}"
    (folder / "tiny.toml").write_text(lines.replace("{ calls_per_day = 240 }", profile), encoding="utf-8")


def with_csv(folder: Path, text: str) -> None:
    """Put the text into the header and a row of a profile."""
    profile = '{ calls_per_day = 240, profile = "week.csv" }'
    (folder / "tiny.toml").write_text(TINY.replace("{ calls_per_day = 240 }", profile), encoding="utf-8")
    (folder / "week.csv").write_text(f"day,from,{text}weight\n{text},00:00,1\n", encoding="utf-8", newline="")


def with_values(folder: Path, text: str) -> None:
    """Give the text where numbers, times and choices are expected."""
    hostile = TINY.replace('"5 min"', in_toml(text)).replace('"exponential"', in_toml(text), 1)
    (folder / "tiny.toml").write_text(
        hostile.replace("headcount = 2", f"headcount = {in_toml(text)}"), encoding="utf-8"
    )


def printed(*words: str) -> tuple[int, str]:
    """Return the status of a command and all that it printed."""
    stream = io.StringIO()
    with redirect_stdout(stream), redirect_stderr(stream), pytest.raises(SystemExit) as left:
        main(list(words))
    return int(left.value.code or 0), stream.getvalue()


@pytest.mark.parametrize(
    "spoil", [with_unknown_key, with_name, with_provenance, with_files, with_csv, with_values], ids=lambda f: f.__name__
)
@settings(deadline=None, max_examples=25)
@given(text=HOSTILE)
def test_files_cannot_command_a_terminal(spoil: Callable[[Path, str], None], text: str):
    """A message that repeats a key, a name, a path or a cell would pass on its escape sequences."""
    with tempfile.TemporaryDirectory() as folder:
        spoil(Path(folder), text)
        for options in ((), ("--all",), ("--debug",)):
            status, output = printed("check", str(Path(folder) / "tiny.toml"), *options)
            assert status in (0, 1)
            assert output
            assert not FORBIDDEN & set(output)


@pytest.mark.parametrize("before", [[], ["check"], ["check", "tiny.toml", "--set"], ["run", "tiny.toml", "--out"]])
@settings(deadline=None)
@given(text=HOSTILE)
def test_options_cannot_command_a_terminal(before: list[str], text: str):
    """A message about an unknown command, option or value would pass on its escape sequences."""
    status, output = printed(*before, f"--{text}" if not before else text + "\x1b")
    assert status == 2
    assert not FORBIDDEN & set(output)


def test_json_holds_none_either(monkeypatch):
    """JSON on a terminal would turn round what follows a mark in it; read, it must hold the same text."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    monkeypatch.setattr("sys.stdout", stream)
    document = {"name": "".join(sorted(FORBIDDEN)), "lines": ["café"]}
    print_json(document)
    text = stream.buffer.getvalue().decode()
    assert not FORBIDDEN & set(text)
    assert json.loads(text) == document


def test_the_consoles_keep_their_own_colours():
    """A console that escaped its own commands would print them as text."""
    stream = io.StringIO()
    console = SafeConsole(file=stream, force_terminal=True, color_system="standard", width=60)
    console.print(Text("\x1b[2Jlate\u202e", style="bold"))
    assert stream.getvalue() == "\x1b[1m\\u001b[2Jlate\\u202e\x1b[0m\n"
