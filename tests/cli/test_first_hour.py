"""The first hour of README.md, typed as it stands there, in a folder that holds the example's exports alone."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

from tests.cli.calling import Call

ROOT = Path(__file__).parents[2]
README, EXPORTS = ROOT / "README.md", Path("scenarios", "exports")
OF = {
    "validate": ("--replications", "3"),
    "new": ("--yes", "--start", "2026-11-30"),
    "rota": ("--no-figures",),
    "run": ("--replications", "2", "--no-figures"),
    "compare": ("--replications", "2", "--no-figures"),
}
"""What makes a command quick, and ask nothing."""


def test_the_first_hour(call: Call, folder: Path):
    """Every command of the section succeeds, one after the other, with the file that it tells to save."""
    (section,) = re.findall(r"## Your first hour\n(.*?)\n## ", README.read_text("utf-8"), re.DOTALL)
    (saved,) = re.findall(r"```toml\n(.*?)```", section, re.DOTALL)
    (name,) = re.findall(r"Save this as `(.*?)`", section)
    (folder / name).write_text(saved, encoding="utf-8")
    shutil.copytree(ROOT / EXPORTS, folder / EXPORTS)
    told = {}
    for block in re.findall(r"```\n(.*?)```", section.replace("```toml\n" + saved + "```", ""), re.DOTALL):
        for line in block.splitlines():
            words = shlex.split(line)[1:]
            told[words[0]] = call(*words, *OF.get(words[0], ()))
            assert told[words[0]].status == 0, (line, told[words[0]].err)
    assert list(told) == ["import", "validate", "fit", "rota", "run", "new", "check", "compare", "report"]
    assert "officers: " in told["compare"].out
    assert "Odd" not in told["check"].out
