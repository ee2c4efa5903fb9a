from __future__ import annotations

import pytest

from simcall.studies.calibrate.effort import Effort
from simcall.studies.calibrate.evaluator import Work
from simcall.studies.calibrate.steps import Steps
from tests.unit.studies.calibrate.toy import FakeEvaluator, linear, toy_study

EFFORT = Effort(points=8, replications=4, rounds=2, each=8, ladder=(8, 16), confirm=10, ensemble=7)
"""8 x 4 + 2 x 8 x 4 + 24 + 8 x 8 + 10 = 194 replications in all, after a spread of 8 points."""


@pytest.fixture
def evaluator() -> FakeEvaluator:
    """Give an evaluator of which 8 points with 4 replications have been asked for."""
    study = toy_study(["0.0..1.0"], [(0.5, 0.1)])
    made = FakeEvaluator(study, linear([[1.0]]))
    made.at([(0.1 * number,) for number in range(8)], 4, 1)
    return made


def told(evaluator: FakeEvaluator, *, skip: int = 0) -> str:
    """Return the line of a step."""
    lines: list[str] = []
    steps = Steps(EFFORT, 8, evaluator, lines.append)
    steps.skip(skip)
    steps.say("round 1", 3.14159)
    return lines[0]


@pytest.mark.parametrize(
    ("seconds", "left"),
    [(16, "80 s"), (0.2, "5 s"), (96, "8 min"), (5000, "7.0 h")],
)
def test_a_line(evaluator: FakeEvaluator, seconds: float, left: str) -> None:
    """A line says what is done, in how many evaluations, the objective, and about how long the rest will take."""
    evaluator.work = Work(replications=32, seconds=seconds)
    assert told(evaluator) == f"round 1: 8 evaluations, best misfit 3.14, about {left} left"


def test_what_is_not_needed(evaluator: FakeEvaluator) -> None:
    """What has turned out not to be needed is left out of the time."""
    evaluator.work = Work(replications=32, seconds=32)
    assert told(evaluator, skip=102).endswith("about 60 s left")


def test_read_back(evaluator: FakeEvaluator) -> None:
    """Where all was read back nobody knows how long a replication takes, and nothing is said of the time."""
    assert told(evaluator) == "round 1: 8 evaluations, best misfit 3.14"
