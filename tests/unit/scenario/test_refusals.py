"""What single tables refuse: every problem at once, in plain English, with the file, the path and the value."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from simcall.errors import Problem, ScenarioError
from simcall.scenario import Scenario, load

Refused = Callable[..., list[Problem]]
Told = Callable[..., str]
Write = Callable[..., Path]

JARGON = re.compile(r"[Ii]nput|pydantic|valid |literal|tuple|dict|NoneType|float|\bint\b|instance|discriminator|union")


@pytest.mark.parametrize(
    ("text", "path", "said"),
    [
        ("busynes = {}", "busynes", 'unknown key; did you mean "busyness"?'),
        ("[line.999]", "line", 'did you mean "lines"?'),
        ("qqqqq = 3", "qqqqq", "unknown key; the keys here are name, description, "),
        ("[lines.101]\npatince = {}", "lines.101.patince", 'did you mean "patience"?'),
        ("[lines.101]\nhandling_profile = 'x.csv'", "lines.101.handling_profile", 'did you mean "handling_by_hour"?'),
        ("[lines.101.patience]\nsd = '3 s'", "lines.101.patience.sd", "the keys here are"),
        ("[groups.handlers]\nrota = 'x.csv'", "groups.handlers.rota", '"x.csv" is not a table'),
        ("[groups.handlers]\nroster = 'x.csv'", "groups.handlers.roster", '"x.csv": there is no such file'),
        ("[groups.handlers]\nroster = 3", "groups.handlers.roster", "3 is not a roster; write the name of a CSV or"),
        ("lines = 3", "lines", "3 is not a table"),
        ("groups = []", "groups", "[] is not a table"),
        ("[lines]\n101 = 'x'", "lines.101", '"x" is not a table'),
        ("days = 0", "days", "0 is out of range: more than 0"),
        ("days = 1e9", "days", "1000000000.0 is out of range: 3,660 or less"),
        ("days = nan", "days", "nan is not a finite number"),
        ("days = inf", "days", "inf is not a finite number"),
        ("days = true", "days", "true is not a number"),
        ("days = '7'", "days", '"7" is not a number; write it without quotes'),
        ("days = " + "9" * 400, "days", "a number of more than 18 digits is too large"),
        ("days = 2024-02-01", "days", "2024-02-01 is not a number"),
        ("name = 3", "name", '3 is not text; write it in quotes: "3"'),
        ("name = ''", "name", "this is empty; write some text"),
        ("name = '  '", "name", "one line of text"),
        ('name = "a\\nb"', "name", "one line of text"),
        ("warm_up = 3", "warm_up", "3: a length of time needs a unit"),
        ("warm_up = '4000 days'", "warm_up", "out of range: 3660 days or less"),
        ("tick = '0 s'", "tick", '"0 s" is out of range: more than 0 s'),
        ("tick = '2 h'", "tick", '"2 h" is out of range: 1 h or less'),
        ("start = 2024-02-01T00:00:00Z", "start", "a UTC offset is not allowed"),
        ("start = '2024-02-30'", "start", '"2024-02-30": no such date in the calendar'),
        ("start = 3", "start", "3: not a date"),
        (
            "time_zone = 'Europe/Londn'",
            "time_zone",
            '"Europe/Londn": not a known time zone; did you mean "Europe/London"?',
        ),
        ("time_zone = '/etc/passwd'", "time_zone", "not a known time zone"),
        ("busyness.cv = -0.1", "busyness.cv", "-0.1 is out of range: from 0 to 10"),
        ("busyness.day_starts = '6'", "busyness.day_starts", '"6": not a clock time'),
        ("lines.999.priority = 0", "lines.999.priority", "0 is out of range: 1 or more"),
        ("lines.999.priority = 1.0", "lines.999.priority", "write a whole number: 1"),
        ("lines.999.queue_limit = -1", "lines.999.queue_limit", "-1 is out of range: 0 or more"),
        ("lines.999.short_abandon = '-1 s'", "lines.999.short_abandon", "cannot be negative"),
        ("lines.999.pass_on.after = '2 mn'", "lines.999.pass_on.after", '"mn" is not a unit of time'),
        ("lines.999.answer_target.share = 90", "lines.999.answer_target.share", "from 0 to 1 (90 % is written 0.9)"),
        ("lines.101.redial.probability = 1.01", "lines.101.redial.probability", "1.01 is out of range: from 0 to 1"),
        ("lines.101.redial.limit = 101", "lines.101.redial.limit", "from 0 to 100"),
        ("lines.101.demand.calls_per_hour = -1", "lines.101.demand.calls_per_hour", "0 or more"),
        ("lines.101.demand.calls_per_hour = 1e300", "lines.101.demand.calls_per_hour", "1,000,000 or less"),
        ("lines.101.demand.profile = 3", "lines.101.demand.profile", "3 is not a profile"),
        ("lines.101.demand.profile = {}", "lines.101.demand.profile", "an empty table is not a profile"),
        ("lines.101.demand.profile = [0, 0]", "lines.101.demand.profile", "the weights are all zero"),
        ("lines.101.demand.profile = []", "lines.101.demand.profile", "0 steps do not cut a week"),
        ("lines.101.demand.profile = [1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2]", "lines.101.demand.profile", "11 steps do not"),
        ("lines.101.demand.profile = [1, -1]", "lines.101.demand.profile.1", "-1 is out of range: 0 or more"),
        (
            "groups.handlers.headcount = '14'",
            "groups.handlers.headcount",
            '"14" is not a whole number; write it without',
        ),
        ("groups.handlers.headcount = 3.5", "groups.handlers.headcount", "3.5 is not a whole number"),
        ("groups.handlers.headcount = true", "groups.handlers.headcount", "true is not a whole number"),
        ("groups.handlers.headcount = -1", "groups.handlers.headcount", "-1 is out of range: 0 or more"),
        ("groups.handlers.headcount_profile = [1, 2.5]", "groups.handlers.headcount_profile.1", "2.5 is not a whole"),
        ("groups.handlers.headcount_profile = 3", "groups.handlers.headcount_profile", "3 is not a list"),
        ("groups.handlers.handling_factor = true", "groups.handlers.handling_factor", "true is not a number"),
        ("groups.handlers.handling_factor = 0", "groups.handlers.handling_factor", "more than 0"),
        (
            "groups.handlers.lines = '999'",
            "groups.handlers.lines",
            'is not a list; write values in square brackets, such as ["999"]',
        ),
        ("groups.handlers.lines = []", "groups.handlers.lines", "this is empty; give at least one"),
        (
            "groups.handlers.lines = ['999', 101]",
            "groups.handlers.lines.1",
            '101 is not text; write it in quotes: "101"',
        ),
        ("groups.handlers.reserve = { '101' = 1.5 }", "groups.handlers.reserve.101", "1.5 is not a whole number"),
    ],
)
def test_one_wrong_value(refused: Refused, text: str, path: str, said: str) -> None:
    """One wrong value makes one problem: its file, its path, the value and what is allowed."""
    (problem,) = refused(text)
    assert (problem.file, problem.path) == ("x.toml", path)
    assert said in problem.message
    assert not JARGON.search(problem.message)


@pytest.mark.parametrize(
    ("law", "path", "said"),
    [
        ("'10 min'", "", '"10 min" is not a table; write a distribution, such as'),
        ("{}", ".distribution", "this is missing; name one of constant, exponential"),
        ("{ distributon = 'constant' }", ".distribution", 'this is missing; is "distributon" a misspelling of it?'),
        ("{ distribution = 'lognorml', mean = 3 }", ".distribution", 'did you mean "lognormal"? known are constant,'),
        ("{ distribution = 3 }", ".distribution", "3 is not a known distribution"),
        ("{ distribution = 'lognormal', mean = '1 s' }", ".sd", "this is missing and has no default"),
        ("{ distribution = 'exponential', mean = 3 }", ".mean", "3: a length of time needs a unit"),
        ("{ distribution = 'exponential', mean = '0 s' }", ".mean", "more than 0 s"),
        ("{ distribution = 'exponential', mean = '1 s', at_zero = 2 }", ".at_zero", "from 0 to 1"),
        ("{ distribution = 'weibull', mean = '1 s', shape = 0 }", ".shape", "0 is out of range: from 0.1 to 100"),
        ("{ distribution = 'uniform', low = '2 s', high = '1 s' }", "", "high (1 s) is under low (2 s)"),
        (
            "{ distribution = 'triangular', low = '1 s', mode = '9 s', high = '3 s' }",
            "",
            "high (3 s) is under mode (9 s)",
        ),
        (
            "{ distribution = 'triangular', low = '5 s', mode = '4 s', high = '9 s' }",
            "",
            "mode (4 s) is under low (5 s)",
        ),
        ("{ distribution = 'normal', mean = '9 s', sd = '0 s' }", ".sd", "more than 0 s"),
        ("{ distribution = 'empirical', values = [] }", ".values", "this is empty"),
        ("{ distribution = 'empirical', values = ['1 s', 2] }", ".values.1", "2: a length of time needs a unit"),
        ("{ distribution = 'mixture', weights = [1], components = [] }", "", "1 weights for 0 components"),
        ("{ distribution = 'mixture', weights = [], components = [] }", "", "the weights are all zero"),
        (
            "{ distribution = 'mixture', weights = [1.2], components = [{ distribution = 'constant', value = '1 s' }, "
            "{ distribution = 'constant', value = '2 s' }] }",
            "",
            "the shares sum to 1.2",
        ),
        (
            "{ distribution = 'mixture', weights = [1], components = [{ distribution = 'gamma', mean = '1 s' }] }",
            ".components.0.sd",
            "this is missing",
        ),
        (
            "{ distribution = 'mixture', weights = [1], components = [{ distribution = 'gama' }] }",
            ".components.0.distribution",
            'did you mean "gamma"?',
        ),
    ],
)
def test_wrong_laws(refused: Refused, law: str, path: str, said: str) -> None:
    """A wrong distribution is told by its own path: no name of a law gets into it."""
    (problem,) = refused(f"lines.999.patience = {law}")
    assert problem.path == f"lines.999.patience{path}"
    assert said in problem.message
    assert not JARGON.search(problem.message)


@pytest.mark.parametrize(
    ("text", "path", "said"),
    [
        ("size = 'geometrc'\nincidents_per_day = 1", ".size", 'geometric, poisson, fixed; did you mean "geometric"?'),
        ("calls_per_incident = 0.5\nincidents_per_day = 1", "", "a geometric number of calls is at least 1"),
        ("calls_per_incident = 1.5\nsize = 'fixed'\nincidents_per_day = 1", "", "a whole number"),
        ("at = []", ".at", "this is empty"),
        ("at = [2024-02-01]", ".at.0", "2024-02-01: not a date and time"),
        ("at = ['2024-02-31T10:00']", ".at.0", "no such date and time in the calendar"),
        ("at = ['2024-02-01T10:00Z']", ".at.0", "UTC offset"),
        ("", "", "give either incidents_per_day or at"),
        ("incidents_per_day = 1\nat = [2024-02-01T00:00:00]", "", "it has incidents_per_day and at; give either"),
    ],
)
def test_wrong_bursts(refused: Refused, text: str, path: str, said: str) -> None:
    """A burst has a rate of incidents or their times, and a number of calls that its law can have."""
    head = "[lines.999.demand.bursts.crash]\nspread = { distribution = 'constant', value = '1 min' }\n"
    calls = "" if "calls_per_incident" in text else "calls_per_incident = 3\n"
    (problem,) = refused(head + calls + text)
    assert problem.path == f"lines.999.demand.bursts.crash{path}"
    assert said in problem.message


@pytest.mark.parametrize(
    ("text", "path", "said"),
    [
        ("dates = []", ".dates", "this is empty"),
        ("dates = 2024-02-01", ".dates", "2024-02-01 is not a list; write values in square brackets, such as [2024-02"),
        ("dates = ['2023-02-29']", ".dates.0", "no such date in the calendar"),
        ("dates = [2024-02-01T10:00:00]", ".dates.0", "without a time of day"),
        ("dates = [2024-02-01]\nfrom = '24:00'", ".from", 'not a clock time: write "00:00" for midnight'),
        ("dates = [2024-02-01]\nto = 06:30:10", ".to", "to the minute"),
        ("dates = [2024-02-01]\nform = '06:00'", ".form", 'did you mean "from"?'),
    ],
)
def test_wrong_special_days(refused: Refused, text: str, path: str, said: str) -> None:
    """A special day has dates that exist, and times of the clock."""
    (problem,) = refused(f"[lines.999.demand.special_days.fair]\nfactor = 2\n{text}")
    assert problem.path == f"lines.999.demand.special_days.fair{path}"
    assert said in problem.message


def test_a_start_may_have_a_fraction_of_a_second(over: Callable[[str], Scenario]) -> None:
    """The engines count in ticks, so a start need not be on the minute."""
    assert over("start = 2024-02-01T06:30:00.25").start == over("start = '2024-02-01 06:30:00.25'").start


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("lines.999.demand = { calls_per_hour = 3, calls_per_day = 3 }", "calls_per_day and calls_per_hour"),
        ("groups.handlers = { headcount = 3, headcount_profile = [3] }", "headcount and headcount_profile"),
        ("groups.handlers = { headcount = 3, headcount_profile = [3], overflow = 'x' }", "headcount and"),
    ],
)
def test_two_ways_at_once(refused: Refused, text: str, given: str) -> None:
    """Two ways to say the same thing in one file are refused, even if the table has other problems."""
    assert any(f"it has {given}" in problem.message for problem in refused(text))


def test_no_way_at_all(write: Write, told: Told) -> None:
    """Neither way given is one problem for each table."""
    write(
        "x.toml",
        "name = 'x'\nstart = 2024-01-01\ndays = 1\n[lines.a]\nhandling = { distribution = 'constant', value = '1 s' }\n"
        "demand = {}\n[groups.g]\nlines = ['a']",
    )
    assert told("x.toml").splitlines() == [
        "x.toml: lines.a.demand: give either calls_per_day or calls_per_hour: exactly one of them",
        "x.toml: groups.g: give exactly one of headcount, headcount_profile, headcount_by_date, rota, roster, recruits "
        "and call_up",
    ]


def test_a_misspelt_key_is_not_missing_as_well(write: Write, told: Told) -> None:
    """Who misspells a key is told so once, and not that the right one is missing too."""
    text = Path("base.toml").read_text(encoding="utf-8")
    text = text.replace("start =", "strat =").replace("headcount = 14", "hedcount = 14")
    write("x.toml", text.partition("[provenance]")[0].replace("calls_per_day", "calls_pr_day"))
    assert [line.split(": ")[1] for line in told("x.toml").splitlines()] == [
        "strat",
        "lines.999.demand.calls_pr_day",
        "groups.handlers.hedcount",
    ]


def test_long_lists_of_wrong_values_do_not_flood(refused: Refused) -> None:
    """The first five wrong values of a list are told, and how many more there are."""
    problems = refused(f"lines.101.demand.profile = {['x'] * 168}")
    assert [problem.path for problem in problems[:5]] == [f"lines.101.demand.profile.{number}" for number in range(5)]
    assert str(problems[5]) == "x.toml: lines.101.demand.profile: and 163 more like these"
    assert len(problems) == 6


def test_long_lists_of_wrong_tables_do_not_flood(refused: Refused) -> None:
    """So it is where the tables of a list have the same fault; a fault of another kind is told all the same."""
    breaks = ["{ length = '1 min', after = '0 h', before = '1 h' }"] * 100 + ["{ length = 3 }"]
    problems = refused(f"shifts.x = {{ start = '07:00', length = '8 h', breaks = [{', '.join(breaks)}] }}")
    assert [problem.path.removeprefix("shifts.x.breaks") for problem in problems] == [
        *(f".{number}.after" for number in range(5)),
        ".100.length",
        ".100.after",
        ".100.before",
        "",
    ]
    assert problems[-1].message == "and 95 more like these"


def test_long_values_are_shortened(refused: Refused) -> None:
    """A message shows the beginning of a long value, and the number of a long list."""
    (problem,) = refused("days = '" + "x" * 1000 + "'")
    assert len(problem.message) < 120
    (problem,) = refused(f"days = {list(range(1000))}")
    assert problem.message == "a list of 1000 is not a number"


def test_everything_at_once_in_the_order_of_the_document(refused: Refused) -> None:
    """Wrong values and wrong references are told together."""
    problems = refused(
        "days = -1\nlines.999.priority = 0\nlines.101.redial.divert.to = '998'\n"
        "groups.handlers = { lines = ['999'], headcount = -1 }"
    )
    assert [problem.path for problem in problems] == [
        "days",
        "lines.999.priority",
        "lines.101",
        "lines.101.redial.divert.to",
        "groups.handlers.headcount",
        "groups.handlers.reserve.101",
    ]


def test_extremes_that_are_right(over: Callable[[str], Scenario]) -> None:
    """Zero calls, nobody on duty, no handling time and a headcount of 500 are scenarios like any other."""
    scenario = over(
        "lines.999.demand.calls_per_day = 0\nlines.101.handling = { distribution = 'constant', value = '0 s' }\n"
        "lines.101.redial.probability = 1\nlines.101.queue_limit = 0\ngroups.handlers.headcount = 500\n"
        "groups.night = { lines = ['101'], headcount_profile = [0, 0, 0, 0, 0, 0, 0], overflow = -1 }"
    )
    assert scenario.groups["night"].headcounts() == (0,) * 7
    assert scenario.lines["101"].mean_handling_s() == 0


def test_many_unknown_keys_of_a_table(refused: Refused) -> None:
    """Of a table with twenty thousand keys that nobody knows, a line for each would hide what else is wrong."""
    keys = "\n".join(f"qq{number} = 1" for number in range(300))
    problems = refused(f"[groups.handlers]\n{keys}\n[lines.999]\npriority = 'x'\n")
    assert [problem.path for problem in problems] == [
        "lines.999.priority",
        *(f"groups.handlers.qq{number}" for number in range(5)),
        "groups.handlers",
    ]
    assert problems[-1].message == "and 295 more like these"


def test_an_error_shows_a_hundred_problems(write: Write) -> None:
    """One wrong key in each of a thousand lines is a thousand problems, and a hundred lines on the screen."""
    lines = "\n".join(f"[lines.l{number}]\nqqq = 1" for number in range(300))
    with pytest.raises(ScenarioError) as error:
        load(write("x.toml", lines))
    shown = str(error.value).splitlines()
    assert len(shown) == 101
    assert shown[-1] == f"and {len(error.value.problems) - 100} more errors"
