"""A small right scenario, and ways to lay something wrong over it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

from simcall.errors import Problem, ScenarioError
from simcall.scenario import Scenario, load

BASE = """
name = "base"
start = 2024-02-01
days = 7
warm_up = "1 day"

[lines.999]
priority = 1
answer_target = { within = "10 s", share = 0.90 }
connection = { distribution = "constant", value = "3 s" }
handling = { distribution = "lognormal", mean = "7 min", sd = "6 min" }
demand = { calls_per_day = 385 }

[lines.101]
priority = 2
handling = { distribution = "lognormal", mean = "10 min", sd = "15 min" }
patience = { distribution = "exponential", mean = "5 min" }
demand = { calls_per_hour = 30.0, profile = [1, 2, 1, 1, 1, 1, 1] }

[lines.101.redial]
probability = 0.65
delay = { distribution = "exponential", mean = "10 min" }
divert = { to = "999", share = 0.05 }

[groups.handlers]
lines = ["999", "101"]
headcount = 14
reserve = { "101" = 2 }

[provenance]
"lines.999.demand.calls_per_day" = { kind = "published", source = "the force's web page" }
"lines.101.patience" = { kind = "measured", source = "the phone system" }
"groups.handlers.headcount" = { kind = "published", source = "the inspection" }
"""

Write = Callable[..., Path]
Refused = Callable[..., list[Problem]]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write files into the current folder, which holds base.toml; return where."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "base.toml").write_text(BASE, encoding="utf-8")

    def _write(name: str, content: str | bytes = "") -> Path:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return _write


@pytest.fixture
def base(write: Write) -> Scenario:
    """Load the small right scenario."""
    return load("base.toml")


@pytest.fixture
def over(write: Write) -> Callable[[str], Scenario]:
    """Load a file x.toml that extends the right scenario with the text given."""

    def _over(text: str) -> Scenario:
        return load(write("x.toml", f'extends = "base.toml"\n{text}'))

    return _over


@pytest.fixture
def told(write: Write) -> Callable[..., str]:
    """Say what is said of a file that is refused."""

    def _told(path: str | Path, overrides: Mapping[str, object] | Iterable[str] = ()) -> str:
        with pytest.raises(ScenarioError) as caught:
            load(path, overrides)
        return str(caught.value)

    return _told


@pytest.fixture
def refused(write: Write) -> Refused:
    """Return the problems of the right scenario with a text and overrides laid over it."""

    def _refused(text: str = "", overrides: Mapping[str, object] | Iterable[str] = ()) -> list[Problem]:
        path = write("x.toml", f'extends = "base.toml"\n{text}')
        with pytest.raises(ScenarioError) as caught:
            load(path, overrides)
        return list(caught.value.problems)

    return _refused
