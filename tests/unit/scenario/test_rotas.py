"""Shifts, rotas and absence: what they say, what is refused, and how an override changes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, time
from pathlib import Path

import pytest

from simcall.errors import Problem, ScenarioError
from simcall.scenario import Scenario, Shift, holdings, load, warnings
from simcall.scenario.models.week import WEEKDAYS

Over = Callable[[str], Scenario]
Refused = Callable[..., list[Problem]]

STAFFED = """
[shifts.early]
start = "07:00"
end = "15:00"
breaks = [{ length = "30 min", after = "3 h", before = "5 h" }]
[shifts.late]
start = "14:00"
length = "8 h"
[shifts.night]
start = "22:00"
end = "07:00"
[groups.handlers.rota]
pattern = ["early", "early", "late", "late", "night", "night", "off", "off", "off", "off"]
starts = 2024-01-29
[groups.handlers.rota.teams]
A = { people = 6 }
B = { people = 6, offset = 2 }
C = { people = 6, offset = 4, designated = { 999 = 1 } }
D = { people = 6, offset = 6 }
E = { people = 6, offset = 8 }
[groups.handlers.rota.fixed.weekend]
shift = "late"
days = ["Fri", "Sat"]
people = 3
designated = { 999 = 2 }
"""


@pytest.fixture
def staffed(over: Over) -> Scenario:
    """Return the base with a rota in the place of its headcount."""
    return over(STAFFED)


def test_a_rota_in_the_place_of_a_headcount(staffed: Scenario) -> None:
    """A file that gives a rota takes the headcount away; everything in it is read as it is written."""
    group = staffed.groups["handlers"]
    assert group.headcount is None
    assert group.rota is not None
    assert (len(group.rota.pattern), group.rota.starts) == (10, date(2024, 1, 29))
    assert [team.offset for team in group.rota.teams.values()] == [0, 2, 4, 6, 8]
    assert group.rota.fixed["weekend"].days == ("Fri", "Sat")
    assert (group.end_of_duty, group.absence.probability, group.absence.late) == ("named", 0, None)


def test_a_rota_is_kept_by_the_document(staffed: Scenario) -> None:
    """The document of a scenario with a rota makes the same scenario, and nothing in it is added."""
    assert Scenario.from_document(staffed.document()) == staffed
    assert staffed.document()["groups"]["handlers"]["rota"]["teams"]["B"] == {"people": 6, "offset": 2}


@pytest.mark.parametrize(
    ("start", "rest", "minutes"),
    [
        ("07:00", {"end": "15:00"}, 480),
        ("22:00", {"end": "07:00"}, 540),
        ("22:00", {"end": "00:00"}, 120),
        ("07:00", {"end": "07:00"}, 1440),
        ("18:30", {"length": "12 h"}, 720),
        ("00:00", {"length": "1 day"}, 1440),
        ("23:59", {"length": "1 min"}, 1),
    ],
)
def test_how_long_a_shift_lasts(start: str, rest: dict[str, str], minutes: int) -> None:
    """A shift's end at or before its start is on the next day; its length may be given in its place."""
    assert Shift.model_validate({"start": start, **rest}).minutes == minutes


@pytest.mark.parametrize(
    ("text", "path", "said"),
    [
        ("shifts.early.end = '25:00'", "shifts.early.end", '"25:00": not a clock time'),
        ("shifts.early.strat = '07:00'", "shifts.early.strat", 'did you mean "start"?'),
        ("shifts.early.length = '90 s'", "shifts.early.length", "a shift's length is whole minutes"),
        ("shifts.early.length = '25 h'", "shifts.early.length", '"25 h" is out of range: 1 day or less'),
        ("shifts.early.breaks.0.after = '6 h'", "shifts.early.breaks.0", "before (5 h) is under after (6 h)"),
        ("shifts.early.breaks.0.length = '4 h'", "shifts.early", "break 1 may last beyond the end of the shift: it"),
        ("shifts.early.breaks.0.paid = 'maybe'", "shifts.early.breaks.0.paid", '"maybe" is not true or false'),
        ("shifts.lte.start = '15:00'", "shifts.lte", 'there is no shift "lte" to change'),
        ("shifts.lte = { start = '15:00' }", "shifts.lte", "shift lte has a start and no end: give its end or"),
        ("shifts.off = { start = '07:00', end = '15:00' }", "shifts.off", '"off" marks a rest day'),
        ("shifts.' x' = { start = '07:00', end = '15:00' }", 'shifts." x"', "cannot be a name"),
        ("groups.handlers.rota.pattern = []", "groups.handlers.rota", "the teams have no pattern to work: give one"),
        ("groups.handlers.rota.teams = 3", "groups.handlers.rota.teams", "3 is not a table"),
        ("groups.handlers.rota.starts = '2024-02-30'", "groups.handlers.rota.starts", "no such date in the calendar"),
        ("groups.handlers.rota.teams.A.people = -1", "groups.handlers.rota.teams.A.people", "0 or more"),
        ("groups.handlers.rota.teams.A.people = 2.5", "groups.handlers.rota.teams.A.people", "not a whole number"),
        ("groups.handlers.rota.teams.A.share = 0", "groups.handlers.rota.teams.A.share", "more than 0"),
        ("groups.handlers.rota.teams.A.share = 67", "groups.handlers.rota.teams.A.share", "67 % is written 0.67"),
        ("groups.handlers.rota.teams.A.offset = -1", "groups.handlers.rota.teams.A.offset", "0 or more"),
        ("groups.handlers.rota.teams.F = { offset = 1 }", "groups.handlers.rota.teams.F.people", "this is missing"),
        (
            "groups.handlers.rota.teams.C.people = 0",
            "groups.handlers.rota.teams.C",
            "1 people are designated to a line, and only 0 are in the team",
        ),
        (
            "groups.handlers.rota.fixed.weekend.people = 1",
            "groups.handlers.rota.fixed.weekend",
            "2 people are designated to a line, and only 1 work the shift",
        ),
        (
            "groups.handlers.rota.fixed.weekend.days = Friday",
            "groups.handlers.rota.fixed.weekend.days",
            '"Friday" is not a list; write values in square brackets, such as ["Fri"]',
        ),
        (
            "groups.handlers.rota.pattern = early",
            "groups.handlers.rota.pattern",
            '"early" is not a list; write values in square brackets, such as ["early", "off"]',
        ),
        ("shifts.late.end = 24:00", "shifts.late.end", '"24:00": not a clock time: write "00:00" for midnight'),
        (
            "groups.handlers.rota.fixed.weekend.days = ['Fri', 'Fri']",
            "groups.handlers.rota.fixed.weekend.days",
            "Fri appears 2 times",
        ),
        (
            "groups.handlers.rota.fixed.weekend.days = ['friday']",
            "groups.handlers.rota.fixed.weekend.days.0",
            '"friday" is not one of Mon, Tue, Wed, Thu, Fri, Sat, Sun; did you mean "Fri"?',
        ),
        ("groups.handlers.rota.fixed.weekend.days = []", "groups.handlers.rota.fixed.weekend.days", "this is empty"),
        (
            "groups.handlers.rota.pattern = ['early', 'erly', 'late', 'erly']",
            "groups.handlers.rota.pattern",
            '"erly" is not a shift; did you mean "early"?',
        ),
        (
            "groups.handlers.rota.pattern = ['early', 'OFF']",
            "groups.handlers.rota.pattern",
            '"OFF" is not a shift; write "off" for a rest day',
        ),
        (
            "groups.handlers.rota.pattern = ['early', 'xyzzy']",
            "groups.handlers.rota.pattern",
            '"xyzzy" is not a shift; the shifts are early, late, night, off',
        ),
        (
            "groups.handlers.rota.fixed.weekend.shift = 'lates'",
            "groups.handlers.rota.fixed.weekend.shift",
            '"lates" is not a shift; did you mean "late"?',
        ),
        (
            "groups.handlers.rota.fixed.weekend.shift = 'off'",
            "groups.handlers.rota.fixed.weekend.shift",
            "leave out the days on which nobody works it",
        ),
        (
            "groups.handlers.rota.teams.A.designated = { 998 = 1 }",
            "groups.handlers.rota.teams.A.designated.998",
            'it designates people to "998", which is not a line; did you mean "999"?',
        ),
        ("groups.handlers.end_of_duty = 'nmaed'", "groups.handlers.end_of_duty", 'did you mean "named"?'),
        ("groups.handlers.absence.probability = 8", "groups.handlers.absence.probability", "8 % is written 0.08"),
        ("groups.handlers.absence.training_every = '8 h'", "groups.handlers.absence.training_every", "1 day or more"),
        ("groups.handlers.absence.late = { probability = 0.1 }", "groups.handlers.absence.late.by", "this is missing"),
        (
            "groups.b = { lines = ['999'], headcount = 1, absence = {} }",
            "groups.b.absence",
            "a headcount counts only those who are there",
        ),
        (
            "groups.b = { lines = ['999'], headcount_profile = [1], end_of_duty = 'count' }",
            "groups.b.end_of_duty",
            "only a rota or a roster has duties that end",
        ),
        ("groups.b = { lines = ['999'], rota = {} }", "groups.b.rota", "nobody works here: give a pattern with teams"),
        (
            "groups.b = { lines = ['999'], rota = { pattern = ['early'], starts = 2024-01-01 } }",
            "groups.b.rota",
            "nobody works the pattern: give teams",
        ),
        (
            "groups.b = { lines = ['999'], rota = { pattern = ['early'], teams = { A = { people = 1 } } } }",
            "groups.b.rota",
            "the pattern needs starts, the date",
        ),
        (
            "groups.handlers.rota.teams.A.joins=2024-05-01\ngroups.handlers.rota.teams.A.leaves=2024-05-01",
            "groups.handlers.rota.teams.A",
            "they leave on 2024-05-01 and join on 2024-05-01: nobody is ever there",
        ),
        (
            "groups.b = { lines = ['999'], headcount = 3, "
            "rota = { fixed = { w = { shift = 'late', days = ['Fri'], people = 1 } } } }",
            "groups.b",
            "it has headcount and rota; give exactly one of headcount, headcount_profile, headcount_by_date, rota, "
            "roster, recruits and call_up",
        ),
    ],
)
def test_what_is_refused(staffed: Scenario, refused: Refused, text: str, path: str, said: str) -> None:
    """A wrong shift, rota or absence is told with its path and what is allowed."""
    (problem,) = refused(STAFFED, text.splitlines())
    assert (problem.file, problem.path) == ("--set", path)
    assert said in problem.message


def test_designated_people_are_not_counted(staffed: Scenario, refused: Refused) -> None:
    """Where people are counted nobody has a line of their own: each team and fixed shift that says so is told."""
    problems = refused(STAFFED, ["groups.handlers.end_of_duty=count"])
    assert [problem.path for problem in problems] == [
        "groups.handlers.rota.teams.C.designated",
        "groups.handlers.rota.fixed.weekend.designated",
    ]
    assert all("people are counted, not known one by one" in problem.message for problem in problems)


def test_designated_to_a_line_that_the_group_does_not_serve(staffed: Scenario, refused: Refused) -> None:
    """People can only be designated to what their group serves."""
    problems = refused(STAFFED, ["groups.handlers.lines=['101']", "groups.b={ lines = ['999'], headcount = 1 }"])
    assert [problem.path for problem in problems] == [
        "groups.handlers.rota.teams.C.designated.999",
        "groups.handlers.rota.fixed.weekend.designated.999",
    ]
    assert {problem.message for problem in problems} == {
        "it designates people to 999, which the group does not serve; it serves 101"
    }


def test_all_wrong_names_at_once(staffed: Scenario, refused: Refused) -> None:
    """One wrong name in a rota hides no other."""
    rota = "groups.handlers.rota"
    problems = refused(
        STAFFED,
        {
            f"{rota}.pattern": ["erly", "lte"],
            f"{rota}.teams.A.designated": {"11": 1},
            f"{rota}.fixed.weekend.shift": "niht",
        },
    )
    assert [problem.path for problem in problems] == [
        f"{rota}.pattern",
        f"{rota}.pattern",
        f"{rota}.teams.A.designated.11",
        f"{rota}.fixed.weekend.shift",
    ]


def test_overrides_reach_everything(staffed: Scenario) -> None:
    """Each part of a shift and of a rota has a path."""
    scenario = load(
        "x.toml",
        [
            "shifts.early.start=06:30",
            "shifts.early.breaks.0.length=45 min",
            "groups.handlers.rota.fixed.weekend.people=2",
            "groups.handlers.rota.teams.A.people=7",
            "groups.handlers.rota.teams.F={ people = 1 }",
            'groups.handlers.rota.pattern=["early","early","late","off"]',
            "groups.handlers.absence.probability=0.05",
            "groups.handlers.end_of_duty=count",
            "groups.handlers.rota.teams.C.designated.999=0",
            "groups.handlers.rota.fixed.weekend.designated.999=0",
        ],
    )
    rota = scenario.groups["handlers"].rota
    assert rota is not None
    assert scenario.shifts["early"].minutes == 510
    assert scenario.shifts["early"].breaks[0].length == 45 * 60
    assert (rota.fixed["weekend"].people, rota.teams["A"].people, rota.teams["F"].people) == (2, 7, 1)
    assert rota.pattern == ("early", "early", "late", "off")
    assert (scenario.groups["handlers"].absence.probability, scenario.groups["handlers"].end_of_duty) == (0.05, "count")


def test_a_shift_with_a_length_moves_as_a_whole(staffed: Scenario) -> None:
    """Another start moves a shift with a length, its breaks with it; one with an end becomes shorter or longer."""
    moved = staffed.update({"shifts.late.start": "15:00", "shifts.early.start": "08:00"}).shifts
    assert (moved["late"].start, moved["late"].minutes) == (time(15), 480)
    assert (moved["early"].minutes, moved["early"].breaks) == (420, staffed.shifts["early"].breaks)


def test_an_end_and_a_length_displace_each_other(staffed: Scenario) -> None:
    """Who overrides the end of a shift that has a length need not take the length away."""
    changed = staffed.update({"shifts.late.end": "23:00", "shifts.early.length": "7 h"})
    assert changed.shifts["late"].minutes == 540
    assert changed.shifts["late"].length is None
    assert (changed.shifts["early"].minutes, changed.shifts["early"].end) == (420, None)


def test_an_end_and_a_length_at_once(refused: Refused) -> None:
    """Both in one file are refused."""
    (problem,) = refused("shifts.x = { start = '07:00', end = '15:00', length = '8 h' }")
    assert problem.message == "it has end and length; give either end or length: exactly one of them"


def test_a_headcount_takes_what_belongs_to_a_rota_away(over: Over) -> None:
    """Absence goes with the rota that a headcount or a roster displaces."""
    scenario = over(STAFFED + "[groups.handlers.absence]\nprobability = 0.1\n")
    group = scenario.update({"groups.handlers.headcount": 9}).groups["handlers"]
    assert (group.headcount, group.rota, group.absence.probability) == (9, None, 0)
    duty = {"person": "x", "start": "2024-02-01T07:00", "end": "2024-02-01T15:00"}
    group = scenario.update({"groups.handlers.roster": {"duties": [duty]}}).groups["handlers"]
    assert (group.rota, group.absence.probability) == (None, 0)


def test_an_override_of_a_rota_is_assumed(over: Over) -> None:
    """What a rota says without a source of its own is assumed from then on."""
    scenario = over(STAFFED + "[provenance]\n'groups.handlers.rota' = { kind = 'published', source = 'the force' }")
    path = "groups.handlers.rota.teams.A.people"
    assert scenario.provenance_of(path).kind == "published"
    changed = scenario.update({path: 7})
    assert changed.provenance_of(path).kind == "assumed"
    assert changed.provenance_of("groups.handlers.rota.teams.B.people").kind == "published"


# Shifts that follow each other ----------------------------------------------------------------------------------------

DAY_AND_NIGHT = {
    "dawn": {"start": "06:00", "end": "14:00"},
    "night": {"start": "22:00", "end": "07:00"},
    "whole": {"start": "07:00", "length": "24 h"},
}


def overlaps(staffed: Scenario, pattern: object, changes: Mapping[str, object] | None = None) -> list[Problem]:
    """Return what is said of a pattern of dawns, nights and whole days."""
    shifts = {f"shifts.{name}": times for name, times in DAY_AND_NIGHT.items()}
    try:
        staffed.update({**shifts, "groups.handlers.rota.pattern": pattern, **(changes or {})})
    except ScenarioError as error:
        return list(error.problems)
    return []


@pytest.mark.parametrize(
    "pattern",
    [
        ["early", "night", "early"],
        ["dawn", "night", "off", "dawn"],
        ["whole"],
        ["whole", "whole", "early", "night"],
        ["off", "whole", "off"],
        ["late", "dawn"],
    ],
    ids=" ".join,
)
def test_a_shift_may_begin_when_the_last_one_ends(staffed: Scenario, pattern: list[str]) -> None:
    """A shift that begins when the last one ends is none too soon, and a whole day after a whole day neither."""
    assert overlaps(staffed, pattern) == []


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        (
            ["night", "dawn", "off"],
            '"night" on day 1 (22:00 to 07:00 (9 h)) does not end before "dawn" on day 2 (06:00 to 14:00 (8 h)) begins'
            "; put a rest day in between, or give a shorter shift",
        ),
        (
            ["dawn", "off", "night"],
            '"night" on day 3 (22:00 to 07:00 (9 h)) does not end before "dawn" on day 1 (06:00',
        ),
        (["whole", "dawn"], '"whole" on day 1 (07:00 to 07:00 (1 day)) does not end before "dawn" on day 2 '),
        (["night", "dawn", "night", "dawn"], "begins (and 1 more time); put a rest day"),
        (["night", "dawn"] * 4, "begins (and 3 more times); put a rest day"),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, list) else "",
)
def test_a_shift_that_begins_too_soon(staffed: Scenario, pattern: list[str], said: str) -> None:
    """Somebody whose next shift begins before the last one is over is told, also from the last day to the first."""
    (problem,) = overlaps(staffed, pattern)
    assert problem.path == "groups.handlers.rota.pattern"
    assert said in problem.message


def test_part_timers_may_work_one_shift_after_the_other(staffed: Scenario) -> None:
    """A pattern that nobody can work is none for part-timers either: who skips some shifts still works others."""
    shares = {f"groups.handlers.rota.teams.{name}.share": 0.1 for name in "ABCDE"}
    assert len(overlaps(staffed, ["night", "dawn"], shares)) == 1


def test_all_shifts_that_begin_too_soon_are_told_at_once(staffed: Scenario) -> None:
    """Each pair of shifts is told once, in each group, beside what else is wrong."""
    rota = {"pattern": ["whole", "dawn", "off"], "starts": "2024-02-01", "teams": {"A": {"people": 1}}}
    problems = overlaps(
        staffed,
        ["night", "dawn", "whole", "dawn", "niht"],
        {
            "groups.desk": {"lines": ["101"], "rota": rota},
            "shifts.night.breaks": [{"length": "9 h", "after": "1 h", "before": "1 h"}],
        },
    )
    assert [(problem.path, problem.message.partition(" on day")[0]) for problem in problems] == [
        ("shifts.night", problems[0].message),
        ("groups.handlers.rota.pattern", '"niht" is not a shift; did you mean "night"?'),
        ("groups.handlers.rota.pattern", '"night"'),
        ("groups.handlers.rota.pattern", '"whole"'),
        ("groups.desk.rota.pattern", '"whole"'),
    ]
    assert problems[0].message.startswith("break 1 may last beyond the end")


def test_fixed_shifts_never_overlap(staffed: Scenario) -> None:
    """A shift lasts a day at most, so that whoever works it on every day of the week begins when the last one ends."""
    fixed = {"shift": "whole", "days": list(WEEKDAYS), "people": 1}
    assert overlaps(staffed, ["off", "dawn"], {"groups.handlers.rota.fixed.all": fixed}) == []
    (problem,) = overlaps(staffed, ["dawn"], {"groups.handlers.rota.fixed.all": fixed, "shifts.whole.length": "25 h"})
    assert problem.path == "shifts.whole.length"


@pytest.mark.parametrize("pattern", [3, "night", [], ["night", 3, ["dawn"], None, {"night": "dawn"}], {"0": "night"}])
@pytest.mark.parametrize("night", [7, {}, {"start": 22}, {"start": "22:00", "length": []}, {"end": {}}, []])
def test_what_is_no_pattern_is_told_elsewhere(staffed: Scenario, pattern: object, night: object) -> None:
    """A pattern or a shift of the wrong type is refused for that, and neither breaks what looks for overlaps."""
    document = staffed.document()
    document["shifts"]["night"] = night
    document["groups"]["handlers"]["rota"]["pattern"] = pattern
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_document(document)
    assert not any("does not end before" in problem.message for problem in caught.value.problems)


# Other hours on a day, and people missing on a date -------------------------------------------------------------------


def test_other_hours_of_a_shift(staffed: Scenario) -> None:
    """A day of the week changes what it names, and an override may change it again: an end displaces a length."""
    friday = staffed.update({"shifts.late.on.Fri.end": "03:00"})
    assert friday.shifts["late"].on_weekday(4).minutes == 13 * 60
    assert friday.shifts["late"].on_weekday(5).minutes == friday.shifts["late"].minutes == 8 * 60
    longer = friday.update({"shifts.late.on.Fri.length": "10 h"})
    assert longer.shifts["late"].on_weekday(4).minutes == 10 * 60
    assert Scenario.from_document(longer.document()) == longer
    rows = {row.path: row.value for row in holdings(friday)}
    assert rows["shifts.late"] == "14:00 to 22:00 (8 h); on Fri 14:00 to 03:00 (13 h)"


@pytest.mark.parametrize(
    ("text", "path", "said"),
    [
        ("shifts.late.on.Fry.end = '03:00'", "shifts.late.on.Fry", 'unknown key; did you mean "Fri"?'),
        ("shifts.late.on.Fri.ends = '03:00'", "shifts.late.on.Fri.ends", 'did you mean "end"?'),
        ("shifts.late.on.Fri.end = '25:00'", "shifts.late.on.Fri.end", "not a clock time"),
        (
            "shifts.late.on.Fri = { end = '03:00', length = '3 h' }",
            "shifts.late.on.Fri",
            "give either end or length, not both",
        ),
        ("shifts.early.on.Fri.end = '09:00'", "shifts.early", "on Fri: break 1 may last beyond the end of the shift"),
        (
            "shifts.early.on.Wed.start = '20:00'",
            "groups.handlers.rota.pattern",
            '"early" on day 1 (20:00 to 15:00 (19 h) on Wed) does not end before "early" on day 2 (07:00 to 15:00',
        ),
        (
            "shifts.late.on = { Fri = { length = '23 h' }, Sat = { start = '09:00' } }",
            "groups.handlers.rota.fixed.weekend.days",
            '"late" on Fri (14:00 to 13:00 (23 h)) does not end before the same people\'s next one begins (09:00',
        ),
        (
            "groups.handlers.absence.on = [{ date = 2024-02-02, people = 6, shift = 'nigt' }]",
            "groups.handlers.absence.on.0.shift",
            '"nigt" is not a shift; did you mean "night"?',
        ),
        ("groups.handlers.absence.on = [{ people = 6 }]", "groups.handlers.absence.on.0.date", "this is missing"),
        (
            "groups.handlers.absence.on = [{ date = 2024-02-02, people = -1 }]",
            "groups.handlers.absence.on.0.people",
            "-1 is out of range",
        ),
    ],
)
def test_other_hours_that_are_refused(refused: Refused, text: str, path: str, said: str) -> None:
    """Each mistake has a message with its place and the remedy; a wrong shift may make others."""
    problems = refused(STAFFED, [text])
    assert [problem.message for problem in problems if problem.path == path and said in problem.message]


def test_a_roster_has_no_shifts_to_miss(write: Callable[..., Path], refused: Refused) -> None:
    """People of a roster cannot be missing from a named shift."""
    write("people.csv", "person,date,start,end\nAnn,2024-02-01,07:00,15:00")
    text = '[groups.desk]\nlines = ["999"]\nroster = "people.csv"\nabsence.on = [%s]'
    (problem,) = refused(STAFFED + text % '{ date = 2024-02-01, people = 1, shift = "late" }')
    assert problem.message == "a roster has no named shifts; leave it out, and give the date alone"


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"date": "2024-03-01", "people": 1}, "absence.on of handlers: 2024-03-01 is outside the run, so this changes"),
        (
            {"date": "2024-02-02", "people": 7, "shift": "early"},
            "absence.on of handlers: 7 more are missing on 2024-02-02, and 6 are planned on shift early to start then",
        ),
        ({"date": "2024-02-02", "people": 3, "shift": "late"}, None),
    ],
)
def test_odd_absence_on_a_date(staffed: Scenario, entry: dict[str, object], said: str | None) -> None:
    """Dates outside the run, and more people than are planned, are told; what is possible is not."""
    told = [text for text in warnings(staffed.update({"groups.handlers.absence.on": [entry]})) if "absence.on" in text]
    assert [text.startswith(said) for text in told] == ([True] if said else [])
