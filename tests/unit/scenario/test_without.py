"""`without`: a file takes paths away from what it extends before it is laid over it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simcall.errors import ScenarioError
from simcall.scenario import Scenario, load
from tests.unit.scenario.conftest import Refused, Write

HUB = """
extends = "base.toml"

[shifts.early]
start = "06:00"
length = "8 h"

[groups.handlers.rota.fixed]
weekday = { shift = "early", days = ["Mon", "Tue", "Wed", "Thu", "Fri"], people = 12 }
weekend = { shift = "early", days = ["Sat", "Sun"], people = 12 }

[provenance]
"groups.handlers.rota.fixed" = { kind = "measured", source = "our rota" }
"""
TEAMS = """
[groups.handlers.rota]
pattern = ["early", "off"]
starts = 2024-01-29
teams.A = { people = 20 }
teams.B = { people = 20, offset = 1 }
"""


def test_a_part_of_a_rota_is_taken_away(write: Write) -> None:
    """Only this file's people are on duty; what was said of the old ones is gone, and so is the key."""
    write("hub.toml", HUB)
    scenario = load(write("x.toml", f'extends = "hub.toml"\nwithout = ["groups.handlers.rota.fixed"]\n{TEAMS}'))
    rota = scenario.groups["handlers"].rota
    assert rota is not None
    assert (rota.people, dict(rota.fixed)) == (40, {})
    assert "groups.handlers.rota.fixed" not in scenario.provenance
    assert "without" not in scenario.document()
    assert Scenario.from_document(scenario.document()) == scenario


def test_what_is_taken_away_may_be_given_anew(write: Write) -> None:
    """A table that a file takes away and gives again holds only what this file says."""
    write("hub.toml", HUB)
    text = 'without = ["groups.handlers.rota.fixed"]\n[groups.handlers.rota.fixed.few]\n'
    fewer = 'shift = "early"\ndays = ["Mon"]\npeople = 2\n'
    rota = load(write("x.toml", f'extends = "hub.toml"\n{text}{fewer}')).groups["handlers"].rota
    assert rota is not None
    assert list(rota.fixed) == ["few"]


def test_without_works_through_a_chain(write: Write) -> None:
    """A file in the middle takes away from those below it, and one above may give the same again."""
    write("hub.toml", HUB)
    write("teams.toml", f'extends = "hub.toml"\nwithout = ["groups.handlers.rota.fixed", "lines.101.redial"]\n{TEAMS}')
    top = "[lines.101.redial]\nprobability = 0.5\ndelay = { distribution = 'constant', value = '1 min' }\n"
    scenario = load(write("top.toml", f'extends = "teams.toml"\n{top}'))
    assert scenario.groups["handlers"].rota == load("teams.toml").groups["handlers"].rota
    assert load("teams.toml").lines["101"].redial is None
    redial = scenario.lines["101"].redial
    assert redial is not None
    assert redial.divert is None


def test_a_whole_group_and_a_whole_line(over: Callable[[str], Scenario]) -> None:
    """What is taken away may be as large as a line or a group; a quoted key may hold a dot."""
    scenario = over('without = ["groups.handlers", \'lines."101"\']\n[groups.desk]\nlines = ["999"]\nheadcount = 3\n')
    assert (list(scenario.groups), list(scenario.lines)) == (["desk"], ["999"])
    assert not [path for path in scenario.provenance if path.startswith(("groups.handlers", "lines.101"))]


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("groups.handlers.hedcount", "did you mean groups.handlers.headcount?"),
        ("groups.handler.headcount", "did you mean groups.handlers.headcount?"),
        ("lines.101.demand.profile.0", "did you mean lines.101.demand.profile?"),
        ("zzz", "it has name, start, days, warm_up, lines, groups"),
    ],
)
def test_a_path_that_is_not_there(refused: Refused, path: str, hint: str) -> None:
    """The message names the file, the path, the file below, and the nearest path that is there."""
    (problem,) = refused(f'without = ["{path}"]')
    assert (problem.file, problem.path) == ("x.toml", "without")
    assert problem.message == f"there is nothing at {path} in base.toml; {hint}"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ('"lines.101.redial"', '"lines.101.redial" is not a list; write a list of paths, such as without = ['),
        ("[3]", "3 is not a path; write a list of paths, such as without = ["),
        ('["lines..101"]', '"lines..101" is not a path; join names with single dots'),
    ],
)
def test_what_is_no_list_of_paths(refused: Refused, value: str, message: str) -> None:
    """The message says what to write instead."""
    (problem,) = refused(f"without = {value}")
    assert (problem.file, problem.path) == ("x.toml", "without")
    assert problem.message.startswith(message)


def test_only_a_file_that_extends_another_may_take_away(base: Scenario, write: Write) -> None:
    """Alone, in a document and as an override the key is refused, with the remedy."""
    alone = load("base.toml").document() | {"without": ["lines.101.redial"]}
    with pytest.raises(ScenarioError, match="a document stands alone"):
        Scenario.from_document(alone)
    with pytest.raises(ScenarioError, match="without: only a file can take away what it extends; in Python give"):
        base.update({"without": ["lines.101.redial"]})
    write("alone.toml", f'without = ["lines.101.redial"]\n{(write("y.toml").parent / "base.toml").read_text("utf-8")}')
    with pytest.raises(ScenarioError, match=r"alone.toml: without: this file extends no other"):
        load("alone.toml")


@pytest.mark.parametrize(
    ("path", "missing"),
    [
        ("groups.handlers.rota.fixed", "groups.handlers.rota"),
        ("groups.handlers.rota.fixed.weekend.people", "groups.handlers.rota.fixed.weekend.people"),
        ("groups.handlers.rota", "groups.handlers"),
    ],
)
def test_what_is_missing_is_missing_because_of_this_file(write: Write, path: str, missing: str) -> None:
    """Where the rest is not complete, the message names the file that took something away, not the one below."""
    write("hub.toml", HUB)
    with pytest.raises(ScenarioError) as caught:
        load(write("x.toml", f'extends = "hub.toml"\nwithout = ["{path}"]\n'))
    (problem,) = caught.value.problems
    assert (problem.file, problem.path) == ("x.toml", missing)


def test_nothing_is_said_of_paths_when_the_base_cannot_be_read(write: Write) -> None:
    """Where the file below is not there, that is the one problem."""
    with pytest.raises(ScenarioError) as caught:
        load(write("x.toml", 'extends = "missing.toml"\nwithout = ["lines.101.redial"]\n'))
    (problem,) = caught.value.problems
    assert problem.path == "extends"
