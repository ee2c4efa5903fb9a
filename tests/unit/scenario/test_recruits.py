"""What a scenario may say about recruits and leavers."""

from __future__ import annotations

import pytest

from simcall.scenario import Scenario, holdings, load, warnings
from tests.unit.scenario.conftest import Refused, Write

LEARNING = """
[shifts.early]
start = "06:00"
length = "8 h"

[shifts.rest]
start = "14:00"
length = "16 h"

[groups.handlers.rota]
pattern = ["early", "rest", "off"]
starts = 2024-02-01
teams.A = { people = 9 }
teams.B = { people = 9, offset = 1 }
teams.C = { people = 9, offset = 2 }

[groups.trainees]
lines = ["101"]
handling_factor = 1.5

[groups.trainees.recruits.spring]
people = 4
starts = 2024-02-01
classroom = "2 days"
supervised = "1 week"
joins = "handlers"
"""


@pytest.fixture
def learning(write: Write) -> Scenario:
    """Load the scenario with recruits."""
    return load(write("x.toml", f'extends = "base.toml"\n{LEARNING}'))


def test_recruits_are_read(learning: Scenario):
    """A cohort has its dates, and is spread over the teams of the group that it joins."""
    cohort = learning.groups["trainees"].recruits["spring"]
    assert (str(cohort.takes_calls), str(cohort.is_trained)) == ("2024-02-03", "2024-02-10")
    rota = learning.groups["handlers"].rota
    supervised, trained = cohort.learning(rota), cohort.trained(rota)
    assert {name: team.people for name, team in supervised.teams.items()} == {"A": 2, "B": 1, "C": 1}
    assert {(team.joins, team.leaves) for team in trained.teams.values()} == {(cohort.is_trained, None)}
    assert supervised.people == trained.people == 4
    assert learning.groups["trainees"].has_duties


def test_one_cohort_is_one_line(learning: Scenario):
    """`check` says what becomes of a cohort in one line."""
    (row,) = [row for row in holdings(learning) if row.path == "groups.trainees.recruits.spring"]
    assert row.value == (
        "4 from 2024-02-01; 2 days in the classroom; 1 week supervised beside all teams of handlers "
        "with 1 tutor each; then with them"
    )


def test_a_document_with_recruits_reads_back(learning: Scenario):
    """Recruits survive being written and read."""
    assert Scenario.from_document(learning.document()) == learning


def test_who_should_be_on_duty(learning: Scenario):
    """Nothing is odd where handlers answer all along; a line that recruits alone answer is empty before they come."""
    assert not [said for said in warnings(learning) if "cannot be answered" in said]
    alone = learning.update({"groups.handlers.lines": ["999"], "groups.handlers.reserve": None})
    (said,) = [said for said in warnings(alone) if "cannot be answered" in said]
    assert said.startswith("101 cannot be answered from Wed 2024-01-31 00:00 to Sat 2024-02-03 06:00")


@pytest.mark.parametrize(
    ("text", "path", "said"),
    [
        ("joins = 'handler'", "joins", 'they join "handler", which is no group; did you mean "handlers"?'),
        (
            "joins = 'trainees'",
            "joins",
            "they join trainees, which is where they are supervised, and it has no rota with teams whose shifts they "
            "work; those with teams: handlers",
        ),
        ("teams = ['A', 'D']", "teams", 'they work with team "D", which handlers does not have; the teams of handlers'),
        ("teams = ['A', 'A']", "teams", "it names team A more than once"),
        ("teams = []", "teams", "at least one"),
        ("classroom = '36 h'", "classroom", "give whole days or weeks"),
        ("tutors = 1.5", "tutors", "1"),
        ("starts = 'May'", "starts", "not a date"),
        ("supervised = 5", "supervised", "needs a unit"),
    ],
)
def test_what_is_refused(learning: Scenario, refused: Refused, text: str, path: str, said: str):
    """A wrong cohort is told with its path and what is allowed."""
    (problem,) = refused(LEARNING, [f"groups.trainees.recruits.spring.{text}"])
    assert (problem.file, problem.path) == ("--set", f"groups.trainees.recruits.spring.{path}")
    assert said in problem.message


@pytest.mark.parametrize(
    ("text", "path", "said"),
    [
        ("groups.handlers.headcount = 9", "groups.trainees.recruits.spring.joins", "no group has one"),
        ("groups.b = { lines = ['999'], headcount = 1, leavers_per_year = 0.2 }", "groups.b.leavers_per_year", "lower"),
        ("groups.handlers.leavers_per_year = 1.0", "groups.handlers.leavers_per_year", "from 0 to 0.99"),
        ("groups.handlers.leavers_per_year = 20", "groups.handlers.leavers_per_year", "20 % is written 0.2"),
        ("groups.handlers.leavers_per_year = '20 %'", "groups.handlers.leavers_per_year", "number"),
    ],
)
def test_leavers_and_groups_that_are_refused(learning: Scenario, refused: Refused, text: str, path: str, said: str):
    """Leaving is for people who are known one by one, and a group that recruits join needs teams."""
    problems = refused(LEARNING, [text])
    assert path in [problem.path for problem in problems]
    assert said in " ".join(problem.message for problem in problems if problem.path == path)


def test_leavers_of_a_roster_are_refused(write: Write, refused: Refused):
    """A roster says itself who is there."""
    write("people.csv", "person,date,start,end\nP1,2024-02-01,06:00,14:00\n")
    (problem,) = refused("groups.handlers.roster = 'people.csv'\ngroups.handlers.leavers_per_year = 0.2")
    assert problem.path == "groups.handlers.leavers_per_year"
    assert "a roster says itself until when each person is there" in problem.message
