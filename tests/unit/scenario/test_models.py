"""What the models reckon: means of the distributions, of a line and of demand."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import TypeAdapter

from simcall.errors import ScenarioError
from simcall.scenario import Distribution, Scenario
from simcall.scenario.models.base import Frozen

LAW: TypeAdapter[Distribution] = TypeAdapter(Distribution)


@pytest.mark.parametrize(
    ("law", "mean"),
    [
        ({"distribution": "constant", "value": "3 s"}, 3),
        ({"distribution": "exponential", "mean": "2 min"}, 120),
        ({"distribution": "lognormal", "mean": "2 min", "sd": "9 min"}, 120),
        ({"distribution": "gamma", "mean": "2 min", "sd": "9 min", "at_zero": 0.25}, 90),
        ({"distribution": "weibull", "mean": "2 min", "shape": 0.5}, 120),
        ({"distribution": "uniform", "low": "1 s", "high": "5 s"}, 3),
        ({"distribution": "triangular", "low": "1 s", "mode": "2 s", "high": "6 s"}, 3),
        ({"distribution": "normal", "mean": "2 min", "sd": "1 s"}, 120),
        ({"distribution": "normal", "mean": "0 s", "sd": "1 s"}, (2 / math.pi) ** 0.5),
        ({"distribution": "empirical", "values": ["1 s", "2 s", "6 s"]}, 3),
        (
            {
                "distribution": "mixture",
                "weights": [1, 3],
                "components": [
                    {"distribution": "constant", "value": "4 s"},
                    {"distribution": "constant", "value": "16 s", "at_zero": 0.5},
                ],
            },
            7,
        ),
    ],
)
def test_the_mean_of_each_law(law: dict[str, Any], mean: float) -> None:
    """The share at zero lowers the mean; a mixture's is the weighted mean of its parts'."""
    assert LAW.validate_python(law).mean_s() == pytest.approx(mean)


def test_the_mean_of_a_line(base: Scenario) -> None:
    """Wrap-up is added to handling; growth multiplies the volume; a day has 24 hours."""
    wrap_up = {"distribution": "constant", "value": "1 min"}
    line = base.update({"lines.999.wrap_up": wrap_up, "lines.999.demand.growth": 2}).lines["999"]
    assert line.mean_handling_s() == 480
    assert line.demand.mean_calls_per_hour() == pytest.approx(2 * 385 / 24)
    assert base.lines["101"].demand.mean_calls_per_hour() == 30


@pytest.mark.parametrize("text", ["\x1b]0;a title\x07", "a\x00b", "\x7f", "\u202etxt", "\u2066"], ids=ascii)
def test_control_characters(base: Scenario, text: str) -> None:
    """Text that a terminal obeys, or that turns round what follows, is refused; line breaks are not."""
    for path in ("description", "groups.handlers.taken_from"):
        with pytest.raises(ScenarioError, match=rf"{path}: .*the text holds the invisible character U\+") as refused:
            base.update({path: text})
        assert str(refused.value).isprintable()
    assert base.update({"description": "two\nlines"}).description == "two\nlines"


TARGETS = [{"within": "15 s", "share": 0.9}, {"within": "20 s", "share": 0.95}]


def test_several_answer_targets(base: Scenario) -> None:
    """A list of targets is read back as it is; the first is the main one, and one table is a list of one."""
    several = base.update({"lines.999.answer_target": TARGETS})
    main = several.lines["999"].answer_target
    assert main is not None
    assert (main.within, main.share) == (15, 0.9)
    assert [target.within for target in several.lines["999"].answer_targets or ()] == [15, 20]
    assert several.document()["lines"]["999"]["answer_target"] == TARGETS
    assert Scenario.from_document(several.document()) == several
    assert (
        base.update({"lines.999.answer_target": TARGETS[:1]}).lines
        == base.update({"lines.999.answer_target": TARGETS[0]}).lines
    )
    assert several.update({"lines.999.answer_target.1.share": 0.97}).lines["999"].answer_targets[1].share == 0.97
    changed = base.update({"lines.999.answer_target.share": 0.8}).lines["999"].answer_target
    assert (changed.within, changed.share) == (10, 0.8)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (3, "lines.999.answer_target: 3 is not a target; write { within ="),
        ([], "lines.999.answer_target: this is empty"),
        ([TARGETS[0], {"within": "20 s"}], "lines.999.answer_target.1.share: this is missing"),
        ({"within": "20 s"}, "lines.999.answer_target.share: this is missing"),
        (
            {"within": "20 s", "shar": 0.9, "share": 1.0},
            'lines.999.answer_target.shar: unknown key; did you mean "share"?',
        ),
        ([TARGETS[0], TARGETS[0]], "lines.999.answer_target: .*2 targets are within 15 s; keep one of them"),
        ({"within": "20 s", "share": 90}, r"lines.999.answer_target.share: 90 is out of range: .*90 % is written 0.9"),
    ],
)
def test_answer_targets_that_are_refused(base: Scenario, value: object, message: str) -> None:
    """A wrong target is named with its place, in a list by its number."""
    with pytest.raises(ScenarioError, match=message.replace("{", r"\{").replace("?", r"\?")):
        base.update({"lines.999.answer_target": None, "name": "x"}).update({"lines.999.answer_target": value})


def test_what_service_level_ignores(base: Scenario) -> None:
    """By default the abandonments that are short."""
    short = base.update({"lines.999.short_abandon": "5 s"})
    assert short.lines["999"].service_level_ignores_s == 5
    assert short.update({"lines.999.service_level_ignores": "20 s"}).lines["999"].service_level_ignores_s == 20


def _models(base: type[Frozen]) -> Iterator[type[Frozen]]:
    for model in base.__subclasses__():
        yield model
        yield from _models(model)


def test_annotations_are_no_text() -> None:
    """Pydantic need not compile annotations: that took a twentieth of the time to import the models."""
    models = list(_models(Frozen))
    assert Scenario in models
    postponed = {model.__name__ for model in models if any(isinstance(a, str) for a in model.__annotations__.values())}
    assert not postponed
