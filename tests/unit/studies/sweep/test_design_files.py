from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from simcall.measures.targets import Figure, Target
from simcall.studies.sweep import ManyPointsError, Settings, design_of, is_sweep_file, load_design

Told = Callable[[Callable[[], object]], list[str]]
Write = Callable[[str, str], Path]
Refused = Callable[[str], list[str]]

DAY, EVENING = "groups.handlers.rota.fixed.day.people", "groups.handlers.rota.fixed.evening.people"
HEAD = 'name = "people"\nscenario = "../hub.toml"\n'


@pytest.fixture
def refused(write: Write, told: Told) -> Refused:
    """Return what is said, after the file's name, of a sweep file with some text after its head."""

    def _refused(text: str, head: str = HEAD) -> list[str]:
        write("sweeps/x.toml", head + text)
        return [one.removeprefix("sweeps/x.toml: ") for one in told(lambda: load_design("sweeps/x.toml"))]

    return _refused


def test_all_that_a_file_may_hold(write: Write) -> None:
    """A sweep file gives points, rules, and what is asked of the points."""
    write(
        "sweeps/people.toml",
        f"""
        name = "people"
        description = "How many are enough?"
        scenario = "../hub.toml"
        replications = 12
        seed = 5
        only = ["{EVENING} <= {DAY}"]
        constraints = ["paid_hours <= base"]
        targets = ["999.answered_in_target >= 0.90", "101.abandonment_rate <= 0.10"]
        minimise = "officers.duty_hours"

        [vary]
        "{DAY}" = "4..6"
        "{EVENING}" = [3, 4, 5]
        "lines.999.demand.growth" = {{ low = 1.0, high = 1.2, step = 0.1 }}
        "shifts.late.start" = "14:00, 15:00"
        "groups.officers.reserve" = "none"
        """,
    )
    design = load_design("sweeps/people.toml", ["groups.officers.headcount=1"])
    assert (design.name, design.origin, design.base.groups["officers"].headcount) == ("people", "sweeps/people.toml", 1)
    assert [parameter.count for parameter in design.parameters] == [3, 3, 3, 2, 1]
    # Of 3 x 3 numbers of people one has more in the evening than by day, and three others have more than the base's 9.
    assert len(design.points) == 5 * 3 * 2
    assert design.dropped == {f"{EVENING} <= {DAY}": 1 * 6, "paid_hours <= base": 3 * 6}
    assert design.points[1].values == {
        DAY: 4,
        EVENING: 3,
        "lines.999.demand.growth": 1.0,
        "shifts.late.start": "15:00",
        "groups.officers.reserve": None,
    }
    assert design.settings == Settings(
        12,
        5,
        (Target("999", "answered_in_target", ">=", 0.9), Target("101", "abandonment_rate", "<=", 0.1)),
        Figure("officers", "duty_hours"),
    )
    assert design.checked() is design


def test_the_least(write: Write) -> None:
    """A sweep file needs a name, a scenario and what is varied; all else is for the command to choose."""
    write("sweeps/x.toml", f'{HEAD}vary."days" = [1, 2]')
    design = load_design("sweeps/x.toml")
    assert design.settings == Settings()
    assert [point.key for point in design.points] == [
        point.key for point in design_of(design.base, {"days": [1, 2]}).points
    ]


def test_forgotten_quotes(write: Write) -> None:
    """A path without quotes, which TOML nests, is the same path."""
    write(
        "sweeps/x.toml",
        f"{HEAD}[vary]\n{DAY} = '1..2'\nlines.999.demand.growth = {{ low = 1.0, high = 2.0, step = 0.5 }}\n"
        'lines.999.patience = [{ distribution = "constant", value = "1 min" }]\n'
        "[vary.lines.101.demand]\ngrowth = [1.5]",
    )
    assert [parameter.path for parameter in load_design("sweeps/x.toml").parameters] == [
        DAY,
        "lines.999.demand.growth",
        "lines.999.patience",
        "lines.101.demand.growth",
    ]


def test_listed_points(write: Write) -> None:
    """[[points]] lists combinations, of any paths, quoted or not; one with nothing in it is the scenario as it is."""
    law = '{ distribution = "constant", value = "1 min" }'
    write(
        "sweeps/x.toml",
        f"""{HEAD}
        [[points]]
        [[points]]
        "{DAY}" = 6
        days = 3
        [[points]]
        {DAY} = 4
        lines.101.patience = {law}
        groups.officers.reserve = "none"
        [[points]]
        days = 3
        "{DAY}" = 6
        """,
    )
    design = load_design("sweeps/x.toml").checked()
    assert [dict(point.values) for point in design.points] == [
        {},
        {DAY: 6, "days": 3},
        {
            DAY: 4,
            "lines.101.patience": {"distribution": "constant", "value": "1 min"},
            "groups.officers.reserve": None,
        },
    ]
    assert [parameter.values for parameter in design.parameters[:2]] == [(6, 4), (3,)]
    assert design.label_of(design.points[0]) == "as it is"
    assert list(design.dropped.values()) == [1]


def test_designs(write: Write) -> None:
    """[design] chooses some points of what is varied, as a notebook would."""
    for kind in ("random", "latin-hypercube", "sobol"):
        write("sweeps/x.toml", f'{HEAD}vary.days = "1.0..2.0"\n[design]\nkind = "{kind}"\npoints = 9\nseed = 4')
        design = load_design("sweeps/x.toml")
        assert design.points == design_of(design.base, {"days": "1.0..2.0"}, kind=kind, points=9, seed=4).points


def test_files_beside_it(write: Write, tmp_path: Path) -> None:
    """Names of files belong to the sweep file's folder, and its keys do not depend on where that is."""
    write("sweeps/staff/a.csv", "person,date,start,end\nP,2024-02-05,07:00,15:00\n")
    write("sweeps/x.toml", f'{HEAD}vary."groups.officers.roster" = ["staff/a.csv", "staff\\\\b.csv"]\n')
    shutil.copy("sweeps/staff/a.csv", "sweeps/staff/b.csv")
    design = load_design("sweeps/x.toml").checked()
    assert design.folder == "sweeps"
    elsewhere = load_design(tmp_path / "sweeps" / "x.toml")
    assert [point.key for point in elsewhere.points] == [point.key for point in design.points]
    assert [design.scenario_of(point) for point in design.points] == [
        elsewhere.scenario_of(point) for point in elsewhere.points
    ]


def test_is_sweep_file(write: Write) -> None:
    """A sweep file names a scenario or what is varied; a scenario file, a folder and what is no TOML are none."""
    write("sweeps/x.toml", f"{HEAD}vary.days = [1]")
    write("sweeps/slip.toml", 'scenaro = "hub.toml"\nvary.days = [1]')
    write("broken.toml", 'scenario = "hub.toml')
    write("child.toml", 'extends = "hub.toml"\nscenario = "x"')
    assert [is_sweep_file(name) for name in ("sweeps/x.toml", "sweeps/slip.toml")] == [True, True]
    assert not any(map(is_sweep_file, ("hub.toml", "child.toml", "broken.toml", "sweeps", "nowhere.toml")))


def test_everything_at_once(refused: Refused) -> None:
    """All that is wrong with a file is told at once, in its order, each with the path and the remedy."""
    said = refused(
        f"""
        replications = 0
        seeed = 1
        only = ["{DAY} = 5", 3]
        constraints = "paid_hours <= base"
        targets = ["999.answered >= 0.9", "99.asa <= 10", "999.abandonment_rate <= 10 %"]
        minimise = "officers.duty_hour"
        [vary]
        "{EVENING}" = "6..0"
        "days" = []
        "groups..x" = 1
        [design]
        kind = "latin-hypercubes"
        number = 3
        """
    )
    assert said == [
        "replications: 0 is out of range: 1 or more",
        'seeed: unknown key; did you mean "seed"?',
        'only.1: 3 is not text; write it in quotes: "3"',
        f'only: "{DAY} = 5": write == for equal',
        'constraints: "paid_hours <= base" is not a list; write values in square brackets, such as '
        '["paid_hours <= base"]',
        'targets.1: "99.asa <= 10": there is no line or group "99"; did you mean "999"?',
        'targets.2: "999.abandonment_rate <= 10 %": write a share as a number from 0 to 1 (10 % is written 0.1)',
        'minimise: "officers.duty_hour": officers has no measure "duty_hour"; did you mean "duty_hours"?',
        f'vary."{EVENING}": 6..0 ends below where it begins; write the lower end first',
        "vary.days: the list is empty; write listed values (1, 2, 5), a whole range (0..6), one with a step "
        "(1.0..1.4 step 0.1) or times (5 min..30 min)",
        'vary."groups..x": "groups..x" is not a path; join names with single dots, such as lines.101.handling.mean',
        'design.kind: "latin-hypercubes" is not one of grid, random, latin-hypercube, sobol; did you mean '
        '"latin-hypercube"?',
        "design.number: unknown key; the keys here are kind, points, seed",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ['vary: nothing is varied; give [vary], such as "groups.officers.headcount" = "0..6"']),
        ("vary = 3", ["vary: 3 is not a table"]),
        ("points = 3", ["points: 3 is not a list; write values in square brackets, such as [1, 2]"]),
        ("points = [3]", ["points.0: 3 is not a table"]),
        (
            "points = [3, { name = 'x' }]",
            [
                "points.0: 3 is not a table",
                "points.1.name: the name cannot be varied: each point is named by its values",
            ],
        ),
        (
            'vary.days = [1]\ntargets = [5, "99.asa <= 10"]',
            [
                'targets.0: 5 is not text; write it in quotes: "5"',
                'targets.1: "99.asa <= 10": there is no line or group "99"; did you mean "999"?',
            ],
        ),
        (
            "vary.days = [1]\n[[points]]\ndays = 1",
            ["points: points are listed or chosen from what is varied; give either [vary] or [[points]]"],
        ),
        (
            '[[points]]\ndays = 1\n[design]\nkind = "grid"',
            ["design: listed [[points]] need no design; leave one of them out"],
        ),
        (
            "[[points]]\n'a..b' = 1\nname = 'x'",
            [
                'points.0."a..b": "a..b" is not a path; join names with single dots, such as lines.101.handling.mean',
                "points.0.name: the name cannot be varied: each point is named by its values",
            ],
        ),
        (
            "[[points]]\n'groups.officers' = {}\n'groups.officers.headcount' = 1",
            [
                'points.0."groups.officers.headcount": this lies within groups.officers, which is varied too; vary one '
                "of them"
            ],
        ),
        (
            '[vary]\ndays = [1]\n"groups.officers" = [{}]\n"groups.officers.headcount" = [2]',
            [
                'vary."groups.officers.headcount": this lies within groups.officers, which is varied too; vary one '
                "of them"
            ],
        ),
        (
            'vary.days = "1.0..2.0"',
            [
                "vary.days: 1.0..2.0 has no end of values, and a grid needs each of them; give a step, such as "
                '"1.0..2.0 step 0.25", or choose a random, latin-hypercube or sobol design'
            ],
        ),
        (
            "vary.days = { low = 1.0, high = 2.0, stp = 0.5 }",
            [
                "vary.days: a table is neither values nor a range; write { low = 0, high = 6 }, or put tables to "
                "choose from in square brackets"
            ],
        ),
        ('vary.days = [1]\ndesign.kind = "sobol"', ["design: a sobol design needs a number of points, such as 64"]),
        (
            "vary.days = [1]\ndesign.points = 3",
            ["design: a grid has as many points as there are combinations; leave the number of points out"],
        ),
        (
            "vary.days = '1..10000'\nvary.'lines.999.demand.growth' = '1..1000'",
            [
                "vary: a grid of 10000 x 1000 has 10,000,000 points, more than the 2,000,000 that a sweep can hold; "
                "vary fewer values, or let a latin-hypercube or sobol design choose among them"
            ],
        ),
    ],
)
def test_refused(refused: Refused, text: str, said: list[str]) -> None:
    """Each thing that makes no sense is refused, once, with the remedy."""
    assert refused(text) == said


def test_very_many_points(write: Write) -> None:
    """Very many points have to be wanted: it says how many there are, and knows the scenario that they are of."""
    write("sweeps/x.toml", HEAD + "vary.days = '1..200'\nvary.'lines.999.demand.growth' = '1..100'")
    with pytest.raises(ManyPointsError, match=r"x\.toml: vary: a grid of 200 x 100 has 20,000 points, more") as many:
        load_design("sweeps/x.toml")
    assert (many.value.points, many.value.base) == (20_000, load_design("sweeps/x.toml", most=20_000).base)


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ('scenario = "../hub.toml"\n', "name: this is missing and has no default"),
        (
            'name = "a\\u0007"\nscenario = "../hub.toml"\n',
            'name: "a\\u0007": a name is one line of text that can be printed',
        ),
        ('name = "x"\n', "scenario: this is missing and has no default"),
        ('name = "x"\nscenario = 3\n', 'scenario: 3 is not text; write it in quotes: "3"'),
        (
            'name = "x"\nscenario = "../hab.toml"\n',
            'scenario: "../hab.toml": there is no such file; did you mean "hub.toml"?',
        ),
        ('name = "x"\nscenario = ".."\n', 'scenario: "..": this is a folder; a scenario file is needed'),
    ],
)
def test_heads(refused: Refused, head: str, said: str) -> None:
    """A name and a scenario that is there are needed."""
    (problem,) = refused("vary.days = [1]", head)
    assert problem.replace("\\x07", "\\u0007") == said


def test_the_scenarios_own_problems(write: Write, refused: Refused) -> None:
    """What is wrong with the scenario is told beside what is wrong with the sweep, each with its file."""
    write("bad.toml", 'extends = "hub.toml"\ndays = -1\n[lines.101.demand]\ngrwth = 2')
    said = refused("sed = 1\nvary.days = 'x..'\nvary.start = '1..'", 'name = "x"\nscenario = "../bad.toml"\n')
    assert said[:2] == [
        "bad.toml: days: -1 is out of range: more than 0",
        'bad.toml: lines.101.demand.grwth: unknown key; did you mean "growth"?',
    ]
    assert [one.split(":")[0] for one in said[2:]] == ["sed", "vary.start"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name = ", "this is not TOML: invalid value (at end of document)"),
        ("name = 'x'\nonly = [", "this is not TOML: "),
        ("vary = " + "[" * 40 + "]" * 40, "too many tables within tables"),
    ],
)
def test_no_toml(refused: Refused, text: str, said: str) -> None:
    """A file that is no TOML is refused with the place."""
    (problem,) = refused(text, "")
    assert problem.startswith(said)


def test_no_file(write: Write, told: Told) -> None:
    """A file that is not there is refused."""
    assert told(lambda: load_design("sweeps/x.toml")) == ["sweeps/x.toml: there is no such file, nor the folder sweeps"]


def test_no_point_left(refused: Refused) -> None:
    """A sweep whose rules drop every point is refused, with how many each dropped."""
    rules = f'only = ["{DAY} > 4"]\nconstraints = ["paid_hours < base"]\n'
    assert refused(f'{rules}vary."{DAY}" = "4..6"') == [
        f'no point is left of 3: "{DAY} > 4" drops 1; "paid_hours < base" drops 2'
    ]


def test_points_that_are_no_scenario(write: Write, told: Told) -> None:
    """What is wrong at some points is blamed on the sweep file."""
    write("sweeps/x.toml", f'{HEAD}vary."{DAY}" = [5, -1]\nvary."lines.101.demand.profile" = ["a.csv"]')
    assert told(load_design("sweeps/x.toml").checked) == [
        'sweeps/x.toml: lines.101.demand.profile: "a.csv": there is no such file (at every point)',
        f"sweeps/x.toml: {DAY}: -1 is out of range: 0 or more (at 1 of 2 points, the first with day.people = -1, "
        "demand.profile = a.csv)",
    ]
