"""Documents that simcall has written and somebody may have changed: what they hold, or one sentence."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from simcall.errors import ResultsError
from simcall.files.documents import read_document
from simcall.files.manifests import check_manifest
from simcall.files.own_folders import write_manifest

DEEP = b'{"a":' * 300 + b"1" + b"}" * 300


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[1]", b"null", b'{"a": NaN}', b'{"a": 1e999}', b'{"a": -1e999}', b'{"a": "\\ud800"}', b"\xff", DEEP],
)
def test_what_is_no_document(tmp_path: Path, content: bytes):
    """Text that is no JSON, has a number that is not finite, or is nested too deeply is refused with the remedy."""
    file = tmp_path / "summary.json"
    file.write_bytes(content)
    with pytest.raises(ResultsError, match="make the results again") as refused:
        read_document(file, "make the results again")
    assert str(refused.value).startswith(f"{file}: ")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")
@pytest.mark.parametrize("make", [os.mkdir, getattr(os, "mkfifo", None), lambda file: file.symlink_to("/dev/zero")])
def test_what_is_no_file(tmp_path: Path, make):
    """Folders, pipes and devices are refused unread."""
    file = tmp_path / "summary.json"
    make(file)
    with pytest.raises(ResultsError, match=r"(a folder|not an ordinary file); a file of results is needed"):
        read_document(file, "make the results again")


RUN = {"scenario": {}, "scenario_sha256": "x", "replications": 2, "engine": "kernel", "changed_for_this_run": ()}


def test_the_writer_declares_what_readers_check(tmp_path: Path):
    """A manifest that no reader would take is not written."""
    write_manifest(tmp_path, "run", {**RUN, "seed": 0})
    document = read_document(tmp_path / "manifest.json", "")
    check_manifest(document, "run", tmp_path)
    with pytest.raises(ResultsError, match="seed is -1"):
        write_manifest(tmp_path, "run", {**RUN, "seed": -1})
    assert read_document(tmp_path / "manifest.json", "") == document
