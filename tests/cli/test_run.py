"""The first screen of `simcall run`."""

from __future__ import annotations

import re

import pytest

from tests.cli.calling import QUICK, TINY, Call

FEW = ("--replications", "10", "--jobs", "1", "--no-figures")


def test_one_screen(call: Call):
    """All of it fits on a screen of 30 lines, with no list of inputs and no table of definitions."""
    lines = call("run", "tiny.toml", *QUICK).out.splitlines()
    assert len(lines) <= 24
    assert lines[0] == "Tiny hub"
    assert (
        lines[1] == "1 day from 5 February 2024, 2 replications, seed 1. [low, high]: 95 % interval of the average day."
    )
    assert not any("occupancy" in line or "lines.999.patience" in line for line in lines)


def test_the_average_and_one_such_day(call: Call):
    """Below a target stands where one such day falls, which is wider than the interval of the average day."""
    lines = call("run", "tiny.toml", *FEW).out.splitlines()
    number = next(number for number, line in enumerate(lines) if line.startswith("999: "))
    average = re.search(r"\[(\d+\.\d) %, (\d+\.\d) %\]", lines[number])
    one = re.fullmatch(r"  One such day: (\d+\.\d) % to (\d+\.\d) % in 95 of 100 cases\.", lines[number + 1])
    assert average is not None
    assert one is not None
    assert float(one[1]) < float(average[1]) < float(average[2]) < float(one[2])
    single = call("run", "tiny.toml", "--replications", "1", "--jobs", "1", "--no-figures").out
    assert "One such day" not in single


def test_all_has_one_such_day_and_the_total(call: Call):
    """With --all each figure has both ends of one such day; the total follows the lines if there are several."""
    out = call("run", "tiny.toml", *FEW, "--all").out
    assert "one such day" in out
    assert "All phone lines" not in out
    second = '{ handling = { distribution = "constant", value = "1 min" }, demand = { calls_per_day = 10 } }'
    both = ("--set", f"lines.101={second}", "--set", 'groups.handlers.lines=["999", "101"]')
    out = call("run", "tiny.toml", *FEW, "--all", *both).out
    assert out.index("Line 101") < out.index("All phone lines") < out.index("Group handlers")


@pytest.mark.parametrize(("headcount", "verdict"), [(1, "missed"), (20, "met")])
def test_the_target_comes_first(call: Call, headcount, verdict):
    """The first sentence says met or missed, then the share with its interval, and the target."""
    out = call("run", "tiny.toml", *FEW, "--set", f"groups.handlers.headcount={headcount}").out
    (sentence,) = [line for line in out.splitlines() if line.startswith("999: ")]
    assert re.fullmatch(rf"999: {verdict}\. \d+\.\d % \[.*\] of answered calls within 10 s \(target 90 %\)\.", sentence)


def test_too_close_to_call(call: Call):
    """A share whose interval holds the target is neither met nor missed."""
    out = call("run", "tiny.toml", *QUICK, "--set", "lines.999.answer_target.share=0.75").out
    assert re.search(r"^999: too close to call\. \d+\.\d % \[", out, re.MULTILINE)


def test_nobody_rang(call: Call):
    """A line without calls has no share to judge, and no figure but its calls."""
    out = call("run", "tiny.toml", *QUICK, "--set", "lines.999.demand.calls_per_day=0").out
    assert "999: nobody rang (target 90 % within 10 s)." in out
    assert re.search(r"^  calls offered +0", out, re.MULTILINE)
    assert "abandoned" not in out
    assert "worst" not in out


def test_nobody_was_answered(call: Call):
    """Callers rang and nobody was there: the target is missed, and the screen says why."""
    out = call("run", "tiny.toml", *QUICK, "--set", "groups.handlers.headcount=0").out
    assert "999: missed. Callers rang and nobody was answered (target 90 % within 10 s)." in out


def test_a_long_change_is_cut_short(call: Call):
    """A list of 168 numbers does not fill the screen; the manifest holds all of it."""
    profile = f"groups.handlers.headcount_profile={[2] * 168}"
    out = call("run", "tiny.toml", *QUICK, "--set", profile).out
    (line,) = [line for line in out.splitlines() if line.startswith("Changed for this run: ")]
    assert line.endswith("…")
    assert len(line) <= 120


def test_no_target(call: Call, folder):
    """Where no line has a target, the screen says so in place of a verdict."""
    target = 'answer_target = { within = "10 s", share = 0.9 }'
    (folder / "tiny.toml").write_text(TINY.replace(target, ""), encoding="utf-8")
    assert "\nNo line has an answer target.\n" in call("run", "tiny.toml", *QUICK).out


def test_four_figures_of_a_line(call: Call):
    """Each line has its calls, the share abandoned, and how long answers took, each with an interval and its base."""
    out = call("run", "tiny.toml", *QUICK).out
    for label, base in (
        ("calls offered", "redials included"),
        ("abandoned", "of calls offered"),
        ("mean time to answer", "of answered calls"),
        ("9 in 10 answered within", "of answered calls"),
    ):
        assert re.search(rf"^  {label} +[\d.,]+( %| s)? +\[.*\] +{base}", out, re.MULTILINE), label


def test_work_is_not_answered_or_abandoned(call: Call):
    """Work comes and is started; a line that calls are transferred to says so."""
    work = '{ kind = "work", handling = { distribution = "constant", value = "1 min" }, demand = { calls_per_day = 99 }'
    target = 'answer_target = { within = "1 h", share = 0.9 } }'
    desk = '{ priority = 2, handling = { distribution = "constant", value = "1 min" } }'
    lead = 'lines.999.leads_to=[{ to = "desk", share = 1.0, when = "released" }]'
    lines = 'groups.handlers.lines=["999", "reports", "desk"]'
    changes = (f"lines.reports={work}, {target}", f"lines.desk={desk}", lead, lines)
    out = call("run", "tiny.toml", *FEW, *(word for change in changes for word in ("--set", change))).out
    assert re.search(r"^reports: .* of items started in time \(target 90 % within 1 h\)\.$", out, re.MULTILINE)
    of_work = out[out.index("Line reports (work)") : out.index("Line desk")]
    assert "items of work" in of_work
    assert "mean time to start" in of_work
    assert not re.search("abandoned|answered|calls|redials", of_work)
    assert re.search(r"calls offered .* transfers and redials included", out[out.index("Line desk") :])


def test_when_it_is_worst(call: Call):
    """The worst stretches are named with the share in them; only where something is clearly worse than the rest."""
    evening = "groups.handlers.headcount_profile=[{}]".format(
        ", ".join("0" if hour % 24 in (20, 21) else "6" for hour in range(168))
    )
    words = ("--replications", "20", "--jobs", "1", "--no-figures", "--set", "lines.999.demand.calls_per_day=1200")
    out = call("run", "tiny.toml", *words, "--set", evening).out
    assert re.search(r"^  worst  Mon 20:00 to 22:00 +\d+\.\d % +\[.*\] +answered within 10 s", out, re.MULTILINE)
    fine = call("run", "tiny.toml", *words, "--set", "groups.handlers.headcount=60").out
    assert "worst" not in fine


def test_one_replication_has_no_interval(call: Call):
    """One replication gives no intervals, and the screen says so."""
    words = ("--replications", "1", "--jobs", "1", "--no-figures", "--set", "groups.handlers.taken_from=response")
    out = call("run", "tiny.toml", *words).out
    assert "seed 1. One replication gives no intervals." in out
    assert "[" not in out
    assert "too close to call" not in out
    sentences = [line for line in out.splitlines() if line.startswith(("999: ", "handlers: "))]
    assert len(sentences) == 2
    assert not [line for line in sentences if "  " in line]


def test_assumed_inputs_are_counted(call: Call):
    """The assumed inputs are one line: how many, and the command that lists them."""
    out = call("run", "tiny.toml", *QUICK).out
    (line,) = [line for line in out.splitlines() if "assumed" in line]
    number = re.fullmatch(r"(\d+) inputs are assumed\. To list them: simcall check tiny\.toml --assumed", line)
    assert number
    assert f"{number[1]} assumed" in call("check", "tiny.toml").out


def test_a_file_with_a_blank_in_its_name_is_quoted(call: Call, folder):
    """The commands that are printed can be typed as they stand."""
    (folder / "tiny.toml").rename(folder / "my hub.toml")
    out = call("run", "my hub.toml", *QUICK, "--out", "the results").out
    assert "simcall check 'my hub.toml' --assumed" in out
    assert "simcall report 'the results'" in out


def test_overload_is_said_plainly(call: Call):
    """A queue that only grows ends with the run; a sentence says how many still waited."""
    words = ("--set", "lines.999.demand.calls_per_day=1000", "--set", "lines.999.patience.mean=300 day")
    out = " ".join(call("run", "tiny.toml", *QUICK, *words).out.split())
    assert re.search(r"999: \d+ calls \([\d.]+ % of those offered\) still waited when the run ended\.", out)


def test_no_overload_no_alarm(call: Call):
    """A run that ends with an empty queue says nothing of calls that still wait."""
    assert "still wait" not in call("run", "tiny.toml", *QUICK, "--set", "groups.handlers.headcount=20").out


def test_where_it_was_saved_and_what_to_do_next(call: Call):
    """The last lines say where the results are, how to see every measure, and how to make a report."""
    out = call("run", "tiny.toml", *QUICK).out.replace("\\", "/").splitlines()
    assert out[-3:] == [
        "Saved in results/tiny-hub",
        "For every measure with its definition, add --all, or open summary.csv there.",
        "For a report: simcall report results/tiny-hub",
    ]
    assert not any("add --all" in line for line in call("run", "tiny.toml", *QUICK, "--all").out.splitlines())


def test_a_narrow_terminal_cuts_no_figure(call: Call, monkeypatch):
    """In a terminal of 40 columns figures, intervals and names are whole: what is cut short could mislead."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "40")
    out = call("run", "tiny.toml", *QUICK).out
    assert "…" not in out
    assert re.search(r"mean time to answer: [\d.]+ s \[.*\]", " ".join(out.split()))


def test_hours_taken_from_other_work(call: Call):
    """What the help of a group costs its own work is said in hours, and priced where a price is given."""
    taken = ("--set", "groups.handlers.taken_from=response")
    assert "handlers: 48.0 h on duty, taken from response." in call("run", "tiny.toml", *QUICK, *taken).out
    priced = call("run", "tiny.toml", *QUICK, *taken, "--set", "groups.handlers.cost_per_hour=2.5").out
    assert "taken from response. At 2.5 an hour that costs 120." in priced
    assert "taken from" not in call("run", "tiny.toml", *QUICK).out
