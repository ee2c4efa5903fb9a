"""The first hour of README.md: its commands in their order, and the scenario that a planner begins with.

That every command of the page succeeds, `tests.docs.test_commands` shows.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from tests.cli.calling import Call

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
OF = {
    "new": ("--yes", "--start", "2026-11-30"),
    "check": (),
    "compare": ("--replications", "2", "--no-figures"),
}
"""The commands whose words are looked at, with what makes each quick, so that it asks nothing."""


def test_the_first_hour(call: Call, folder: Path):
    """The new scenario has nothing odd, and the file that the section tells to save is compared with it."""
    (section,) = re.findall(r"## Your first hour\n(.*?)\n## ", README.read_text("utf-8"), re.DOTALL)
    (saved,) = re.findall(r"```toml\n(.*?)```", section, re.DOTALL)
    (name,) = re.findall(r"Save this as `(.*?)`", section)
    (folder / name).write_text(saved, encoding="utf-8")
    blocks = re.findall(r"```\n(.*?)```", section.replace("```toml\n" + saved + "```", ""), re.DOTALL)
    typed = [shlex.split(line)[1:] for block in blocks for line in block.splitlines()]
    order = ["import", "validate", "fit", "rota", "run", "new", "check", "compare", "report"]
    assert list(dict.fromkeys(words[0] for words in typed)) == order
    told = {words[0]: call(*words, *OF[words[0]]) for words in typed if words[0] in OF}
    assert {name: ended.status for name, ended in told.items()} == {"new": 0, "check": 0, "compare": 0}
    assert "officers: " in told["compare"].out
    assert "Odd" not in told["check"].out
