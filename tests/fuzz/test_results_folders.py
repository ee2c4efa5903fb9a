"""Saved results that somebody has changed: each command that reads them works, or says which file it cannot read."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import strategies as st

from tests.cli.calling import QUICK, TINY
from tests.fuzz.forking import Forks, check_end, check_nothing_half_written, forks_of_server, fuzz
from tests.fuzz.hostile import mutated, spoilt

HEADCOUNT = "groups.handlers.headcount"
TARGET = "999.abandonment_rate <= 1"
COMMANDS = {
    "run": ("run", "tiny.toml", *QUICK, "--out", "run"),
    "comparison": ("compare", "tiny.toml", "busy.toml", *QUICK, "--out", "comparison"),
    "sweep": ("sweep", "tiny.toml", "--vary", f"{HEADCOUNT}=1..2", "--target", TARGET, *QUICK, "--out", "sweep"),
    "calibration": (
        *("calibrate", "tiny.toml", "--fit", f"{HEADCOUNT}=1..3", "--target", "999.abandonment_rate=0.1+-0.3"),
        *("--effort", "quick", "--no-figures", "--jobs", "1", "--out", "calibration"),
    ),
    "prediction": ("run", "tiny.toml", "--ensemble", "calibration", *QUICK[:4], "--out", "prediction"),
}
"""What writes results of each kind, and reads them when it is called again."""
NO_REPORT = ("report", "prediction")
"""There is no report of a prediction."""
REPORT = ("--out", "report.md")
READERS = {
    "run": (("report", "run", *REPORT), ("plot", "run", "queue", "--out", "picture.png")),
    "comparison": (("report", "comparison", *REPORT),),
    "sweep": (("report", "sweep", *REPORT), ("best", "sweep", "--jobs", "1")),
    "calibration": (("report", "calibration", *REPORT), COMMANDS["prediction"]),
    "prediction": (NO_REPORT,),
}
PREPARATION = (*COMMANDS.values(), *(words for readers in READERS.values() for words in readers))

Damage = Callable[[Path], None]
"""What is done to a file."""


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Prepare a folder for results of each kind."""
    folder = tmp_path_factory.mktemp("fuzz") / "saved"
    folder.mkdir()
    (folder / "tiny.toml").write_text(TINY, encoding="utf-8")
    (folder / "busy.toml").write_text(f'extends = "tiny.toml"\nname = "Busy"\n{HEADCOUNT} = 1\n', encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def readers(saved: Path) -> Iterator[Forks]:
    """Save results of each kind, read them all, and keep the process that has done so."""
    with forks_of_server(saved, PREPARATION) as prepared:
        for words in PREPARATION:
            assert prepared.call(saved, *words).status == (1 if words == NO_REPORT else 0)
        yield prepared


def damages(file: Path) -> st.SearchStrategy[Damage]:
    """Return what somebody may do to a file: change its values or its text, or put something else in its place."""
    content = file.read_bytes()
    texts = [spoilt(content), st.sampled_from(_other_texts(content))]
    if file.suffix == ".json":
        texts.append(mutated(json.loads(content)).map(lambda document: json.dumps(document, default=str).encode()))
    written = st.one_of(texts).map(lambda text: lambda path: path.write_bytes(text))
    return st.one_of(written, written, written, st.sampled_from(_NO_FILES))


def _other_texts(content: bytes) -> tuple[bytes, ...]:
    halved, in_utf_16 = content[: len(content) // 2], content.decode("latin-1").encode("utf-16")
    deep = b"[" * 100_000, b'{"a":' * 5000 + b"1" + b"}" * 5000
    return (
        b"",
        b"null",
        b"[]",
        b"{}",
        b"\0" * 100,
        halved,
        in_utf_16,
        *deep,
        b'{"schema": "' + b"x" * 10_000_000 + b'"}',
    )


def _replaced(make: Callable[[Path], object]) -> Damage:
    def replace(path: Path) -> None:
        path.unlink()
        make(path)

    return replace


_NO_FILES: tuple[Damage, ...] = (
    _replaced(os.mkfifo),
    _replaced(Path.mkdir),
    _replaced(lambda path: path.symlink_to("/dev/zero")),
    _replaced(lambda path: path.symlink_to(path.name)),
    _replaced(lambda path: None),
)


def cases(saved: Path) -> st.SearchStrategy[tuple[str, tuple[str, ...], Path, Damage]]:
    """Return a kind of results, a command that reads them, one of their files, and what is done to it."""
    files = [(kind, file) for kind in COMMANDS for file in sorted((saved / kind).rglob("*")) if file.is_file()]
    assert {kind for kind, _ in files} == COMMANDS.keys()
    return st.sampled_from(files).flatmap(
        lambda case: st.tuples(
            st.just(case[0]),
            st.sampled_from((*READERS[case[0]], COMMANDS[case[0]])),
            st.just(case[1].relative_to(saved)),
            damages(case[1]),
        )
    )


def check_case(readers: Forks, saved: Path, kind: str, words: tuple[str, ...], file: Path, damage: Damage) -> None:
    """Damage a file of a copy of the results, and call a command that reads them."""
    folder = saved.with_name("case")
    shutil.copytree(saved, folder)
    try:
        damage(folder / file)
        ended = readers.call(folder, *words)
        check_end(ended)
        check_nothing_half_written(folder)
        named = f"{kind}:" in ended.err or f"{kind}{os.sep}" in ended.err
        assert ended.status == 0 or named or "No point" in ended.out, ended
    finally:
        shutil.rmtree(folder)


@pytest.mark.parametrize("number", [40, pytest.param(2000, marks=pytest.mark.long)])
def test_damaged_files(readers: Forks, saved: Path, number: int):
    """Other values and text, no text, other files and no file; deep, long, cut short and in other encodings."""
    fuzz(number, lambda case: check_case(readers, saved, *case), case=cases(saved))
