from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from simcall.studies.calibrate import is_study_file, load_study, study_of
from tests.unit.studies.calibrate.conftest import Write

Told = Callable[[Callable[[], object]], list[str]]
Refused = Callable[[str], list[str]]

HEAD = 'name = "a study"\n[calibration]\nscenarios = { tiny = "../tiny.toml", other = "../other.toml" }\n'
FIT = '[[calibration.fit]]\npath = "lines.999.handling.mean"\nvalues = "3.0 min..8.0 min"\n'
TARGET = '[[calibration.targets]]\nscenario = "tiny"\nfigure = "999.asa"\nvalue = 10\ntolerance = 1.5\n'


@pytest.fixture
def refused(write: Write, told: Told) -> Refused:
    """Return what is said, after the file's name, of a study file."""

    def _refused(text: str) -> list[str]:
        write("studies/x.toml", text)
        return [one.removeprefix("studies/x.toml: ") for one in told(lambda: load_study("studies/x.toml"))]

    return _refused


def test_all_that_a_file_may_hold(write: Write) -> None:
    """A study file gives scenarios by label, parameters with one place or several, and targets of any period."""
    write(
        "studies/x.toml",
        """
        name = "a study"
        description = "What pins the hub down?"
        [calibration]
        seed = 5
        [calibration.scenarios]
        before = "../tiny.toml"
        after = '..\\other.toml'
        [[calibration.fit]]
        name = "pick-up"
        paths = ["groups.handlers.pick_up.mean", "groups.officers.pick_up.mean"]
        scenarios = ["before", "after"]
        values = "1.0 s..5.0 s"
        [[calibration.fit]]
        path = "groups.handlers.headcount"
        scenarios = ["after"]
        values = "1..4"
        [[calibration.targets]]
        scenario = "before"
        figure = "999.asa"
        at = 2024-02-05
        value = "12 s"
        tolerance = "500 ms"
        source = "the force's web page"
        [[calibration.targets]]
        scenario = "after"
        figure = "999.abandonment_rate"
        at = "Mon 9"
        value = 0.1
        tolerance = 0.00001
        """.replace("pick_up.mean", "handling_factor").replace("1.0 s..5.0 s", "1.0..1.5"),
    )
    study = load_study("studies/x.toml", ["days=3"])
    assert (study.name, study.seed, list(study.scenarios)) == ("a study", 5, ["before", "after"])
    assert study.scenarios["after"].days == 3
    factor, people = study.fits
    assert (factor.name, factor.where) == (
        "pick-up",
        {
            "before": ("groups.handlers.handling_factor",),
            "after": ("groups.handlers.handling_factor", "groups.officers.handling_factor"),
        },
    )
    assert (people.name, people.scenarios) == ("groups.handlers.headcount", ("after",))
    week, hour = study.targets
    assert (week.value, week.tolerance, week.label, week.source) == (12, 0.5, date(2024, 2, 5), "the force's web page")
    assert (hour.full_name, hour.label, hour.tolerance) == ("after: 999.abandonment_rate@Mon 09", 9, 0.00001)


def test_the_same_as_on_the_command_line(write: Write) -> None:
    """A file and the words of a command line ask for the same."""
    write("studies/x.toml", HEAD + FIT + TARGET)
    file = load_study("studies/x.toml")
    words = study_of(
        {"tiny": "tiny.toml", "other": "other.toml"},
        ["lines.999.handling.mean=3.0 min..8.0 min"],
        ["tiny:999.asa=10+-1.5"],
    )
    assert file.fits == words.fits
    assert [str(one) for one in file.targets] == [str(one) for one in words.targets]
    assert file.scenarios == words.scenarios


def test_which_file_is_one(write: Write) -> None:
    """A file with [calibration] is a study; a scenario, what is no TOML and what is not there is none."""
    write("studies/x.toml", HEAD + FIT + TARGET)
    write("broken.toml", "[calibration")
    assert is_study_file("studies/x.toml")
    assert not any(map(is_study_file, ["tiny.toml", "broken.toml", "nothere.toml", "."]))


REFUSALS = {
    "unknown keys": (
        'nam = "x"\n' + HEAD.replace("[calibration]", "[calibration]\nsed = 3") + FIT.replace("path", "pth") + TARGET,
        [
            'calibration.fit.0.pth: unknown key; did you mean "path"?',
            'calibration.sed: unknown key; did you mean "seed"?',
            'nam: unknown key; did you mean "name"?',
        ],
    ),
    "missing": (
        'name = "x"\n[calibration]\n',
        [
            "calibration.scenarios: this is missing and has no default",
            "calibration.fit: this is missing and has no default",
            "calibration.targets: give at least one figure to meet, here or in [[calibration.curves]]",
        ],
    ),
    "empty": (
        'name = ""\n[calibration]\nscenarios = {}\nfit = []\ntargets = []\n',
        [
            "name: this is empty; write some text",
            "calibration.scenarios: this is empty; give at least one",
            "calibration.fit: this is empty; give at least one",
            "calibration.targets: give at least one figure to meet, here or in [[calibration.curves]]",
        ],
    ),
    "wrong types": (
        "name = 3\n[calibration]\nseed = -1\nscenarios = { a = 3 }\n"
        "[[calibration.fit]]\npath = 3\nvalues = 4\n"
        "[[calibration.targets]]\nfigure = 5\nvalue = true\ntolerance = [1]\n",
        [
            'name: 3 is not text; write it in quotes: "3"',
            "calibration.seed: -1 is out of range: 0 or more",
            'calibration.scenarios.a: 3 is not text; write it in quotes: "3"',
            'calibration.fit.0.path: 3 is not text; write it in quotes: "3"',
            'calibration.fit.0.values: 4 is not text; write it in quotes: "4"',
            'calibration.targets.0.figure: 5 is not text; write it in quotes: "5"',
            "calibration.targets.0.value: true: write a number, or a time such as 12 s",
            "calibration.targets.0.tolerance: write a number, or a time such as 12 s",
        ],
    ),
    "no tables": (
        'name = "x"\n[calibration]\nscenarios = 3\nfit = 4\ntargets = [5]\n',
        [
            "calibration.scenarios: 3 is not a table",
            "calibration.fit: 4 is not a list; write values in square brackets, such as [1, 2]",
            "calibration.targets.0: 5 is not a table",
        ],
    ),
    "no calibration": ('name = "x"\ncalibration = 3\n', ["calibration: 3 is not a table"]),
    "path and paths": (
        HEAD + FIT + 'paths = ["days"]\n[[calibration.fit]]\nvalues = "1..2"\n' + TARGET,
        [
            "calibration.fit.0: give either path or paths",
            'calibration.fit.1: name a path, such as path = "lines.101.handling.mean"',
        ],
    ),
    "a period": (
        HEAD + FIT + TARGET + "at = 5\n",
        ['calibration.targets.0.at: 5: write an hour of the week, such as "Fri 18", or the date of a Monday'],
    ),
    "what the scenario says of it": (
        HEAD + FIT.replace("handling", "handlng") + TARGET + TARGET.replace("asa", "assa"),
        [
            'calibration.fit.0: lines.999.handlng: unknown key; did you mean "handling"?',
            'calibration.targets.1: "999.assa": 999 has no measure "assa"; did you mean "asa"?',
        ],
    ),
    "each at its own place": (
        HEAD + FIT + FIT + TARGET + TARGET,
        [
            "calibration.fit.1: lines.999.handling.mean: in tiny this is fitted twice; leave one of them out",
            "calibration.fit.1: lines.999.handling.mean: in other this is fitted twice; leave one of them out",
            "calibration.targets.1: tiny: 999.asa: this has two targets; leave one of them out",
        ],
    ),
    "a scenario without it": (
        HEAD
        + '[[calibration.fit]]\npath = "groups.officers.headcount"\nvalues = "0..3"\nscenarios = ["tiny"]\n'
        + TARGET,
        ['calibration.fit.0: groups.officers.headcount: there is no group "officers"; they are handlers'],
    ),
    "no TOML": ("name = \n", None),
}


@pytest.mark.parametrize(("text", "said"), REFUSALS.values(), ids=REFUSALS.keys())
def test_what_is_refused(refused: Refused, text: str, said: list[str] | None) -> None:
    """Everything wrong with a study file is told at once, by its place in the file, in the planner's words."""
    found = refused(text)
    if said is None:
        assert found[0].startswith("this is not TOML: ")
    else:
        assert sorted(found) == sorted(said)


def test_files_that_are_not_there(refused: Refused, told: Told, write: Write) -> None:
    """A study or a scenario that is not there is said to be missing, with the nearest name."""
    assert refused(HEAD.replace("tiny.toml", "tny.toml") + FIT + TARGET) == [
        'tny.toml: there is no such file; did you mean "tiny.toml"?'
    ]
    assert told(lambda: load_study("nothere.toml"))[0].startswith("nothere.toml: there is no such file")


def test_a_scenario_at_fault(refused: Refused, write: Write) -> None:
    """What is wrong with a scenario is told by its own file, beside what is wrong with the study."""
    write("tiny.toml", 'extends = "nothere.toml"\n')
    found = refused(HEAD + FIT.replace("values", "vals") + TARGET)
    assert found[0] == 'calibration.fit.0.vals: unknown key; did you mean "values"?'
    assert found[1].startswith("tiny.toml: extends:")
