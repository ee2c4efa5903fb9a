"""Reading files: chains, circles, encodings, and whatever else a path may lead to."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from simcall.scenario import Scenario, load

Write = Callable[..., Path]
Told = Callable[..., str]


def test_a_chain_of_files(write: Write) -> None:
    """Each file lays its values over those of the file that it extends, wherever each of them is."""
    write("years/2024.toml", 'extends = "../base.toml"\nname = "2024"\ndays = 366')
    write("years/months/feb.toml", "extends = '..\\2024.toml'\nname = \"February\"\n[groups.handlers]\nheadcount = 12")
    scenario = load("years/months/feb.toml")
    assert (scenario.name, scenario.days, scenario.groups["handlers"].headcount) == ("February", 366, 12)
    assert scenario.lines["999"].demand.calls_per_day == 385


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_windows_line_ends_and_byte_order_marks(write: Write, base: Scenario, mark: str) -> None:
    """A file that was saved on Windows says the same."""
    text = Path("base.toml").read_text(encoding="utf-8")
    write("windows.toml", (mark + text.replace("\n", "\r\n")).encode())
    assert load("windows.toml") == base


def test_a_circle_is_shown(write: Write, told: Told) -> None:
    """Files that extend each other are refused once, with the whole circle, under whatever names."""
    write("a.toml", 'extends = "sub/../b.toml"')
    write("b.toml", 'extends = "a.toml"')
    write("c.toml", 'extends = "a.toml"')
    assert told("a.toml") == "b.toml: extends: the files extend each other in a circle: a.toml -> b.toml -> a.toml"
    assert "a.toml -> b.toml -> a.toml" in told("c.toml")
    write("self.toml", 'extends = "self.toml"')
    assert "self.toml -> self.toml" in told("self.toml")


def test_a_missing_parent(write: Write, told: Told) -> None:
    """The missing file is named with the nearest there is; what it might hold is not called missing."""
    write("x.toml", 'extends = "bas.toml"\nnme = "x"\n[lines.999.demand]\ngrowth = -1')
    assert told("x.toml").splitlines() == [
        'x.toml: extends: "bas.toml": there is no such file; did you mean "base.toml"?',
        'x.toml: nme: unknown key; did you mean "name"?',
        "x.toml: lines.999.demand.growth: -1 is out of range: from 0 to 1,000",
    ]


@pytest.mark.parametrize("value", ["3", '""', '["base.toml"]', "{}"])
def test_a_parent_that_is_no_name(write: Write, told: Told, value: str) -> None:
    """`extends` names one file."""
    write("x.toml", f"extends = {value}")
    assert "x.toml: extends: " in told("x.toml")
    assert "is not the name of a scenario file" in told("x.toml")


def test_files_that_are_not_there(write: Write, told: Told) -> None:
    """A missing file, a missing folder and a folder each have their sentence."""
    assert told("bse.toml") == 'bse.toml: there is no such file; did you mean "base.toml"?'
    assert told("nowhere/base.toml") == "nowhere/base.toml: there is no such file, nor the folder nowhere"
    assert told(".") == ".: this is a folder; a scenario file is needed"
    assert "not a name that a file can have" in told("a\0b.toml")


def test_a_file_that_may_not_be_read(write: Write, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the system says against reading a file is passed on."""

    def _forbidden(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", _forbidden)
    assert told("base.toml") == "base.toml: the file cannot be read (permission denied)"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_a_pipe_is_not_waited_for(write: Write, told: Told) -> None:
    """What is no ordinary file is not read, for it may never end."""
    os.mkfifo("pipe")
    assert told("pipe") == "pipe: this is not an ordinary file; a scenario file is needed"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (bytes(range(256)), "not a text file"),
        ('# caf\u00e9\nname = "x"'.encode("latin-1"), "not UTF-8 text (line 1"),
        (b"#" * 3_000_000, "has 3 MB; a scenario file has no more than 2 MB"),
        (b'name = "x', "at the end of the file: this is not TOML: unterminated string"),
        (b"name = [1,\n2", "this is not TOML"),
        (b"[lines]\nname = 1\nname = 2\n", "line 3, column 9: this is not TOML: cannot overwrite a value"),
        (b"x = " + b"[" * 5000, "too many tables within tables"),
        (b"a." * 100 + b"a = 1", "too many tables within tables"),
        (b"days = " + b"9" * 5000, "thousands of digits"),
    ],
)
def test_files_that_are_no_scenarios(write: Write, told: Told, content: bytes, reason: str) -> None:
    """A file that cannot be understood is refused with the place and the reason, on one line."""
    write("x.toml", content)
    assert reason in told("x.toml")
    assert len(told("x.toml").splitlines()) == 1


@pytest.mark.parametrize("date", ["2024-02-30", "2023-02-29", "2024-04-31T10:00:00"])
def test_a_native_date_that_does_not_exist(write: Write, told: Told, date: str) -> None:
    """The line and the date are named."""
    write("x.toml", f'extends = "base.toml"\r\nstart = {date}\r\n')
    assert told("x.toml") == f"x.toml: line 2, column 9: {date} is not in the calendar"


def test_an_empty_file(write: Write, told: Told) -> None:
    """Everything that a scenario must have is called missing."""
    write("x.toml")
    missing = [line.split(": ")[1] for line in told("x.toml").splitlines()]
    assert missing == ["name", "start", "days", "lines", "groups"]


def test_all_files_of_a_chain_answer_for_their_own(write: Write, told: Told) -> None:
    """Each of several problems, in several files and from the command line, names who wrote the value."""
    write("parent.toml", 'extends = "base.toml"\n[lines.999]\npriority = 0\n[lines.101]\npatince = 3')
    write("child.toml", 'extends = "parent.toml"\nbusynes = 3\n[groups.handlers]\nlines = ["999", "1O1"]')
    problems = told("child.toml", ["lines.101.patience.mean=5", "groups.officers.headcount=4"]).splitlines()
    assert sorted(line.partition(": ")[0] + " " + line.split(": ")[1] for line in problems) == [
        "--set groups.officers",
        "--set lines.101.patience.mean",
        "child.toml busynes",
        "child.toml groups.handlers.lines",
        "parent.toml lines.101.patince",
        "parent.toml lines.999.priority",
    ]


def test_loading_needs_no_current_folder(write: Write, tmp_path: Path) -> None:
    """Where a scenario is loaded from leaves no trace in it."""
    write("x.toml", 'extends = "base.toml"\n[lines.999.demand]\ncalls_per_day = 3')
    assert load(tmp_path / "x.toml").fingerprint() == load("x.toml").fingerprint()
