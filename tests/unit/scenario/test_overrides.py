"""What the command line's --set, and a mapping from Python, lay over a scenario."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import time
from pathlib import Path

import numpy as np
import pytest

from simcall.errors import Problem, ScenarioError
from simcall.scenario import Scenario, load
from simcall.scenario.models.distributions import Exponential, Mixture

Write = Callable[..., Path]
Refused = Callable[..., list[Problem]]


def test_values_of_every_kind(base: Scenario) -> None:
    """A value is TOML if TOML can read it, otherwise plain text."""
    scenario = load(
        "base.toml",
        [
            "lines.101.patience.mean=10 min",
            "groups.handlers.headcount=4",
            "lines.101.demand.profile = [1, 2, 3, 4, 5, 6, 7]",
            "groups.handlers.reserve={ 101 = 3 }",
            "busyness.day_starts=06:30",
            "start=2024-03-01",
            'name="quoted = so"',
            "description=what if, perhaps?",
        ],
    )
    patience = scenario.lines["101"].patience
    assert isinstance(patience, Exponential)
    assert patience.mean == 600
    assert scenario.groups["handlers"].headcount == 4
    assert scenario.lines["101"].demand.profile == (1, 2, 3, 4, 5, 6, 7)
    assert scenario.groups["handlers"].reserve == {"101": 3}
    assert scenario.busyness.day_starts == time(6, 30)
    assert (scenario.start.month, scenario.name, scenario.description) == (3, "quoted = so", "what if, perhaps?")


def test_a_mapping_and_strings_say_the_same(base: Scenario) -> None:
    """Python values by path do what the same strings do; one string alone is one override."""
    by_path: Mapping[str, object] = {"groups.handlers.headcount": 4, "lines.101.patience.mean": "10 min"}
    strings = ["groups.handlers.headcount=4", "lines.101.patience.mean=10 min"]
    assert load("base.toml", by_path) == load("base.toml", strings)
    assert load("base.toml", "groups.handlers.headcount=4").groups["handlers"].headcount == 4


def test_odd_names_are_quoted(write: Write) -> None:
    """A line's name with a dot or an equals sign in it is quoted as in TOML."""
    write(
        "odd.toml",
        'extends = "base.toml"\n[lines."a.b=c"]\nhandling = { distribution = "constant", value = "1 min" }\n'
        'demand = { calls_per_day = 1 }\n[groups.odd]\nlines = ["a.b=c"]\nheadcount = 1',
    )
    assert load("odd.toml", ['lines."a.b=c".demand.calls_per_day=5']).lines["a.b=c"].demand.calls_per_day == 5


def test_a_path_leads_into_a_list(write: Write) -> None:
    """The components of a mixture can be set by number, from 0."""
    write(
        "mix.toml",
        'extends = "base.toml"\n[lines.101]\npatience = { distribution = "mixture", weights = [1, 1], components = ['
        '{ distribution = "constant", value = "3 s" }, { distribution = "exponential", mean = "9 min" }] }',
    )
    patience = load("mix.toml", ["lines.101.patience.components.1.mean=2 min"]).lines["101"].patience
    assert isinstance(patience, Mixture)
    assert [part.mean_s() for part in patience.components] == [3, 120]


def test_the_later_of_two_wins(base: Scenario) -> None:
    """The same path twice: the last one counts, as on any command line."""
    assert load("base.toml", ["days=3", "days=4"]).days == 4


def test_files_are_relative_to_the_current_folder(write: Write) -> None:
    """A file named on the command line is where the user is, not where the scenario is."""
    write("deep/x.toml", 'extends = "../base.toml"')
    rows = [f"{day},00:00,{number}" for number, day in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))]
    write("people.csv", "day,from,headcount\n" + "\n".join(rows))
    scenario = load("deep/x.toml", ["groups.handlers.headcount_profile=people.csv"])
    assert scenario.groups["handlers"].headcounts() == (0, 1, 2, 3, 4, 5, 6)


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("", "is not PATH=VALUE"),
        ("headcount", "is not PATH=VALUE"),
        ("=3", "is not a path"),
        ("a..b=3", "is not a path"),
        ("groups.handlers.lines=[1", "cannot be read as a list or a table (unclosed array)"),
        ("groups.handlers={", "cannot be read as a list or a table"),
        ("a." * 6000 + "b=1", "too many tables within tables"),
        ("extends=base.toml", "only a file can extend another"),
        ("groups.handlers.headcount=", '"" is not a whole number'),
        ("groups.handlers.headcount='4'", '"4" is not a whole number; write it without quotes'),
        ("groups=3", "3 is not a table"),
        ("name.first=x", "a table is not text"),
        ("groups.handlers.lines.7=999", "a table is not a list"),
        ("groups.handlers.lines.0=999", '999 is not text; write it in quotes: "999"'),
        ("provenance=3", "3 is not a table"),
        ("lines.101.demand.profile=nowhere.csv", "there is no such file"),
        ("name=\0", "one line of text"),
    ],
)
def test_overrides_that_cannot_be(refused: Refused, override: str, said: str) -> None:
    """A wrong override is refused in words, and blamed on the command line."""
    problems = refused("", [override])
    assert {problem.file for problem in problems} == {"--set"}
    assert said in problems[0].message


@pytest.mark.parametrize(
    ("override", "remedy"),
    [
        (
            "groups.handlers={}",
            "such as groups.handlers.lines=…; to empty the group give groups.handlers.headcount=0",
        ),
        ("groups.handlers.reserve = { }", "such as groups.handlers.reserve.101=…; to take the table away"),
        ("groups={handlers={reserve={}}}", "such as groups.handlers.reserve.101=…; to take the table away"),
        ("lines.101.patience={}", "such as lines.101.patience.distribution=…; to take the table away"),
    ],
)
def test_empty_tables_that_change_nothing(base: Scenario, refused: Refused, override: str, remedy: str) -> None:
    """An empty table over one with something in it would be said to have changed it, and is refused with the remedy."""
    (problem,) = refused("", [override])
    assert problem.file == "--set"
    assert problem.message.startswith("an empty table changes nothing")
    assert remedy in problem.message
    with pytest.raises(ScenarioError, match="an empty table changes nothing"):
        base.update({"groups.handlers.reserve": {}})


def test_empty_tables_that_are_right(base: Scenario, over: Callable[[str], Scenario]) -> None:
    """An empty table is right where there is nothing below it, and as the head of a file's table that sets nothing."""
    assert base.update({"lines.101.demand.bursts": {}, "busyness": {}}).groups == base.groups
    assert over("[groups.handlers]\n[groups.handlers.reserve]\n").groups == base.groups
    assert base.update({"groups.handlers.reserve": None}).groups["handlers"].reserve == {}


def test_overrides_that_contradict_each_other(refused: Refused) -> None:
    """A path cannot be a number and a table at once."""
    (problem,) = refused("", ["groups.handlers.headcount=3", "groups.handlers.headcount.x=4"])
    assert "another override" in problem.message


def test_all_wrong_overrides_are_told_at_once(refused: Refused) -> None:
    """One wrong override hides neither another nor what is wrong in the file."""
    problems = refused("days = -1", ["nonsense", "a..b=3", "groups.handlers.headcount=-1"])
    assert [problem.file for problem in problems] == ["--set", "--set", "x.toml", "--set"]


def test_what_python_has_many_kinds_of(base: Scenario) -> None:
    """Arrays, ranges, tuples, whole numbers as keys and models do what the TOML would."""
    assert base.update({"groups.handlers.headcount": np.int64(3)}).groups["handlers"].headcount == 3
    assert base.update({"lines.101.demand.profile": np.ones(7)}).lines["101"].demand.profile == (1,) * 7
    assert base.update({"groups.handlers.headcount_profile": range(7)}).groups["handlers"].headcounts()[6] == 6
    assert base.update({"groups.handlers.reserve": {101: 1}}).groups["handlers"].reserve == {"101": 1}
    assert base.update({"lines.101": base.lines["101"]}).lines == base.lines


@pytest.mark.parametrize(
    "value", [object(), b"x", {"a"}, float("nan"), None, [None], {"a": {"b": [object()]}}, "\ud800"]
)
@pytest.mark.parametrize("path", ["groups", "days", "name", "lines.101.handling.mean", "lines.999.demand.profile"])
def test_values_of_no_use(refused: Refused, path: str, value: object) -> None:
    """Whatever Python object stands where it cannot, there is a sentence about it, and it can be printed."""
    if (path, value) in (("lines.999.demand.profile", None), ("name", "\ud800")):
        value = object()
    assert all(str(problem).encode() for problem in refused("", {path: value}))


# What is there to be changed ------------------------------------------------------------------------------------------

TEAMS = """
[shifts.early]
start = "07:00"
length = "8 h"
[shifts.late]
start = "14:00"
length = "8 h"
[groups.handlers.rota]
pattern = ["early", "late", "off"]
starts = 2024-01-29
teams.A = { people = 6 }
teams.B = { people = 6, offset = 1 }
teams.C = { people = 6, offset = 2 }
fixed.weekend = { shift = "late", days = ["Fri", "Sat"], people = 3 }
[groups.trainees]
lines = ["101"]
recruits.march = { people = 4, starts = 2023-11-01, classroom = "30 days", supervised = "60 days", joins = "handlers" }
"""
ROTA = "groups.handlers.rota"


@pytest.fixture
def teams(over: Callable[[str], Scenario]) -> Scenario:
    """Return the base with teams, a fixed shift and a cohort of recruits."""
    return over(TEAMS)


def both_refuse(teams: Scenario, overrides: Mapping[str, object]) -> list[Problem]:
    """Return what is wrong with overrides: the same as strings, and as a mapping, but for who is to blame."""
    strings = [
        f"{path}={str(value).lower() if isinstance(value, bool) else value}" for path, value in overrides.items()
    ]
    with pytest.raises(ScenarioError) as by_strings:
        load("x.toml", strings)
    with pytest.raises(ScenarioError) as by_mapping:
        teams.update(overrides)
    said = [{(one.path, one.message) for one in caught.value.problems} for caught in (by_strings, by_mapping)]
    assert said[0] == said[1]
    assert {problem.file for problem in by_strings.value.problems} == {"--set"}
    assert {problem.file for problem in by_mapping.value.problems} == {"update"}
    return list(by_strings.value.problems)


@pytest.mark.parametrize(
    ("path", "value", "entry", "said"),
    [
        (
            f"{ROTA}.teams.Apple.people",
            8,
            f"{ROTA}.teams.Apple",
            'there is no team "Apple" to change. Give a new one whole, such as '
            f"{ROTA}.teams.Apple={{ people = 6 }}; the teams are A, B, C",
        ),
        (f"{ROTA}.teams.b.people", 8, f"{ROTA}.teams.b", 'did you mean "B"?'),
        (f"{ROTA}.teams.b.offset", -1.5, f"{ROTA}.teams.b", 'did you mean "B"?'),
        (f"{ROTA}.teams.D.designated.999", 1, f"{ROTA}.teams.D", 'there is no team "D" to change'),
        (f'{ROTA}.teams."A.1".people', 1, f'{ROTA}.teams."A.1"', f'such as {ROTA}.teams."A.1"={{ people'),
        (f"{ROTA}.fixed.wekend.people", 4, f"{ROTA}.fixed.wekend", 'no fixed shift "wekend"'),
        (f"{ROTA}.fixed.wekend.people", 4, f"{ROTA}.fixed.wekend", 'did you mean "weekend"?'),
        ("groups.trainees.recruits.may.people", 4, "groups.trainees.recruits.may", "the cohorts are march"),
        ("shifts.lte.start", "15:00", "shifts.lte", 'did you mean "late"?'),
        ("shifts.xyzzy.length", "8 h", "shifts.xyzzy", "the shifts are early, late"),
    ],
)
def test_what_is_not_there_cannot_be_changed(teams: Scenario, path: str, value: object, entry: str, said: str) -> None:
    """Who misspells a team, a fixed shift, a cohort or a shift makes no new one of it, but is told what there is."""
    problems = both_refuse(teams, {path: value})
    assert problems[0].path == entry
    assert said in problems[0].message
    assert len(problems) == 1 + (value == -1.5)


@pytest.mark.parametrize(
    "overrides",
    [
        {f"{ROTA}.teams.A.people": 8, f"{ROTA}.fixed.weekend.people": 2, "shifts.late.start": "15:00"},
        {"groups.trainees.recruits.march.people": 5},
        {f"{ROTA}.teams.F": {"people": 8, "offset": 1}},
        {f"{ROTA}.teams": {"F": {"people": 8}}},
        {f"{ROTA}.teams.F": {"people": 8}, f"{ROTA}.teams.F.offset": 2},
        {f"{ROTA}.teams.F.offset": 2, f"{ROTA}.teams.F": {"people": 8}},
        {f"{ROTA}.fixed.eve": {"shift": "late", "days": ["Sun"], "people": 1}},
        {"shifts.night": {"start": "22:00", "end": "06:00"}, "shifts.night.start": "21:00"},
        {"shifts": {"night": {"start": "22:00", "end": "06:00"}}, "shifts.night.start": "21:00"},
        {
            "groups.trainees.rota": {
                "pattern": ["early", "off"],
                "starts": "2024-01-01",
                "teams": {"T": {"people": 3}},
            },
            "groups.trainees.rota.teams.T.people": 4,
        },
        {"lines.101.demand.special_days.fair.dates": ["2024-02-03"], "lines.101.demand.special_days.fair.factor": 2.0},
        {"groups.desk.lines": ["101"], "groups.desk.headcount": 2},
    ],
    ids=lambda overrides: " ".join(overrides),
)
def test_what_is_there_or_given_whole_can_be_changed(teams: Scenario, overrides: Mapping[str, object]) -> None:
    """What stands below, or in the overrides themselves as a whole table, may be led into; lines and groups at will."""
    again = teams.update(overrides)
    assert {**load("x.toml", overrides).document(), "provenance": None} == {**again.document(), "provenance": None}
    assert again.update({path: value for path, value in overrides.items() if not isinstance(value, dict)}) == again


def test_a_team_by_parts_is_refused_once(teams: Scenario) -> None:
    """Several overrides that make a new team part by part are refused as one; what is missing in it is no matter."""
    overrides = {f"{ROTA}.teams.F.offset": 1, f"{ROTA}.teams.F.share": 0.5}
    (problem,) = both_refuse(teams, overrides)
    assert problem.path == f"{ROTA}.teams.F"
    (problem,) = both_refuse(teams, {**overrides, f"{ROTA}.teams.F.people": 3})
    assert problem.path == f"{ROTA}.teams.F"


def test_all_that_is_not_there_is_told_at_once(teams: Scenario) -> None:
    """One misspelt name hides neither another nor a wrong value, and none of them is among the names that are told."""
    problems = both_refuse(
        teams,
        {
            f"{ROTA}.teams.D.people": 3,
            f"{ROTA}.teams.E.people": -3,
            f"{ROTA}.fixed.eve.people": 3,
            "shifts.night.length": "8 h",
            "groups.handlers.reserve.101": True,
        },
    )
    assert {problem.path for problem in problems} == {
        "shifts.night",
        "groups.handlers.reserve.101",
        f"{ROTA}.teams.D",
        f"{ROTA}.teams.E",
        f"{ROTA}.teams.E.people",
        f"{ROTA}.fixed.eve",
    }
    assert all("the teams are A, B, C" in one.message for one in problems if one.path.endswith((".D", ".E")))


def test_a_team_of_a_group_that_is_not_there(teams: Scenario) -> None:
    """Of a misspelt group only that is told, and not also that it has no such team."""
    problems = both_refuse(teams, {"groups.handlrs.rota.teams.A.people": 8})
    assert [one.path for one in problems] == ["groups.handlrs", "groups.handlrs.rota"]
    assert "did you mean handlers?" in problems[0].message


def test_a_file_may_give_a_team_in_any_way(teams: Scenario, write: Write) -> None:
    """Only overrides are refused: a file that extends another gives its tables part by part, as TOML has it."""
    write(
        "y.toml", f'extends = "x.toml"\n[{ROTA}.teams.F]\npeople = 3\n[shifts.night]\nstart = "22:00"\nlength = "8 h"'
    )
    scenario = load("y.toml", [f"{ROTA}.teams.F.people=4"])
    assert scenario.groups["handlers"].rota.teams["F"].people == 4


def test_teams_that_stand_in_a_file_that_cannot_be_read(write: Write, told: Callable[..., str]) -> None:
    """What cannot be read may hold the team: nothing is said of it."""
    write("y.toml", 'extends = "nowhere.toml"\nname = "y"')
    said = told("y.toml", [f"{ROTA}.teams.A.people=4"])
    assert "there is no such file" in said
    assert "team" not in said
