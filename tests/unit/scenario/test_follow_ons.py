"""Work, announcements, and what calls lead to: what the file may say, what is refused, and what is odd."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from simcall.errors import Problem, ScenarioError
from simcall.scenario import Constant, Scenario, holdings, load, warnings

Over = Callable[[str], Scenario]
Refused = Callable[..., list[Problem]]
Write = Callable[..., Path]

DESK = """
[lines.desk]
priority = 3
handling = { distribution = "exponential", mean = "9 min" }
[groups.desk]
lines = ["desk"]
headcount = 2
"""
WORK = DESK.replace("[lines.desk]", '[lines.desk]\nkind = "work"')
LEADS = '[[lines.999.leads_to]]\nto = "desk"\nshare = 0.3\n'
SHARED = WORK.replace('lines = ["desk"]', 'lines = ["101", "desk"]')


def odd(scenario: Scenario, words: str) -> list[str]:
    """Return the warnings with these words in them."""
    return [warning for warning in warnings(scenario) if words in warning]


def test_every_key_is_read_and_written_back(over: Over) -> None:
    """A scenario with all of the keys holds what the file says, and its document makes the same scenario."""
    scenario = over(
        WORK.replace(
            'kind = "work"\n',
            'kind = "work"\ninterruptible = true\nbreak_off = { distribution = "constant", value = "20 s" }\n',
        )
        + """
[lines.999]
patience = { distribution = "exponential", mean = "2 min" }
patience_runs = ["connection", "queue", "pick_up"]
announcement = { length = "70 s", leave_share = 0.08 }
pick_up = { distribution = "constant", value = "2 s" }
handling_by_hour = [1.2, 0.8]
[[lines.999.leads_to]]
to = "desk"
share = 0.3
when = "waiting"
after = "4 min"
keep_place = true
[[lines.999.leads_to]]
to = "desk"
share = 0.2
when = "released"
same_person = true
[lines.101.redial]
patience = "same"
[lines.101.demand.bursts.crash]
at = [2024-02-02T17:20:00]
calls_per_incident = 10
spread = { distribution = "exponential", mean = "10 min" }
handling = { distribution = "constant", value = "90 s" }
"""
    )
    line, desk = scenario.lines["999"], scenario.lines["desk"]
    announcement = line.announcement
    assert line.patience_runs == ("connection", "queue", "pick_up")
    assert announcement is not None
    assert (announcement.length, announcement.leave_share, announcement.counted) == (70, 0.08, False)
    assert line.handling_by_hour == (1.2, 0.8)
    assert [(entry.when, entry.keep_place, entry.same_person) for entry in line.leads_to] == [
        ("waiting", True, False),
        ("released", False, True),
    ]
    assert [entry.after.mean_s() for entry in line.leads_to] == [240, 0]
    assert (desk.is_work, desk.interruptible, desk.break_off.mean_s(), desk.pick_up.mean_s()) == (True, True, 20, 0)
    assert desk.demand.mean_calls_per_hour() == 0
    redial, burst = scenario.lines["101"].redial, scenario.lines["101"].demand.bursts["crash"]
    assert redial is not None
    assert burst.handling is not None
    assert (redial.patience, burst.handling.mean_s()) == ("same", 90)
    again = Scenario.from_document(scenario.document())
    assert again == scenario
    assert again.document() == scenario.document()


def test_what_is_not_said(base: Scenario) -> None:
    """A line is a phone line whose patience runs in the queue alone, and that leads to nothing."""
    line = base.lines["101"]
    assert (line.kind, line.patience_runs, line.announcement, line.leads_to) == ("phone", ("queue",), None, ())
    assert (line.handling_by_hour, line.interruptible, line.pick_up.mean_s()) == (None, False, 0)
    assert line.redial is not None
    assert line.redial.patience == "fresh"


def test_a_length_of_time_stands_for_the_distribution_that_always_gives_it(over: Over) -> None:
    """`after` may be text with a unit or a distribution."""
    entry = over(f'{DESK}{LEADS}when = "answered"\nafter = "90 s"').lines["999"].leads_to[0]
    assert isinstance(entry.after, Constant)
    assert entry.after.value == 90


def test_factors_by_hour_from_a_file(over: Over, write: Write) -> None:
    """A CSV file with the columns day, from and factor gives the steps of the week."""
    days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    write("aht.csv", "day,from,factor\n" + "".join(f"{day},00:00,1.3\n{day},06:00,1\n" for day in days))
    with pytest.raises(Exception, match="there is no row for Mon 12:00"):
        over("lines.101.handling_by_hour = 'aht.csv'")
    write("aht.csv", "day,from,factor\n" + "".join(f"{day},00:00,1.3\n{day},12:00,1\n" for day in days))
    assert over("lines.101.handling_by_hour = 'aht.csv'").lines["101"].handling_by_hour == (1.3, 1.0) * 7


def test_parts_of_an_entry_can_be_changed_by_its_number(over: Over) -> None:
    """An override leads into the list by number; a value changed without a source is assumed."""
    scenario = over(
        f'{DESK}{LEADS}when = "released"\n[provenance]\n"lines.999.leads_to" = {{ kind = "measured", source = "CRM" }}'
    )
    changed = scenario.update({"lines.999.leads_to.0.share": 0.5})
    rows = {row.path: row for row in holdings(changed)}
    assert rows["lines.999.leads_to.0"].value == "50 % to desk when released"
    assert changed.provenance_of("lines.999.leads_to.0.share").kind == "assumed"
    assert scenario.provenance_of("lines.999.leads_to.0.share").kind == "measured"


def test_an_entry_that_is_not_there(over: Over) -> None:
    """An override of an entry that is not there is refused, and nothing that follows from it is reported."""
    over(f'{DESK}{LEADS}when = "released"')
    with pytest.raises(ScenarioError) as refusal:
        load("x.toml", ["lines.101.leads_to.3.share=0.2"])
    (problem,) = refusal.value.problems
    assert (problem.file, problem.path) == ("--set", "lines.101.leads_to")
    assert "there is no entry 3 to change; give the whole list, such as [{ to = " in problem.message
    with pytest.raises(ScenarioError, match="there is no entry 3 to change") as refusal:
        load("x.toml", ["lines.999.leads_to.3.share=0.2"])
    assert len(refusal.value.problems) == 1


def test_a_line_is_taken_away_with_without(over: Over, write: Write) -> None:
    """`without` takes away what calls lead to; the line is then one that nobody reaches."""
    write("y.toml", f'extends = "base.toml"\n{DESK}{LEADS}when = "released"\n[lines.desk.demand]\ncalls_per_day = 0')
    write("z.toml", 'extends = "y.toml"\nwithout = ["lines.999.leads_to"]')
    assert odd(load("z.toml"), "nothing ever comes to desk")
    assert not odd(load("y.toml"), "nothing ever comes")


@pytest.mark.parametrize(
    ("text", "path", "said"),
    [
        ("lines.101.patience_runs = []", "lines.101.patience_runs", "this is empty"),
        ("lines.101.patience_runs = ['pick_up', 'queue']", "lines.101.patience_runs", "in this order: connection,"),
        ("lines.101.patience_runs = ['queue', 'queue']", "lines.101.patience_runs", "name each part once"),
        ("lines.101.patience_runs = ['que']", "lines.101.patience_runs.0", 'did you mean "queue"?'),
        ("lines.101.announcement = { leave_share = 0.1 }", "lines.101.announcement.length", "this is missing"),
        (
            "lines.101.announcement = { length = '1 min', leave_share = 8 }",
            "lines.101.announcement.leave_share",
            "from 0 to 1 (8 % is written 0.08)",
        ),
        ("lines.101.announcement = { length = '1 s', counted = 1 }", "lines.101.announcement.counted", "true or false"),
        ("lines.101.handling_by_hour = [1, -1]", "lines.101.handling_by_hour.1", "-1 is out of range"),
        ("lines.101.handling_by_hour = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]", "lines.101.handling_by_hour", "11 steps"),
        ("lines.101.handling_by_hour = 'no.csv'", "lines.101.handling_by_hour", '"no.csv": there is no such file'),
        ("lines.101.redial.patience = 'some'", "lines.101.redial.patience", "not one of fresh, same"),
        ("lines.101.kind = 'mail'", "lines.101.kind", "not one of phone, work"),
        ("lines.101.interruptible = true", "lines.101.interruptible", 'leave it out, or write kind = "work"'),
        (
            "lines.101.break_off = { distribution = 'constant', value = '1 s' }",
            "lines.101.break_off",
            "only work can be put down",
        ),
    ],
)
def test_one_wrong_value(refused: Refused, text: str, path: str, said: str) -> None:
    """One wrong value makes one problem that says where it is and what to write."""
    (problem,) = refused(text)
    assert (problem.file, problem.path) == ("x.toml", path)
    assert said in problem.message


@pytest.mark.parametrize(
    ("entry", "key", "said"),
    [
        ("to = 'desks'\nshare = 0.3\nwhen = 'released'", "to", 'not a line; did you mean "desk"?'),
        ("to = 'desk'\nshare = 1.5\nwhen = 'released'", "share", "from 0 to 1"),
        ("to = 'desk'\nshare = 0.3\nwhen = 'release'", "when", 'did you mean "released"?'),
        ("to = 'desk'\nshare = 0.3", "when", "this is missing"),
        ("to = 'desk'\nshare = 0.3\nwhen = 'released'\nafter = 5", "after", "a length of time needs a unit"),
        ("to = 'desk'\nshare = 0.3\nwhen = 'released'\nafter = '5 parsec'", "after", "is not a unit of time"),
        ("to = 'desk'\nshare = 0.3\nwhen = 'answered'\nsame_person = true", "same_person", 'write when = "released"'),
        ("to = 'desk'\nshare = 0.3\nwhen = 'released'\nsame_person = true\nafter = '5 s'", "after", "leave after out"),
        ("to = 'desk'\nshare = 0.3\nwhen = 'overdue'\nafter = '5 s'\nkeep_place = true", "keep_place", '"waiting"'),
        ("to = 'desk'\nshare = 0.3\nwhen = 'waiting'", "after", "such as after ="),
        ("to = 'desk'\nshare = 0.3\nwhen = 'overdue'", "after", "such as after ="),
        ("to = 'desk'\nshare = 0.3\nwhen = 'overdue'\nafter = '5 s'\nafter_counts = true", "after_counts", "leave it"),
        (
            "to = 'desk'\nshare = 0.3\nwhen = 'released'\nsame_person = true\nafter_counts = true",
            "after_counts",
            "leave after_counts out",
        ),
        ("to = 'desk'\nshare = 0.3\nwhen = 'waiting'\nafter = '0 s'", "after", "give a time over 0 s"),
        (
            "to = 'desk'\nshare = 0.3\nwhen = 'waiting'\nafter = { distribution = 'exponential', mean = '1 s', "
            "at_zero = 0.1 }",
            "after",
            "without at_zero",
        ),
        ("to = 'desk'\nshare = 0.3\nwhen = 'released'\none_of = ['grade']", "one_of", "is not text"),
        ("to = 'desk'\nshare = 0.3\nwhen = 'released'\none_of = { name = 'grade' }", "one_of", "is not text"),
        (
            "to = 'desk'\nshare = 0.3\nwhen = 'waiting'\n"
            "after = { distribution = 'empirical', values = ['1 s', '0 s'] }",
            "after",
            "give a time over 0 s",
        ),
    ],
)
def test_one_wrong_entry(refused: Refused, entry: str, key: str, said: str) -> None:
    """One wrong value of an entry makes one problem, at the number of the entry."""
    (problem,) = refused(f"{DESK}[lines.desk.demand]\ncalls_per_day = 1\n[[lines.999.leads_to]]\n{entry}")
    assert problem.path == f"lines.999.leads_to.0.{key}"
    assert said in problem.message


def test_shares_that_exclude_each_other_add_up_to_one(refused: Refused) -> None:
    """Of what excludes each other at most one happens, so more than all calls cannot lead to it."""
    entries = [
        f"[[lines.999.leads_to]]\nto = 'desk'\nwhen = 'answered'\nshare = {share}\none_of = 'grade'\n"
        for share in (0.7, 0.4)
    ]
    (problem,) = refused(f"{DESK}[lines.desk.demand]\ncalls_per_day = 1\n{''.join(entries)}")
    assert problem.path == "lines.999.leads_to"
    assert "add up to 1.1; they must add up to 1 at most" in problem.message


def test_a_wait_of_zero_may_be_overdue_at_once(over: Over) -> None:
    """Whoever has to wait at all is overdue after 0 s: the call stays in its queue."""
    assert over(f'{DESK}{LEADS}when = "overdue"\nafter = "0 s"').lines["999"].leads_to[0].after.mean_s() == 0


def test_work_has_no_caller(refused: Refused) -> None:
    """All that needs a caller on the line is refused on a line of work, each with the way out."""
    problems = refused("lines.101.kind = 'work'\nlines.101.queue_limit = 3\nlines.101.announcement.length = '1 s'")
    assert {problem.path for problem in problems} == {
        f"lines.101.{key}" for key in ("patience", "redial", "queue_limit", "announcement")
    }
    assert all("list it under without" in problem.message for problem in problems)


def test_nobody_rings_work(refused: Refused) -> None:
    """A redial cannot be diverted to work, and work cannot be abandoned."""
    (divert,) = refused(f"{WORK}[lines.101.redial.divert]\nto = 'desk'")
    assert divert.path == "lines.101.redial.divert.to"
    assert "nobody can ring desk, which is work; name a phone line: 999" in divert.message
    (moment,) = refused(
        f"{WORK}[lines.desk.demand]\ncalls_per_day = 1\n"
        "[[lines.desk.leads_to]]\nto = '999'\nshare = 0.1\nwhen = 'abandoned'"
    )
    assert moment.path == "lines.desk.leads_to.0.when"


def test_demand_is_missing_where_nothing_leads(over: Over, refused: Refused) -> None:
    """A line may be without demand only if another line leads to it, or diverts redials to it."""
    (empty,) = refused(f"{DESK}[lines.999]\nleads_to = []")
    (problem,) = refused(DESK)
    assert empty.path == problem.path == "lines.desk.demand"
    assert "no other line leads here; write who rings, such as demand = { calls_per_day = 100 }" in problem.message
    assert over(f'{DESK}{LEADS}when = "released"').lines["desk"].demand.calls_per_day == 0
    assert over(f"{DESK}[lines.101.redial.divert]\nto = 'desk'").lines["desk"].demand.calls_per_day == 0


def entries(*flows: tuple[str, str, float]) -> str:
    """Write what lines lead to."""
    return "".join(
        f"[[lines.{source}.leads_to]]\nto = '{target}'\nshare = {share}\nwhen = 'released'\n"
        for source, target, share in flows
    )


@pytest.mark.parametrize(
    ("flows", "line", "said"),
    [
        ([("999", "999", 0.5), ("999", "999", 0.5)], "999", "each item of 999 leads back to 999 1 time on average"),
        ([("999", "999", 0.1)] * 10, "999", "1 time on average"),
        ([("999", "101", 1.0), ("101", "999", 1.0)], "101", "back to 101 by way of 999 1 time"),
        # By way of 999, 101 leads back 0.5 x 0.5 / (1 - 0.5) times: 0.5, and 0.6 directly.
        ([("999", "999", 0.5), ("999", "101", 0.5), ("101", "999", 0.5), ("101", "101", 0.6)], "101", "1.1 times"),
    ],
)
def test_loops_that_never_die_out(refused: Refused, flows: list[tuple[str, str, float]], line: str, said: str) -> None:
    """A loop whose items lead back to the same line once or more on average is refused with the sum."""
    (problem,) = refused(entries(*flows))
    assert problem.path == f"lines.{line}.leads_to"
    assert said in problem.message


@pytest.mark.parametrize(
    "flows",
    [
        [("999", "999", 0.99)],
        [("999", "101", 1.0), ("999", "101", 1.0), ("101", "999", 0.49)],
        [("999", "999", 0.5), ("999", "101", 0.5), ("101", "999", 0.5), ("101", "101", 0.4)],
    ],
)
def test_loops_that_die_out(over: Over, flows: list[tuple[str, str, float]]) -> None:
    """A loop with a sum under 1 is legal, whatever the sum of one line's shares."""
    assert over(entries(*flows)).lines["999"].leads_to


def test_people_taken_from_a_group(over: Over, refused: Refused) -> None:
    """A group may be taken from work outside the scenario or from another group, but not from itself in the end."""
    text = "[groups.silver]\nlines = ['999']\nheadcount = 1\ntaken_from = '{}'\n"
    assert over(text.format("handlers")).groups["silver"].taken_from == "handlers"
    assert not odd(over(text.format("response")), "is taken from")
    assert odd(over(text.format("Handlers")), 'to take people from handlers, write "handlers"')
    (itself,) = refused(text.format("silver"))
    assert (itself.path, "silver takes its people from itself" in itself.message) == ("groups.silver.taken_from", True)
    circle = refused(text.format("handlers") + "[groups.handlers]\ntaken_from = 'silver'")
    assert {problem.path for problem in circle} == {"groups.silver.taken_from", "groups.handlers.taken_from"}
    assert "handlers -> silver -> handlers" in " ".join(problem.message for problem in circle)


def test_a_group_may_have_nobody(base: Scenario) -> None:
    """A headcount of 0 is legal; `check` warns of the lines that nobody can answer."""
    assert len(odd(base.update({"groups.handlers.headcount": 0}), "cannot be answered at any time")) == 2


def test_work_that_nobody_can_take(over: Over) -> None:
    """Work may wait for other hours, and is warned of only if nobody ever comes, or nobody comes again."""
    scenario = over(f'{WORK}{LEADS}when = "released"')
    assert not odd(scenario, "nobody can ever take")
    assert odd(scenario.update({"groups.desk.headcount": 0}), "nobody can ever take desk: in the whole run, nobody in")
    assert odd(scenario.update({"groups.desk.reserve": {"desk": 2}}), "nobody can ever take desk")
    nights_off = {"groups.desk.headcount_profile": [0, 1] * 7}
    assert not [warning for warning in warnings(scenario.update(nights_off)) if "desk cannot" in warning]


def test_work_that_nobody_can_finish(over: Over) -> None:
    """Warn if the last duty that may take work ends long before the run, or if duties are shorter than its pick-up."""
    rota = """
[shifts.short]
start = "08:00"
length = "2 h"
[groups.desk.rota.fixed.one]
shift = "short"
days = ["Mon", "Wed"]
people = 1
leaves = 2024-02-06
"""
    text = f'{WORK}{LEADS}when = "released"\n{rota}'.replace("headcount = 2\n", "")
    scenario = over(text)
    assert not odd(scenario, "is never done")
    assert odd(scenario.update({"days": 28}), "desk that is left on 2024-02-05 10:00 is never done")
    slow = {"lines.desk.pick_up": {"distribution": "constant", "value": "2 h"}}
    assert not odd(scenario.update(slow), "is never done")
    assert odd(scenario.update({**slow, "lines.desk.interruptible": True}), "to pick it up takes longer than any duty")


def test_call_backs_after_everybody_who_waits(over: Over) -> None:
    """Warn of a call-back with a worse priority than the queue that it replaces, where the same people do both."""
    waiting = '[[lines.101.leads_to]]\nto = "desk"\nshare = 0.3\nwhen = "waiting"\nafter = "4 min"\n'
    assert odd(over(SHARED + waiting), "desk has a worse priority (3) than 101 (2)")
    assert not odd(over(SHARED.replace("priority = 3", "priority = 2") + waiting), "worse priority")
    assert not odd(over(WORK + waiting), "worse priority")


def test_an_announcement_longer_than_patience(over: Over) -> None:
    """Warn of a message that outlasts mean patience, because patience does not run during it."""
    assert odd(over("lines.101.announcement.length = '6 min'"), "announcement of 101 (6 min) is longer than")
    assert not odd(over("lines.101.announcement.length = '5 min'"), "announcement of 101")


def test_work_never_gives_up_without_a_warning(over: Over) -> None:
    """That nobody gives up is odd of a phone line only, and the list of defaults leaves out what work cannot have."""
    scenario = over(f'{WORK}{LEADS}when = "released"')
    assert not odd(scenario, "callers to desk never give up")
    paths = {row.path for row in holdings(scenario)}
    assert "lines.desk.interruptible" in paths
    assert not paths & {"lines.desk.patience", "lines.desk.redial", "lines.999.break_off"}


def test_handling_by_hour_counts_in_the_workload(over: Over) -> None:
    """The factors of the hours in which calls come count: 60 calls of 10 min an hour are 10 erlangs, 20 at factor 2."""
    text = """
[lines.101]
handling = { distribution = "constant", value = "10 min" }
demand = { calls_per_hour = 60.0, profile = [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1] }
handling_by_hour = [HOURS]
"""
    too_much = "101 brings more work than there are people"
    (warning,) = odd(over(text.replace("HOURS", "1, 2" + 6 * ", 1, 2")), too_much)
    assert "would keep 20 people busy" in warning
    assert not odd(over(text.replace("HOURS", "2, 1" + 6 * ", 2, 1")), too_much)


def test_what_follows_counts_in_the_workload(over: Over) -> None:
    """At 600 calls of 1 min an hour, half lead to a desk of 4 people: 300 records of 1 min an hour are 5 erlangs."""
    text = """
    [lines.101]
    handling = { distribution = "constant", value = "1 min" }
    demand = { calls_per_hour = 600.0, profile = "flat" }
    leads_to = [{ to = "desk", share = SHARE, when = "WHEN" }]
    [lines.desk]
    kind = "KIND"
    handling = { distribution = "constant", value = "1 min" }
    [groups.desk]
    lines = ["desk"]
    headcount = 4
    """.replace("    ", "")

    def warned(share: float, when: str = "released", kind: str = "phone") -> list[str]:
        made = text.replace("SHARE", str(share)).replace("WHEN", when).replace("KIND", kind)
        return odd(over(made), "desk brings more work than there are people")

    assert ["would keep 5 people busy on average, and 4 are on duty" in warning for warning in warned(0.5)] == [True]
    assert [warning.endswith("the backlog keeps growing") for warning in warned(0.5, kind="work")] == [True]
    assert warned(0.39) == warned(0.5, when="abandoned") == []


@pytest.mark.parametrize(
    ("priority", "lines", "warned"), [(1, "'999', 'reports'", 1), (3, "'reports'", 1), (3, "'999', 'reports'", 0)]
)
def test_work_that_no_call_interrupts(over: Over, priority: int, lines: str, warned: int) -> None:
    """Work is put down for a line with a better priority that the same people serve; without one it never is."""
    text = f"""
[lines.reports]
kind = "work"
priority = {priority}
interruptible = true
handling = {{ distribution = "constant", value = "1 min" }}
demand = {{ calls_per_day = 1 }}
[groups.desk]
lines = [{lines}]
headcount = 4
"""
    assert len(odd(over(text), "reports is interruptible, but nobody puts it down for a call")) == warned


def test_sources_where_nobody_can_be_missing(over: Over, refused: Refused) -> None:
    """People are missing neither in a group that is called up itself, nor in one that is taken from a third."""
    silver = "[groups.silver]\nlines = ['999']\nheadcount = 1\ntaken_from = 'gold'\n"
    (called_up,) = refused(silver + "[groups.gold]\nlines = ['999']\ncall_up = { waiting = 2, people = 1, pool = 1 }\n")
    assert called_up.path == "groups.silver.taken_from"
    assert "gold, who are called up themselves; name the group that they leave" in called_up.message
    gold = "[groups.gold]\nlines = ['999']\nheadcount = 1\ntaken_from = 'handlers'\n"
    (third,) = refused(silver + gold)
    assert "which takes its own from handlers; name handlers here too" in third.message
