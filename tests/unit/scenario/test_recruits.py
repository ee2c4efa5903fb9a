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
    ("changes", "said"),
    [
        ({}, []),
        ({"people": 0}, ["cohort spring of trainees has no people: nobody comes"]),
        (
            {"starts": "2024-02-06"},
            ["cohort spring of trainees takes its first calls on 2024-02-08, and the run ends on 2024-02-08 00:00: it"],
        ),
        (
            {"starts": "2024-02-05"},
            ["cohort spring of trainees is supervised until 2024-02-14, and the run ends on 2024-02-08 00:00: none of"],
        ),
        (
            {"starts": "2024-01-01"},
            [
                "cohort spring of trainees is trained by 2024-01-10, and the run begins on 2024-01-31 00:00: all its "
                "people are handlers"
            ],
        ),
        (
            {"people": 30},
            [
                "each of teams A, B, C of handlers has 9 people on a shift, and its recruits need 10 tutors from "
                "2024-02-03 on: all of the team sit beside them, and some have no tutor"
            ],
        ),
        ({"people": 30, "tutors": 0.9}, []),
        ({"people": 30, "tutors": 0}, []),
    ],
)
def test_odd_cohorts(learning: Scenario, changes: dict[str, object], said: list[str]):
    """A cohort that changes nothing in the run, is never trained in it or was before, or is too large, is told."""
    spring = {"supervised": "7 days" if "starts" in changes else "4 days", **changes}
    changed = learning.update({f"groups.trainees.recruits.spring.{key}": value for key, value in spring.items()})
    told = [one for one in warnings(changed) if "spring" in one or "team" in one]
    assert len(told) == len(said)
    assert all(one.startswith(start) for one, start in zip(told, said, strict=True))


@pytest.mark.parametrize(
    ("team", "said"),
    [
        ({"people": 0}, "team A of handlers has nobody from 2024-02-03, and its recruits need 2 tutors: they take"),
        ({"leaves": "2024-02-05"}, "team A of handlers has nobody from 2024-02-05, and its recruits need 2 tutors"),
        ({"joins": "2024-02-05"}, "team A of handlers has nobody from 2024-02-03, and its recruits need 2 tutors"),
        ({"leaves": "2024-02-08"}, None),
        (
            {"share": 0.1},
            "team A of handlers has 0.9 people on a shift, and its recruits need 2 tutors",
        ),
        (
            {"people": 1},
            "team A of handlers has 1 person on a shift, and its recruits need 2 tutors",
        ),
    ],
)
def test_teams_with_nobody_to_tutor(learning: Scenario, team: dict[str, object], said: str | None):
    """Recruits beside a team that is empty, away or too small while they are supervised are told."""
    changes = {f"groups.handlers.rota.teams.A.{key}": value for key, value in team.items()}
    told = [one for one in warnings(learning.update(changes)) if "its recruits" in one]
    assert len(told) == (said is not None)
    assert said is None or told[0].startswith(said)


def test_cohorts_that_learn_at_the_same_time(learning: Scenario):
    """What a team's recruits need is that of all cohorts beside it on one date."""
    spring = learning.document()["groups"]["trainees"]["recruits"]["spring"]
    both = {"people": 15, "starts": "2024-02-02"}
    told = warnings(
        learning.update(
            {
                "groups.trainees.recruits.spring.people": 15,
                "groups.trainees.recruits.summer": {**spring, **both},
            }
        )
    )
    assert any("its recruits need 10 tutors from 2024-02-04 on" in one for one in told)


@pytest.mark.parametrize(
    ("text", "path", "said"),
    [
        ("joins = 'handler'", "joins", 'they join "handler", which is not a group; did you mean "handlers"?'),
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
        ("tutors = 1.5", "tutors", "1.5: give from 0 to 1, at most one tutor for each recruit"),
        ("tutors = -1", "tutors", "-1: give from 0 to 1, at most one tutor for each recruit"),
        ("tutors = nan", "tutors", "nan is not a finite number"),
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
    assert "a roster shows until when each person works" in problem.message
