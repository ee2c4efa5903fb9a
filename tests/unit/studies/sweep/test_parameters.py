from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simcall.studies.sweep import Parameter, parse_vary

Told = Callable[[Callable[[], object]], list[str]]


def values_of(text: str) -> tuple[object, ...]:
    """Return all values of what is written for the path x."""
    return parse_vary(f"x={text}").steps()


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1,2,5", (1, 2, 5)),
        ("3", (3,)),
        ("0.5, true ,none", (0.5, True, None)),
        ("10 min, 14:00, flat", ("10 min", "14:00", "flat")),
        ('"a, b", c', ("a, b", "c")),
        ("'a, b',\"none\"", ("a, b", "none")),
        (r'"say \"a, b\"", c', ('say "a, b"', "c")),
        ("chief's, sergeant's", ("chief's", "sergeant's")),
        ("[1, 2], [3]", ([1, 2], [3])),
        ('{ shift = "late", days = ["Fri", "Sat"] }, none', ({"shift": "late", "days": ["Fri", "Sat"]}, None)),
        ("2024-02-01, 2024-03-01", (date(2024, 2, 1), date(2024, 3, 1))),
        ("../rotas/a.csv, rotas\\b.csv", ("../rotas/a.csv", "rotas\\b.csv")),
        ("0..3", (0, 1, 2, 3)),
        ("-2..1", (-2, -1, 0, 1)),
        ("0 .. 6 step 2", (0, 2, 4, 6)),
        ("0..7 step 3", (0, 3, 6)),
        ("1.0..1.4 step 0.1", (1.0, 1.1, 1.2, 1.3, 1.4)),
        ("1..2 step 0.5", (1.0, 1.5, 2.0)),
        ("0..2, 10", (0, 1, 2, 10)),
        ("5 min..7 min", ("5 min", "6 min", "7 min")),
        ("5..20 min step 7.5 min", ("5 min", "12.5 min", "20 min")),
        ("14:00..15:00 step 30 min", ("14:00", "14:30", "15:00")),
        ("22:00..02:00 step 2 h", ("22:00", "00:00", "02:00")),
        ("7:30..7:30 step 1 h, 09:00", ("07:30", "09:00")),
    ],
)
def test_values(text: str, values: tuple[object, ...]) -> None:
    """What stands between commas is read as --set reads it, and a range is all its values."""
    read = values_of(text)
    assert read == values
    assert [type(one) for one in read] == [type(one) for one in values]


@given(st.integers(-50, 50), st.integers(0, 60))
def test_whole_range(low: int, more: int) -> None:
    """LOW..HIGH is every whole number from one end to the other, both in it, and says so in the same words."""
    parameter = parse_vary(f"x={low}..{low + more}")
    assert parameter.steps() == tuple(range(low, low + more + 1))
    assert parse_vary(f"x={parameter.in_words()}") == parameter


@given(
    st.lists(st.one_of(st.integers(), st.booleans(), st.text(st.characters(codec="ascii", exclude_characters="\x7f"))))
)
def test_listed_round_trip(values: list[object]) -> None:
    """Numbers, truths and quoted text, joined by commas, are read back as they were."""
    if values:
        # ASCII text as JSON writes it is TOML too.
        assert values_of(",".join(json.dumps(one) for one in values)) == tuple(values)


@given(
    st.floats(-1e6, 1e6),
    st.floats(1e-3, 1e6),
    st.floats(0, 1, exclude_max=True),
)
def test_any_number_between(low: float, width: float, share: float) -> None:
    """A value of a range lies in it, and where its share says, to within a millionth of the width."""
    parameter = Parameter("x", low=low, high=low + width)
    value = parameter.at(share)
    assert isinstance(value, float)
    assert low <= value <= low + width
    assert value == pytest.approx(low + share * width, abs=1e-6 * width)


def test_equal_parts() -> None:
    """Each of the values has an equal part of the shares from 0 to 1."""
    for text in ("0..3", "a,b,c,none", "5..8 min"):
        parameter = parse_vary(f"x={text}")
        assert [parameter.at(share) for share in (0.0, 0.2499, 0.25, 0.5, 0.75, 0.9999)] == [
            parameter.steps()[i] for i in (0, 0, 1, 2, 3, 3)
        ]


def test_in_words() -> None:
    """What is varied is told as it may be written."""
    for text in ("1, 2.5, none, true, 14:00", "0..6", "1.0..1.4", "5 min..30 min"):
        assert parse_vary(f"x={text}").in_words() == text


def test_times_between() -> None:
    """Values of a range with a unit are text with that unit, with no more digits than a planner can read."""
    parameter = parse_vary("lines.101.patience.mean=5.0 min..30.0 min")
    assert [parameter.at(share) for share in (0.0, 0.5, 1 / 3)] == ["5 min", "17.5 min", "13.33333 min"]


def test_paths() -> None:
    """A path may be quoted, hold an equals sign in quotes, and is kept in one form."""
    assert parse_vary(' lines."101".demand.growth = 1 ') == parse_vary("lines.101.demand.growth=1")
    assert parse_vary('groups."a=b".headcount=1,2') == Parameter('groups."a=b".headcount', (1, 2))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "groups.officers.headcount",
            '--vary: "groups.officers.headcount" is not PATH=VALUES; write PATH=VALUES, such as '
            "groups.officers.headcount=0..6 or lines.101.handling.mean=8 min, 10 min",
        ),
        ("a..b=1", '--vary: a..b: "a..b" is not a path; join names with single dots, such as lines.101.handling.mean'),
        ("name=a,b", "--vary: name: the name cannot be varied: each point is named by its values"),
        ("x=", '--vary: x: a value is missing in ""; write listed values (1, 2, 5), a whole range (0..6), '),
        ("x=1,,2", '--vary: x: a value is missing in "1,,2"; write listed values'),
        ("x=1,", '--vary: x: a value is missing in "1,"; write listed values'),
        ("x=[1,2", '--vary: x: "[1,2" cannot be read as a list or a table ('),
        ("x=0..40..5", '--vary: x: "0..40..5" is not a range; write listed values'),
        ("x=0..6 stp 2", '--vary: x: "0..6 stp 2" is not a range; '),
        ("x=0...6", '--vary: x: "0...6" is not a range; '),
        ("x=..6", '--vary: x: "..6" is not a range; '),
        ("x=6..0", "--vary: x: 6..0 ends below where it begins; write the lower end first"),
        ("x=0..6 step 0", "--vary: x: 0..6 step 0: a step is more than 0"),
        ("x=1.5..1.5", "--vary: x: 1.5..1.5 is a single value; write 1.5, or two ends that differ"),
        (
            "x=1.0..2.0, 3.0",
            "--vary: x: 1.0..2.0 stands among listed values and needs a step, such as 1.0..2.0 step 0.1",
        ),
        ("x=5 min..1 h", "--vary: x: 5 min..1 h has several units; write both ends, and the step, in the same one"),
        ("x=5 min..10 min step 1", "--vary: x: 5 min..10 min step 1 has several units; "),
        ("x=5 mn..10 mn", '--vary: x: 5 mn..10 mn: "mn" is not a unit of time; use ms, s, min, h, day or week'),
        (
            "x=0..1000000",
            "--vary: x: 0..1000000 has 1,000,001 values, more than 100,000; give a wider step, or list some",
        ),
        ("x=0..1 step 0.000001", "--vary: x: 0..1 step 0.000001 has 1,000,001 values, more than 100,000; "),
        ("x=14:00..16:00", "--vary: x: 14:00..16:00 needs a step, such as 14:00..16:00 step 30 min; or list the times"),
        ("x=14:00..16:00 step 45 s", "--vary: x: 14:00..16:00 step 45 s: the step is whole minutes, one or more"),
        ("x=14:00..26:00 step 1 h", "--vary: x: 14:00..26:00 step 1 h: not a clock time: write hours and minutes"),
        ("x=14:00..16:00 step 30", "--vary: x: 14:00..16:00 step 30: a length of time needs a unit: "),
    ],
)
def test_refused(text: str, message: str, told: Told) -> None:
    """What cannot be read is refused once, with --vary, the path, what was written and the remedy."""
    (said,) = told(lambda: parse_vary(text))
    assert said.startswith(message)


def test_no_grid_of_any_number() -> None:
    """A grid needs each value of a range: one that has any number in between names the ways out."""
    with pytest.raises(ValueError, match="needs each of them") as caught:
        parse_vary("x=1.0..1.4").steps()
    assert str(caught.value) == (
        '1.0..1.4 has no end of values, and a grid needs each of them; give a step, such as "1.0..1.4 step 0.1", or '
        "choose a random, latin-hypercube or sobol design"
    )


def test_from_a_notebook() -> None:
    """Lists, ranges, arrays and single values are listed values; text is read as for --vary."""
    assert Parameter.of("x", range(3)) == Parameter("x", (0, 1, 2))
    assert Parameter.of("x", np.arange(3)) == Parameter("x", (0, 1, 2))
    assert Parameter.of("x", (1.5, None, "none", "14:00")) == Parameter("x", (1.5, None, None, "14:00"))
    assert Parameter.of("x", [{"a": 1}]) == Parameter("x", ({"a": 1},))
    assert Parameter.of("x", 4) == Parameter("x", (4,))
    assert Parameter.of("x", "0..2") == parse_vary("x=0..2")


def test_tables_of_ends() -> None:
    """A table of two ends, and perhaps a step, is the range that text would give."""
    assert Parameter.of("x", {"low": 1.0, "high": 1.4}) == parse_vary("x=1.0..1.4")
    assert Parameter.of("x", {"low": 0, "high": 6}) == parse_vary("x=0..6")
    assert Parameter.of("x", {"low": "5 min", "high": "9 min", "step": "2 min"}) == parse_vary("x=5..9 min step 2 min")


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ([], "the list is empty; write listed values (1, 2, 5)"),
        ({"low": 1}, "a table is neither values nor a range; write { low = 0, high = 6 }, or put tables to choose"),
        ({"low": 1, "high": 2, "stp": 1}, "a table is neither values nor a range; "),
        ({"low": "a", "high": 2}, "a table is neither values nor a range; "),
        ({"low": 2, "high": 1}, "2..1 ends below where it begins; "),
    ],
)
def test_refused_tables(written: object, message: str) -> None:
    """A list of nothing, and a table that is no range, are refused with what to write."""
    with pytest.raises(ValueError, match=r"^.") as caught:
        Parameter.of("x", written)
    assert str(caught.value).startswith(message)
