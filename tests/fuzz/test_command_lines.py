"""Any command line: odd values of every option, odd names of files, and options that do not belong together."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import strategies as st

from tests.cli.calling import QUICK, TINY
from tests.fuzz.forking import Forks, check_end, check_nothing_half_written, files_in, fuzz
from tests.fuzz.hostile import texts

Words = tuple[str, ...]

CASES = pytest.mark.parametrize("cases", [30, pytest.param(700, marks=pytest.mark.long)])
HEADCOUNT = "groups.handlers.headcount"
FIT = ("--fit", "lines.999.handling.mean=4 min..6 min", "--target", "999.abandonment_rate=0.1+-0.05")
COMMANDS: tuple[Words, ...] = (
    ("new", "mine", "--yes"),
    ("import", "report.csv", "--yes", "--line", "999=Emergency", "--out", "imported"),
    ("check", "tiny.toml"),
    ("rota", "tiny.toml", "--no-figures"),
    ("run", "tiny.toml", *QUICK),
    ("run", "tiny.toml", *QUICK, "--until", "999.answered_in_target+-0.4", "--max-replications", "12"),
    ("compare", "tiny.toml", "more.toml", *QUICK),
    ("sweep", "tiny.toml", "--vary", f"{HEADCOUNT}=1..2", *QUICK),
    ("best", "swept", "--target", "999.answered_in_target>=0.5", "--minimise", "paid_hours"),
    ("calibrate", "tiny.toml", *FIT, "--effort", "quick", "--jobs", "1", "--no-figures"),
    ("recruits", "tiny.toml", "--without", "handlers", "--replications", "2", "--jobs", "1", "--no-figures"),
    ("report", "ran", "--format", "md"),
    ("plot", "ran", "still_waiting"),
)
MADE: tuple[Words, ...] = (
    ("run", "tiny.toml", *QUICK, "--out", "ran"),
    ("sweep", "tiny.toml", "--vary", f"{HEADCOUNT}=1..2", *QUICK, "--out", "swept"),
)
OPTIONS = (
    *(
        "--set",
        "--out",
        "--seed",
        "--jobs",
        "--until",
        "--target",
        "--minimise",
        "--engine",
        "--vary",
        "--fit",
        "--line",
    ),
    *("--format", "--group", "--like", "--ensemble", "--start", "--calls-999", "--absence", "--effort"),
)
FLAGS = ("--json", "--all", "--assumed", "--records", "--require-target", "--flat", "--measured", "--no-figures", "--")
OPTIONS += ("--map", "--answer", "--keep", "--zone", "--local-zone", "--dates", "--staff")
OPTIONS += ("--replications", "--max-replications", "--points", "--without", "--scheduler", "--no-such-option")
PLACES = (
    "/",
    "~",
    "~/mine",
    "~nobody",
    ".",
    "..",
    "",
    "/dev/null",
    "/dev/full",
    "/dev/zero",
    "/proc/self",
    "fifo",
    "ran",
)
PLACES += ("http://127.0.0.1:9/x", "file:///etc/passwd", "x" * 300, "x" * 250, f"new/{'x' * 300}", "caf\udce9", "loop")
PLACES += (
    "swept",
    "tiny.toml",
    "tiny.toml/x",
    "a.png",
    "a.html",
    "a.xlsx",
    "new/a.md",
    "\udcff.png",
    "CON",
    "x" * 300 + ".png",
)
NUMBERS = (
    "0",
    "-1",
    "1",
    "2",
    "9" * 400,
    "-" + "9" * 400,
    str(2**63),
    str(2**64),
    "1e400",
    "nan",
    "inf",
    "0x2",
    "1_0",
    "²",
)
PATHS = (
    HEADCOUNT,
    "lines.999.handling.mean",
    "lines.999",
    "lines",
    "days",
    "start",
    "name",
    "no.such",
    "",
    ".",
    "lines..x",
)
FIGURES = ("999.answered_in_target", "paid_hours", "handlers.duty_hours", "101.abandonment_rate", "999.", "", "=")
SIGNS = (">=", "<=", "=", "+-", "±", "≥", ">", "==", "..", "")


@pytest.fixture(scope="module")
def supplied(forks: Forks, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two scenarios, results of two kinds, a pipe without a writer and a link in a circle."""
    folder = tmp_path_factory.mktemp("supplied")
    (folder / "home").mkdir()
    (folder / "tiny.toml").write_text(TINY, encoding="utf-8")
    (folder / "more.toml").write_text(f'extends = "tiny.toml"\nname = "More"\n{HEADCOUNT} = 3\n', encoding="utf-8")
    rows = (f"2026-03-{day:02d} {hour:02d}:00,Emergency,5,4,1" for day in range(2, 16) for hour in range(24))
    (folder / "report.csv").write_text("\n".join(["Start,Queue,Offered,Answered,Abandoned", *rows]), encoding="utf-8")
    for words in MADE:
        ended = forks.call(folder, *words)
        assert ended.status == 0, ended.err
    (folder / "loop").symlink_to("loop")
    return folder


@CASES
def test_command_lines(forks: Forks, supplied: Path, tmp_path: Path, cases: int):
    """Up to three changes of a right command: it ends clearly, and a refusal writes nothing."""

    def check(words: Words) -> None:
        folder = tmp_path / "far" / "down" / "from" / "the" / "root"  # so that .. leads to no other test's files
        shutil.rmtree(tmp_path / "far", ignore_errors=True)
        shutil.copytree(supplied, folder, symlinks=True)
        os.mkfifo(folder / "fifo")
        before = files_in(tmp_path)
        ended = forks.call(folder, *words)
        check_end(ended)
        check_nothing_half_written(tmp_path)
        if ended.status in (1, 2):
            assert files_in(tmp_path) == before, (words, ended.err)

    fuzz(cases, check, words=_command_lines())


def test_the_commands_themselves(forks: Forks, supplied: Path, tmp_path: Path):
    """All but one are right before they are changed: the tests above do not fail at another fault each time."""
    folder = tmp_path / "copy"
    shutil.copytree(supplied, folder, symlinks=True)
    ended = {words[0]: forks.call(folder, *words) for words in COMMANDS}
    assert {name for name, end in ended.items() if end.status} == {"recruits"}  # the small hub has none


def _command_lines() -> st.SearchStrategy[Words]:
    share = st.floats(0, 1, exclude_max=True, allow_subnormal=False)
    replace = st.tuples(st.just("replace"), share, _words().map(lambda word: (word,)))
    insert = st.tuples(st.just("insert"), share, _options())
    remove = st.tuples(st.just("remove"), share, st.just(()))
    changes = st.lists(replace | insert | insert | remove, min_size=1, max_size=3)
    return st.tuples(st.sampled_from(COMMANDS), changes).map(lambda drawn: _apply(*drawn)).filter(_is_short)


def _options() -> st.SearchStrategy[Words]:
    known = st.sampled_from((*OPTIONS, "--out", "--set"))
    return st.tuples(known, _words()) | st.sampled_from(FLAGS).map(lambda flag: (flag,))


def _words() -> st.SearchStrategy[str]:
    values = st.sampled_from((*NUMBERS, "1..2", "1 min..2 min", "{}", "[]", '"', "80 %", "true", "2024-02-30"))
    assignment = st.tuples(st.sampled_from(PATHS), st.sampled_from(SIGNS), values | texts()).map("".join)
    figure = st.tuples(st.sampled_from(FIGURES), st.sampled_from(SIGNS), values | texts()).map("".join)
    return st.sampled_from((*PLACES, *NUMBERS)) | assignment | figure | texts().filter(_is_local)


def _is_local(word: str) -> bool:
    """Tell whether a word can stand on a command line, and names nothing outside the folder of the test."""
    return "\0" not in word and not word.startswith("/") and word.count("..") < 5


def _apply(words: Words, changes: Sequence[tuple[str, float, Words]]) -> Words:
    changed = list(words)
    for kind, share, new in changes:
        position = 1 + int(share * len(changed[1:]))
        changed[position : position + (kind != "insert")] = new
    return tuple(word.replace("\0", "") for word in changed)


def _is_short(words: Words) -> bool:
    """Tell whether a command has little to do if it is right: so many replications or points would be right, too."""
    return not {"--yes"} & set(words[1:]) or words[0] in ("new", "import")
