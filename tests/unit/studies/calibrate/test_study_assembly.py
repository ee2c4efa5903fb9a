from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from simcall.measures.targets import Figure
from simcall.studies.calibrate import study_of
from tests.unit.studies.calibrate.conftest import Write

Told = Callable[[Callable[[], object]], list[str]]

HANDLING = "lines.999.handling.mean"
FIT = f"{HANDLING}=3.0 min..8.0 min"
TARGET = "999.asa=10 s+-1 s"


@pytest.fixture
def refused(write: Write, told: Told) -> Callable[..., list[str]]:
    """Return what is said of some fits and targets for tiny.toml, or for the files that are named."""

    def _refused(
        fits: list[str], targets: list[str], files: tuple[str, ...] = ("tiny.toml",), **rest: object
    ) -> list[str]:
        return told(lambda: study_of(files, fits, targets, **rest))

    return _refused


# What is understood ---------------------------------------------------------------------------------------------------


def test_shared_and_owned(write: Write) -> None:
    """A parameter belongs to every scenario that has its place, or to the one that is named; targets to theirs."""
    study = study_of(
        ["tiny.toml", "other.toml"],
        [FIT, "groups.officers.headcount=0..3", "other:groups.handlers.headcount=1..4"],
        [
            "tiny:999.asa@Fri 18:00=12 s+-500 ms",
            "other:999.abandonment_rate=0.1±0.02",
            "other:officers.occupancy=0.5+/-0.1",
        ],
        overrides=["days=7"],
        seed=4,
    )
    assert (study.name, study.seed) == ("Calibration of tiny and other", 4)
    assert [(fit.name, fit.scenarios, fit.whole) for fit in study.fits] == [
        (HANDLING, ("tiny", "other"), False),
        ("groups.officers.headcount", ("other",), True),
        ("groups.handlers.headcount", ("other",), True),
    ]
    assert [(one.figure, one.value, one.tolerance, one.by, one.label) for one in study.targets] == [
        (Figure("999", "asa"), 12.0, 0.5, "hour_of_week", 4 * 24 + 18),
        (Figure("999", "abandonment_rate"), 0.1, 0.02, None, None),
        (Figure("officers", "occupancy"), 0.5, 0.1, None, None),
    ]
    assert [str(one) for one in study.targets][:2] == [
        "tiny: 999.asa@Fri 18 = 12 +- 0.5",
        "other: 999.abandonment_rate = 0.1 +- 0.02",
    ]
    made = study.scenario_of("other", (5.0, 2, 3))
    assert (made.groups["officers"].headcount, made.groups["handlers"].headcount, made.days) == (2, 3, 7)
    assert study.scenario_of("tiny", (5.0, 2, 3)).groups["handlers"].headcount == 2


def test_a_week(write: Write) -> None:
    """A target may be of one week, named by its Monday."""
    study = study_of(["tiny.toml"], [FIT], ["999.asa@2024-02-12=10+-1"], overrides={"days": 14})
    assert (study.targets[0].by, study.targets[0].label) == ("week", date(2024, 2, 12))


def test_one_place_fitted_apart(write: Write) -> None:
    """The same place may be fitted apart in each scenario: the parameters are then named by their owners."""
    fits = ["tiny:lines.999.demand.growth=0.5..1.5", "other:lines.999.demand.growth=0.5..1.5"]
    study = study_of({"tiny": "tiny.toml", "other": "other.toml"}, fits, ["tiny:999.asa=10+-1"])
    assert [fit.name for fit in study.fits] == ["tiny: lines.999.demand.growth", "other: lines.999.demand.growth"]
    assert [study.values(label, (0.7, 1.2)) for label in study.scenarios] == [
        {"lines.999.demand.growth": 0.7},
        {"lines.999.demand.growth": 1.2},
    ]


@pytest.mark.parametrize(
    ("path", "bounds"),
    [
        (HANDLING, (150.0, 600.0)),
        ("groups.handlers.headcount", (1.0, 4.0)),
        ("lines.999.demand.calls_per_day", (120.0, 480.0)),
        ("lines.999.answer_target.share", (0.45, 1.0)),
    ],
)
def test_without_bounds(write: Write, path: str, bounds: tuple[float, float]) -> None:
    """Without bounds a value is looked for from half to twice what it is; a share no higher than 1."""
    (fit,) = study_of(["tiny.toml"], [path], [TARGET]).fits
    assert (fit.low, fit.high) == bounds


def test_a_default_can_be_fitted(write: Write) -> None:
    """What no scenario has written, but every scenario may, can be fitted too: where it can be set."""
    (fit,) = study_of(
        ["tiny.toml", "other.toml"], ["groups.officers.handling_factor=1.0..2.0"], [f"tiny:{TARGET}"]
    ).fits
    assert fit.where == {"other": ("groups.officers.handling_factor",)}


def test_values_as_they_are_written(write: Write) -> None:
    """Values keep their unit, whole numbers are whole, and no number is longer than its bounds make sensible."""
    study = study_of(["tiny.toml"], [FIT, "groups.handlers.headcount=1..4", "days=0.001..0.002"], [TARGET])
    handling, people, days = study.fits
    assert (handling.written(4.123456789), people.written(2.0), days.written(0.00123456789)) == (
        "4.12346 min",
        2,
        0.00123457,
    )
    assert (handling.in_words(4.123456789), people.in_words(2.0)) == ("4.123 min", "2")
    assert [handling.number(share) for share in (-0.1, 0.0, 0.5, 1.0, 1.1)] == [3.0, 3.0, 5.5, 8.0, 8.0]
    assert [people.number(share) for share in (0.0, 0.4, 1.0)] == [1.0, 2.0, 4.0]
    assert handling.share(handling.number(0.3)) == pytest.approx(0.3)


def test_other_targets_ask_for_the_same_figures(write: Write) -> None:
    """A study with another seed is otherwise the same."""
    study = study_of(["tiny.toml"], [FIT], [TARGET])
    other = study.with_seed(7)
    assert (other.seed, other.fits, other.targets) == (7, study.fits, study.targets)


# What is refused ------------------------------------------------------------------------------------------------------

FITS = {
    "nothing": ([], 'say what may be fitted: write "PATH=LOW..HIGH"'),
    "a typo": (["lines.999.handlng.mean=3.0 min..8.0 min"], 'lines.999.handlng: unknown key; did you mean "handling"?'),
    "no such line": (["lines.99.handling.mean=3.0 min..8.0 min"], 'did you mean "999"?'),
    "the wrong way round": ([f"{HANDLING}=8.0 min..3.0 min"], "ends below where it begins; write the lower end first"),
    "empty": (["groups.handlers.headcount=3..3"], '"3..3" has no two bounds with values between them'),
    "listed": (["groups.handlers.headcount=1, 2"], "has no two bounds with values between them"),
    "no unit": ([f"{HANDLING}=3..8"], "a length of time needs a unit"),
    "two units": ([f"{HANDLING}=3.0 min..8.0 h"], "has several units"),
    "no number": (["groups.handlers.lines=1..3"], "is not a list"),
    "impossible at a bound": (["lines.999.answer_target.share=0.5..1.5"], "1.5 is out of range"),
    "no value to look around": (["lines.999.redial.probability"], "there is no number here to set bounds around"),
    "text to look around": (["start"], '"2024-02-05" is not a number to set bounds around'),
    "no such scenario": ([f"tin:{FIT}"], 'there is no scenario "tin"; did you mean "tiny"?'),
    "twice": ([FIT, FIT], "in tiny this is fitted twice; leave one of them out"),
    "within another": (["lines.999.handling=3.0 min..8.0 min", FIT], "lines.999.handling"),
    "the name": (["name=1..3"], "the name cannot be varied"),
    "no path": (["=1..3"], "is not a path"),
}


@pytest.mark.parametrize(("fits", "said"), FITS.values(), ids=FITS.keys())
def test_fits_that_are_refused(refused: Callable[..., list[str]], fits: list[str], said: str) -> None:
    """A parameter that cannot be fitted is refused before anything is simulated, by its path and with the remedy."""
    problems = refused(fits, [TARGET])
    assert all(one.startswith("--fit: ") for one in problems)
    assert said in problems[0]


TARGETS = {
    "nothing": ([], 'say what is to be met: write "LINE.MEASURE=VALUE+-TOLERANCE"'),
    "no tolerance": (["999.asa=10"], '"999.asa=10": write "LINE.MEASURE=VALUE+-TOLERANCE"'),
    "a line that is not there": (["101.asa=10+-1"], 'there is no line or group "101"'),
    "a measure that is not there": (["999.assa=10+-1"], '999 has no measure "assa"; did you mean "asa"?'),
    "a percentage": (["999.abandonment_rate=10%+-1%"], "(10 % is written 0.1)"),
    "a share over 1": (["999.abandonment_rate=33.3+-1"], "(33.3 % is written 0.333)"),
    "no number": (["999.offered=many+-1"], '"many" is not a number'),
    "negative": (["999.offered=-1+-1"], "write a number from 0"),
    "tolerance zero": (["999.asa=10+-0"], "a tolerance is more than 0"),
    "planned": (["paid_hours=10+-1"], "paid hours are planned"),
    "no such scenario": (["hub:999.asa=10+-1"], 'there is no scenario "hub"; there is only tiny'),
    "no Monday": (["999.asa@2024-02-06=10+-1"], "2024-02-06 is not a Monday; name a week by its Monday"),
    "no period": (["999.asa@someday=10+-1"], '"someday" is not a period; write "Fri 18" for an hour of the week'),
    "no such hour": (["999.asa@Mon 24=10+-1"], '"Mon 24" is not a period'),
    "an hour outside": (
        ["999.asa@Fri 18=10+-1"],
        "Fri 18 is not in the scenario, which measures 1 days from 2024-02-05",
    ),
    "a week outside": (["999.asa@2024-03-04=10+-1"], "2024-03-04 is not in the scenario"),
    "twice": (["999.asa=10+-1", "999.asa=12+-1"], "tiny: 999.asa: this has two targets; leave one of them out"),
}


@pytest.mark.parametrize(("targets", "said"), TARGETS.values(), ids=TARGETS.keys())
def test_targets_that_are_refused(refused: Callable[..., list[str]], targets: list[str], said: str) -> None:
    """A target that cannot be held against the scenario is refused, in its own words and with the remedy."""
    problems = refused([FIT], targets)
    assert len(problems) == 1
    assert problems[0].startswith("--target: ")
    assert said in problems[0]


def test_of_which_scenario(refused: Callable[..., list[str]]) -> None:
    """With several scenarios a target says which it is of."""
    (problem,) = refused([FIT], ["999.asa=10+-1"], ("tiny.toml", "other.toml"))
    assert problem == '--target: "999.asa": name the scenario of this figure (tiny, other), for example tiny:999.asa'


def test_everything_at_once(refused: Callable[..., list[str]]) -> None:
    """Every refusal is told at once."""
    problems = refused(["x.y=1..3", "groups.handlers.headcount=3..1"], ["999.asa", "101.asa=1+-1", "999.asa=1+-0"])
    assert [one.split(":")[0] for one in problems] == ["--target", "--fit", "--fit", "--target", "--target"]


def test_files_that_are_refused(refused: Callable[..., list[str]], write: Write) -> None:
    """Each scenario that cannot be read tells why; what they share is told once; two of a name are refused."""
    write("bad.toml", 'extends = "tiny.toml"\ndays = -1\n')
    write("worse.toml", 'extends = "bad.toml"\nlins = 3\n')
    problems = refused([FIT], [f"bad:{TARGET}"], ("bad.toml", "worse.toml", "nothere.toml"))
    assert [one.split(":")[:2] for one in problems] == [
        ["bad.toml", " days"],
        ["worse.toml", " lins"],
        ["nothere.toml", ' there is no such file; did you mean "other.toml"?'],
    ]
    write("sub/tiny.toml", 'extends = "../tiny.toml"\n')
    (problem,) = refused([FIT], [f"tiny:{TARGET}"], ("tiny.toml", "sub/tiny.toml"))
    assert problem.startswith('sub/tiny.toml: tiny.toml has the label "tiny" already; rename one of them')


@pytest.mark.parametrize("label", ["a/b", "..\\x", "a:b", "a=b", "", "a\nb"])
def test_labels_that_are_refused(write: Write, told: Told, label: str) -> None:
    """A label can stand before a colon and in the name of a file, and leads to no other folder."""
    (problem,) = told(lambda: study_of({label: "tiny.toml"}, [FIT], [TARGET]))
    assert "cannot be a label; leave out : = @ / and" in problem


def test_labels_that_are_one_file(write: Write, told: Told) -> None:
    """Two labels that would make the same file name are refused."""
    (problem,) = told(lambda: study_of({"nov 23": "tiny.toml", "Nov-23": "tiny.toml"}, [FIT], [f"nov 23:{TARGET}"]))
    assert problem == 'tiny.toml: "Nov-23" is too similar to "nov 23"; use another label'


def test_a_value_left_out(write: Write, told: Told) -> None:
    """An override that leaves a value out is refused: the calibrated file could not say it."""
    (problem,) = told(lambda: study_of(["tiny.toml"], [FIT], [TARGET], overrides={"lines.999.patience": None}))
    assert problem == "--set: lines.999.patience: no scenario file can leave a value out; give a value"
