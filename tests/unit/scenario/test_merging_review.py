"""What `check` says of files laid over each other: posts that add up, absence that is gone, no change at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from simcall.scenario import Scenario, load, staffing_oddities, warnings
from tests.unit.scenario.conftest import Write
from tests.unit.scenario.test_without import HUB, TEAMS

ROSTER = "person,date,start,end\nab,2024-02-01,07:00,15:00\n"
ABSENT = "[groups.handlers.absence]\nprobability = 0.22\ntraining_every = '10 weeks'\n"


@pytest.fixture(autouse=True)
def hub(write: Write) -> Path:
    """Write a hub with fixed shifts, 24 posts, and with absence."""
    write("people.csv", ROSTER)
    return write("hub.toml", HUB.replace("[shifts", f"{ABSENT}\n[shifts", 1))


def about(scenario: Scenario, words: str) -> list[str]:
    """Return the warnings that hold some words."""
    return [warning for warning in warnings(scenario) if words in warning]


def test_posts_of_two_files_are_counted_by_file(write: Write) -> None:
    """Both numbers, both files, and the key that takes the old posts away; a run says it too."""
    scenario = load(write("x.toml", f'extends = "hub.toml"\n{TEAMS}'))
    (warning,) = about(scenario, "posts")
    assert warning == (
        "24 posts of group handlers come from hub.toml and 40 from this file (x.toml): simcall adds them up. If those "
        'of x.toml are to replace the others, write without = ["groups.handlers.rota.fixed"] at the top of x.toml'
    )
    assert warning in staffing_oddities(scenario)


def test_files_of_the_same_name_are_told_apart_by_their_folders(write: Write) -> None:
    """A file may have the name of the one that it extends, in another folder."""
    scenario = load(write("what-if/hub.toml", f'extends = "../hub.toml"\n{TEAMS}'))
    (warning,) = about(scenario, "posts")
    below, above = (Path(file) for file in scenario.history.files[-2:])
    assert warning.startswith(f"24 posts of group handlers come from {below} and 40 from this file ({above}): ")


def test_what_merging_does_comes_before_what_follows_from_it(write: Write) -> None:
    """A command shows only the first few oddities: double posts are among them, whatever else is odd."""
    odd = staffing_oddities(
        load(write("x.toml", f'extends = "hub.toml"\nlines.999.demand.calls_per_day = 9e6\n{TEAMS}'))
    )
    assert len(odd) > 1
    assert "simcall adds them up" in odd[0]


def test_the_remedy_mends_it(write: Write) -> None:
    """With the key that the warning names, the posts are those of one file."""
    scenario = load(write("x.toml", f'extends = "hub.toml"\nwithout = ["groups.handlers.rota.fixed"]\n{TEAMS}'))
    assert about(scenario, "posts") == []
    assert scenario.groups["handlers"].rota is not None
    assert scenario.groups["handlers"].rota.people == 40


@pytest.mark.parametrize(
    ("middle", "top", "remedy"),
    [
        (
            TEAMS,
            '[groups.handlers.rota.fixed.x]\nshift = "early"\ndays = ["Sun"]\npeople = 1\n',
            "groups.handlers.rota",
        ),
        (TEAMS, "[groups.handlers.rota]\nteams.C = { people = 1 }\n", None),
    ],
)
def test_three_files(write: Write, middle: str, top: str, remedy: str | None) -> None:
    """The posts of each file are counted; a pattern without teams would be refused, so the whole rota goes."""
    write("middle.toml", f'extends = "hub.toml"\n{middle}')
    (warning,) = about(load(write("x.toml", f'extends = "middle.toml"\n{top}')), "posts")
    assert warning.startswith(
        "24 posts of group handlers come from hub.toml, 40 from middle.toml and 1 from this file (x.toml)"
    )
    paths = f'"{remedy}"' if remedy else '"groups.handlers.rota.teams", "groups.handlers.rota.fixed"'
    assert f"write without = [{paths}] at the top of x.toml" in warning


@pytest.mark.parametrize(
    "change",
    [
        "[groups.handlers.rota.fixed]\nweekday.people = 14\n",
        '[groups.handlers.rota.fixed]\nweekday = { shift = "early", days = ["Mon"], people = 3 }\n',
        '[groups.handlers.rota.fixed]\nmore = { shift = "early", days = ["Mon"], people = 0 }\n',
        '[groups.desk]\nlines = ["999"]\nrota.fixed.x = { shift = "early", days = ["Mon"], people = 3 }\n',
    ],
)
def test_changed_posts_are_not_added(write: Write, change: str) -> None:
    """A file that changes posts which are there, adds none, or staffs another group gives no warning."""
    assert about(load(write("x.toml", f'extends = "hub.toml"\n{change}')), "posts") == []


def test_an_override_is_meant_as_it_is() -> None:
    """Posts that the command line or Python adds are not another file's."""
    shift = {"shift": "early", "days": ["Mon"], "people": 2}
    path = "groups.handlers.rota.fixed.more"
    for scenario in (load("hub.toml").update({path: shift}), load("hub.toml", {path: shift})):
        assert scenario.groups["handlers"].rota is not None
        assert scenario.groups["handlers"].rota.people == 26
        assert about(scenario, "posts") == []


def test_a_changed_copy_remembers_its_files(write: Write) -> None:
    """What `update` does not touch comes from the files it came from; what it displaces is forgotten."""
    scenario = load(write("x.toml", f'extends = "hub.toml"\n{TEAMS}'))
    assert about(scenario.update({"days": 2}), "posts") == about(scenario, "posts")
    assert about(scenario.update({"groups.handlers.headcount": 3}), "posts") == []
    assert scenario == Scenario.from_document(scenario.document())


def test_a_roster_replaces_absence_and_says_so(write: Write) -> None:
    """The roster says who is there, so absence that was written for the rota below it is gone."""
    scenario = load(write("x.toml", 'extends = "hub.toml"\n[groups.handlers]\nroster = "people.csv"\n'))
    assert scenario.groups["handlers"].absence.probability == 0
    (warning,) = about(scenario, "absence")
    assert warning == (
        "the roster of handlers replaces the absence of 22 % and the training days that hub.toml gives: it "
        "says who is there. If some of these people stay away too, give groups.handlers.absence in the file that names "
        "the roster"
    )
    assert warning in staffing_oddities(scenario)


def test_absence_beside_the_roster_stays(write: Write) -> None:
    """What the roster's own file says holds, and nothing of the absence below it."""
    text = 'extends = "hub.toml"\n[groups.handlers]\nroster = "people.csv"\nabsence.probability = 0.05\n'
    scenario = load(write("x.toml", text))
    absence = scenario.groups["handlers"].absence
    assert (absence.probability, absence.training_every) == (0.05, None)
    assert about(scenario, "absence") == []
    above = load(write("y.toml", 'extends = "x.toml"\n[groups.handlers]\nreserve = { "101" = 1 }\n'))
    assert above.groups["handlers"].absence == absence


def test_a_change_to_how_a_roster_is_read_keeps_its_absence(write: Write) -> None:
    """The columns or the sheet alone are no new roster."""
    write("people.csv", ROSTER.replace("person", "collar"))
    text = 'extends = "hub.toml"\n[groups.handlers]\nroster = { file = "people.csv" }\nabsence.probability = 0.05\n'
    write("x.toml", text)
    scenario = load("x.toml", {"groups.handlers.roster.columns.person": "collar"})
    assert scenario.groups["handlers"].absence.probability == 0.05


@pytest.mark.parametrize("absence", ["3", "{}", "{ probability = 0 }"])
def test_absence_of_nobody_needs_no_word(write: Write, absence: str) -> None:
    """Where nobody is away, and where the absence is no table, nothing is said of it."""
    write("other.toml", f'extends = "base.toml"\n[groups.handlers]\nabsence = {absence}\n')
    scenario = load(write("x.toml", 'extends = "other.toml"\n[groups.handlers]\nroster = "people.csv"\n'))
    assert about(scenario, "absence") == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        'name = "Another"\ndescription = "As it was"\n',
        'lines.101.patience.mean = "300 s"\n[provenance]\n"lines.101.patience" = { kind = "assumed", source = "x" }\n',
    ],
)
def test_a_file_that_changes_nothing_says_so(write: Write, text: str) -> None:
    """A name, a description, a source or the same value in another unit changes nothing."""
    (warning,) = about(load(write("x.toml", f'extends = "base.toml"\n{text}')), "changes nothing")
    assert warning == (
        "this file changes nothing in base.toml: apart from name, description and sources, x.toml says the same"
    )


@pytest.mark.parametrize("text", ["[lines.101]\npatience.mean = '301 s'", "without = ['lines.101.redial']"])
def test_a_file_that_changes_something(write: Write, text: str) -> None:
    """One value is enough, and so is one that is taken away."""
    assert about(load(write("x.toml", f'extends = "base.toml"\n{text}\n')), "changes nothing") == []
    assert about(load("base.toml"), "changes nothing") == []


def test_a_file_that_gives_its_days_is_a_study_of_them(write: Write) -> None:
    """A file may name the days of the one that it extends: then it says that it is about these."""
    assert about(load(write("x.toml", 'extends = "base.toml"\nstart = 2024-02-01\n')), "changes nothing") == []
