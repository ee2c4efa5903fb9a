"""Nothing that `simcall import` writes or prints holds a caller's number, a person's name or free text of the files."""

from __future__ import annotations

import random
import zipfile
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from tests.cli.calling import Call, everything_in

_HEADER = "Call Start,Queue,Result,Queue Time (s),Talk (s),Wrap (s),Caller Number,Agent,Address,Notes"
_AGENTS = [f"{first} {last}" for first in ("Orla", "Bram", "Suki") for last in ("Quillfeather", "Ashgrove-Vane", "Zed")]
_DAYS = 21


def _numbers() -> list[str]:
    """Return numbers of callers, in the ways in which systems write them."""
    return [f"07700 900{i:03d}" for i in range(60)] + [f"+447700901{i:03d}" for i in range(60)]


@cache
def _rows() -> tuple[str, ...]:
    """Return three weeks of calls, each with a caller, an agent, an address and a note."""
    chance = random.Random(20260302)
    rows = []
    for minute in range(0, _DAYS * 1440, 12):
        start = datetime(2026, 3, 2) + timedelta(minutes=minute + chance.randrange(10))
        gives_up = chance.random() < (0.6 if start.day == 12 else 0.1)
        agent = "" if gives_up else chance.choice(_AGENTS)
        result, talk = ("Abandoned", 0) if gives_up else ("Answered", chance.randrange(20, 600))
        queue = chance.choice(("999 Emergency", "101 Public"))
        caller = chance.choice(_numbers())
        rows.append(
            f"{start:%Y-%m-%d %H:%M:%S},{queue},{result},{chance.randrange(1, 90)},{talk},{talk // 9},{caller},{agent},"
            f"{chance.randrange(1, 99)} Larkspur Mews,rang about a Marmalade cat"
        )
    return tuple(rows)


def _secrets() -> list[bytes]:
    names = [part for agent in _AGENTS for part in (agent, *agent.split()) if len(part) > 3]
    numbers = [form for number in _numbers() for form in (number, number.replace(" ", ""), number[-6:])]
    return [text.encode() for text in (*names, *numbers, "Larkspur", "Marmalade")]


def _leaks(*texts: bytes) -> set[bytes]:
    """Return which of the secrets stand in some texts."""
    return {secret for text in texts for secret in _secrets() if secret in text}


def _texts_of(folder: Path) -> list[bytes]:
    """Return the names and the contents of all files, those within workbooks too."""
    texts = [name.encode() for name in everything_in(folder)]
    for path in folder.rglob("*"):
        if path.is_file():
            texts.append(path.read_bytes())
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as book:
                    texts += [book.read(name) for name in book.namelist()]
    return texts


@pytest.mark.parametrize("words", [("--json",), ("--debug",)])
def test_nothing_that_is_written_or_printed_names_anybody(call: Call, folder: Path, words: tuple[str, ...]) -> None:
    """An import that goes well, with every output that there is: --debug adds to what is printed without it."""
    (folder / "march.csv").write_text("\n".join([_HEADER, *_rows()]))

    done = call("import", "march.csv", "--yes", "--out", "hub", *words)

    assert done.status == 0, done.err
    assert "999 Emergency" in done.out
    assert (folder / "hub" / "scenario.toml").is_file()
    assert not _leaks(done.out.encode(), done.err.encode(), *_texts_of(folder / "hub"))


@cache
def _faulty() -> dict[str, str]:
    """Return files with which something is wrong, each in another way."""
    rows = _rows()
    return {
        "rows that cannot be read": "\n".join(
            [_HEADER, *rows[:500], *(row.replace("2026-03", "2026-99") for row in rows[500:900]), *rows[900:]]
        ),
        "no header": "\n".join(rows),
        "columns that nobody knows": "\n".join(["a,b,c,d,e,f,g,h,i,j", *rows]),
        "a person in the header": "\n".join([_HEADER.replace("Notes", _AGENTS[0]), *rows]),
        "cells that have moved": "\n".join([_HEADER, *(f"{_AGENTS[1]},{row}" for row in rows)]),
        "names where times should be": "\n".join([_HEADER, *(f"{_AGENTS[1]},{row[20:]}" for row in rows)]),
        "numbers where lengths should be": "\n".join(
            [_HEADER, *(row.replace("Answered,", "Answered,07700 900001,") for row in rows)]
        ),
        "outcomes that nobody knows": "\n".join([_HEADER, *(row.replace("Answered", _AGENTS[2]) for row in rows)]),
        "a quotation that does not end": "\n".join([_HEADER, *rows[:50], f'"{_AGENTS[0]}', *rows[50:]]),
        "nothing": "",
    }


@pytest.mark.parametrize("fault", sorted(_faulty()))
@pytest.mark.parametrize("words", [("--yes", "--json"), ("--debug", "--yes")])
def test_no_message_names_anybody(call: Call, folder: Path, fault: str, words: tuple[str, ...]) -> None:
    """Whatever is wrong with a file: the message cites the row and the column, not what stands there."""
    (folder / "march.csv").write_text(_faulty()[fault])

    done = call("import", "march.csv", "--out", "hub", *words)

    written = _texts_of(folder / "hub") if (folder / "hub").exists() else []
    assert done.status in (0, 1)
    assert "Traceback" not in done.err or "--debug" in words
    assert not _leaks(done.out.encode(), done.err.encode(), *written)


def test_a_leak_would_be_found() -> None:
    """The search is not blind: numbers, whole names and parts of them are found, and free text."""
    assert _leaks(b"called by Orla", b"from 07700900003", b"at 12 Larkspur Mews")
    assert not _leaks(b"A01 answered 999 Emergency at 09:00")
