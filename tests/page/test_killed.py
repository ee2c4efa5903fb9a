"""A page that is killed while it writes leaves whole files or none, and the next one goes on."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

import simcall as sc
from tests.page.asking import Asked

WRITING = """
import re, sys
from html import unescape
from pathlib import Path
from starlette.testclient import TestClient
from simcall.page.answers import Answers
from simcall.page.application import application
from simcall.page.desk import Desk
from simcall.page.folder import Folder
from simcall.page.guard import Keys

desk = Desk(Folder(Path()), "tiny.toml", Keys(8321), Answers(replications=2, jobs=1))
client = TestClient(application(desk), base_url=desk.keys.origin)
client.get(f"/?token={desk.keys.token}")
headers = {"Origin": desk.keys.origin}
what = sys.argv[1]
print("ready", flush=True)
for number in range(10_000):
    changes = {"file": "tiny.toml", "calls": str(number % 50 + 1)}
    if what == "save":
        shown = client.get(desk.keys.root + "rota/save", params={"save_name": "Mine", **changes}).text
        mark = re.findall('name="save_seen" value="([^"]*)"', shown)[0]
        sent = {**changes, "save_name": "Mine", "save_file": "mine", "save_seen": mark, "save_replace": "1"}
        client.post(desk.keys.root + "rota/save", data=sent, headers=headers)
    else:
        job = client.post(desk.keys.root + "keep", data=changes, headers=headers, follow_redirects=False)
        client.get(job.headers["location"].partition("?")[0] + "/events")
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


def killed(folder: Path, what: str, first: str, after_s: float) -> None:
    """Let a page write one thing after the other, and kill it some time after the first is there."""
    command = [sys.executable, "-c", WRITING, what]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE) as writing:
        assert writing.stdout is not None
        assert writing.stdout.readline() == b"ready\n"
        while writing.poll() is None and not any(folder.glob(first)):
            time.sleep(0.05)
        time.sleep(after_s)
        assert writing.poll() is None
        writing.kill()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_killed_while_it_saves_a_scenario(folder: Path, asked: Asked, seed: int):
    """The file is one of the texts, or is not there; it can be written again."""
    killed(folder, "save", "mine.toml", random.Random(seed).random())
    if (folder / "mine.toml").exists():
        assert sc.load("mine.toml").name == "Mine"
        assert (folder / "mine.toml").read_text("utf-8").endswith("\n")
    assert asked.get("rota/save?calls=77&save_name=Mine").status_code == 200


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_killed_while_it_keeps_an_answer(folder: Path, asked: Asked, seed: int):
    """Each folder of results is whole or has no name of its own; the next page lists them, and keeps another."""
    killed(folder, "keep", "results/[!.]*", 5 * random.Random(seed).random())
    named = [each for each in (folder / "results").iterdir() if not each.name.startswith(".")]
    assert named
    for each in named:
        manifest, summary = (json.loads((each / f"{name}.json").read_text("utf-8")) for name in ("manifest", "summary"))
        assert (manifest["replications"], manifest["seed"]) == (summary["replications"], summary["seed"]) == (2, 1)
        for report in each.glob("report.*"):
            assert report.read_bytes().rstrip().endswith(b"</html>") or report.read_bytes()[:2] == b"PK"
    assert asked.get("results").status_code == 200
    job = asked.job(asked.post("keep", data={"file": "tiny.toml", "calls": "1"}))
    assert asked.events(f"{job}/events")[-1][1]["state"] == "done"
