"""A file laid over a scenario made by `simcall new`: what would double the staff in silence is said, and mended."""

from __future__ import annotations

from pathlib import Path

from tests.cli.calling import QUICK, Call
from tests.cli.test_table import flat

PATTERN = """
name = "A pattern of five teams"
extends = "my-hub.toml"

[groups.handlers.rota]
pattern = ["early", "early", "late", "late", "night", "night", "off", "off", "off", "off"]
starts = 2026-11-30
teams.A = { people = 20 }
teams.B = { people = 21, offset = 2 }
teams.C = { people = 21, offset = 4 }
teams.D = { people = 21, offset = 6 }
teams.E = { people = 21, offset = 8 }
"""
WARNING = (
    "60 posts of group handlers come from my-hub.toml and 104 from this file (pattern.toml): simcall adds them up. If "
    'those of pattern.toml are to replace the others, write without = ["groups.handlers.rota.fixed"] at the top of '
    "pattern.toml"
)


def hub(call: Call) -> None:
    """Make a hub of 60 posts: twelve on earlies and lates, six on nights, on weekdays and at weekends."""
    numbers = ("--early", "12", "--late", "12", "--night", "6", "--absence", "22 %")
    assert call("new", "my-hub", *numbers, "--start", "2026-11-30", "--yes").status == 0


def test_a_pattern_over_fixed_shifts_is_said_by_every_command(call: Call, folder: Path):
    """`check` warns on stdout; `run`, `rota` and `sweep` on stderr, before their output."""
    hub(call)
    (folder / "pattern.toml").write_text(PATTERN, encoding="utf-8")
    assert WARNING in flat(call("check", "pattern.toml").out)
    vary = ("--vary", "groups.handlers.rota.teams.A.people=20,21")
    for words in (
        ("rota", "pattern.toml", "--no-figures"),
        ("run", "pattern.toml", *QUICK, "--set", "days=2"),
        ("sweep", "pattern.toml", *vary, *QUICK, "--set", "days=1"),
    ):
        shown = call(*words)
        assert shown.status in (0, 3)
        assert WARNING in flat(shown.err)


def test_without_mends_it_in_a_sweep_too(call: Call, folder: Path):
    """With the key that the warning names nothing is doubled, here and where a sweep's file names the scenario."""
    hub(call)
    (folder / "pattern.toml").write_text(
        PATTERN.replace("\n[", '\nwithout = ["groups.handlers.rota.fixed"]\n\n[', 1), encoding="utf-8"
    )
    assert "posts of group" not in flat(call("check", "pattern.toml").out)
    swept = call(
        "sweep", "pattern.toml", "--vary", "groups.handlers.rota.teams.A.people=20,21", *QUICK, "--set", "days=1"
    )
    assert swept.status == 0
    assert "posts of group" not in swept.err
    (folder / "sweep.toml").write_text(
        'name = "teams"\nscenario = "pattern.toml"\n[vary]\n"groups.handlers.rota.teams.A.people" = [20, 21]\n',
        encoding="utf-8",
    )
    swept = call("sweep", "sweep.toml", *QUICK, "--set", "days=1")
    assert (swept.status, "posts of group" in swept.err) == (0, False)
    (folder / "pattern.toml").write_text(
        PATTERN.replace("\n[", '\nwithout = ["groups.handlers.rota.fxed"]\n\n[', 1), encoding="utf-8"
    )
    refused = call("check", "pattern.toml")
    assert refused.status == 1
    assert flat(refused.err).startswith(
        "pattern.toml: without: there is nothing at groups.handlers.rota.fxed in my-hub.toml; did you mean "
        "groups.handlers.rota.fixed?"
    )


def test_a_roster_over_a_hub(call: Call, folder: Path):
    """The roster says who is there: `check` says that the absence of the hub is gone, and it is."""
    hub(call)
    duties = [f"p{n},2026-{day},{hours}" for n, hours in enumerate(["06:00,14:00", "14:00,22:00", "22:00,06:00"] * 4)
              for day in ("11-29", "11-30", "12-01")]  # fmt: skip
    (folder / "people.csv").write_text("person,date,start,end\n" + "\n".join(duties) + "\n", encoding="utf-8")
    text = 'name = "Named people"\nextends = "my-hub.toml"\ndays = 2\n[groups.handlers]\nroster = "people.csv"\n'
    (folder / "named.toml").write_text(text, encoding="utf-8")
    shown = flat(call("check", "named.toml").out)
    assert "the roster of handlers replaces the absence of 22 % that my-hub.toml gives" in shown
    assert "groups.handlers.absence.probability" not in shown


def test_a_file_that_changes_nothing(call: Call, folder: Path):
    """A what-if that the hub is already is said to change nothing."""
    hub(call)
    text = 'name = "Without officers"\nextends = "my-hub.toml"\n[groups.officers]\nheadcount = 0\n'
    (folder / "none.toml").write_text(text, encoding="utf-8")
    assert "this file changes nothing in my-hub.toml" in flat(call("check", "none.toml").out)
