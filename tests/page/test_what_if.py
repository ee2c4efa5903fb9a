"""The first page answers what `simcall run` answers, first roughly and then to the last digit."""

from __future__ import annotations

import json
import re
import shlex
import threading
from html import unescape
from pathlib import Path

import pytest

import simcall as sc
from simcall.cli import main
from simcall.page.answers import Changes
from simcall.page.desk import Desk
from simcall.page.turns import SupersededError, Turns
from simcall.studies.levers import Move, overrides_of
from tests.page.asking import Asked
from tests.page.conftest import REPLICATIONS

MOVES = "calls=15&handling=-5&absence=2&people=1"


def command_of(html: str) -> list[str]:
    """Return the words of the command that an answer shows."""
    (shown,) = re.findall(r'aria-label="Command">(.*?)</pre>', html, re.DOTALL)
    return shlex.split(unescape(shown))


def calls(amount: float) -> Changes:
    """Return the changes of a lever for calls, in per cent."""
    return lambda scenario: overrides_of(scenario, {"calls": Move("", amount)})


def test_first_an_estimate_and_then_the_answer(asked: Asked):
    """A move is answered from four replications, marked so, and then from all."""
    names = [name for name, _ in asked.events(f"answer?{MOVES}")]
    assert names == ["working", "first", "settled", "end"]
    first, settled = (data["html"] for name, data in asked.events(f"answer?{MOVES}") if name in ("first", "settled"))
    assert f"from 4 of {REPLICATIONS} replications" in first
    assert f"{REPLICATIONS} replications, seed 1" in settled
    assert "First estimate" not in settled


def test_the_figures_are_those_of_the_command(asked: Asked, capsys: pytest.CaptureFixture[str]):
    """The command that the page shows prints the very figures of the page."""
    html = dict(asked.events(f"answer?{MOVES}"))["settled"]["html"]
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main([*command_of(html)[1:], "--json", "--no-figures", "--jobs", "1", "--replications", str(REPLICATIONS)])
    assert not ended.value.code
    printed = json.loads(capsys.readouterr().out)
    assert asked.get(f"figures.json?{MOVES}").json() == printed
    assert f"{100 * printed['lines']['999']['answered_in_target']['mean']:.1f}" in html


def test_figures_as_the_scenario_stands(asked: Asked):
    """Without a move the figures are those of the file."""
    expected = sc.run(sc.load("tiny.toml"), replications=REPLICATIONS, seed=1).document()
    assert asked.get("figures.json").json() == json.loads(json.dumps(expected))
    html = dict(asked.events("answer"))["settled"]["html"]
    assert "As changed" not in html
    assert command_of(html) == ["simcall", "run", "tiny.toml"]


def test_a_first_estimate_is_a_short_run(desk: Desk):
    """The estimate is what a run of four replications gives, of both scenarios, for the same callers."""
    first, _ = desk.answers.of(Path("tiny.toml"), calls(20), desk.turns.take("a"))
    changed = sc.load("tiny.toml", ["lines.999.demand.growth=1.2"])
    assert first.changed is not None
    assert first.changed.document() == sc.run(changed, replications=4, seed=1).document()
    assert first.base.document() == sc.run(sc.load("tiny.toml"), replications=4, seed=1).document()


def test_a_newer_question_ends_the_older(desk: Desk):
    """In one page the newest question is answered alone; another page's question is not disturbed."""
    older = desk.answers.of(Path("tiny.toml"), calls(20), desk.turns.take("a"))
    other = desk.answers.of(Path("tiny.toml"), calls(20), desk.turns.take("b"))
    next(older)
    next(other)
    newer = desk.answers.of(Path("tiny.toml"), calls(30), desk.turns.take("a"))
    with pytest.raises(SupersededError):
        list(older)
    assert list(newer)[-1].overrides == ("lines.999.demand.growth=1.3",)
    assert list(other)[-1].overrides == ("lines.999.demand.growth=1.2",)


def test_fifty_moves_at_once(asked: Asked, desk: Desk):
    """Of fifty moves only the last is settled; nothing of the others stays."""
    list(desk.answers.of(Path("tiny.toml"), calls(0), desk.turns.take("warm")))
    ends: dict[int, list[str]] = {}

    def move(number: int) -> None:
        ends[number] = [name for name, _ in asked.events(f"answer?page=p&number={number}&calls={number}")]

    threads = []
    for number in range(1, 51):
        threads.append(threading.Thread(target=move, args=(number,)))
        threads[-1].start()
    for thread in threads:
        thread.join()
    assert len(ends) == 50
    assert ends[50] == ["working", "first", "settled", "end"]
    assert all(names[-2] in ("superseded", "settled") for names in ends.values())
    assert len(desk.turns._newest) == 2
    assert len(desk.answers._kept) == 1


def test_questions_that_overtake_each_other(desk: Desk):
    """A question that was asked earlier and arrives later is over at once; the newer one is not disturbed."""
    newer, older = desk.turns.take("a", 7), desk.turns.take("a", 6)
    assert older.is_over
    assert not newer.is_over
    assert not desk.turns.take("a").is_over
    assert newer.is_over


def test_pages_are_forgotten():
    """However many pages are opened, what is kept of them does not grow."""
    turns = Turns()
    first = turns.take("first")
    for number in range(1000):
        turns.take(str(number))
    assert len(turns._newest) == 100
    assert first.is_over


def test_a_file_that_changes_is_read_again(desk: Desk):
    """A scenario that is saved while the page is open counts from then on."""
    file = Path("tiny.toml")
    (*_, before) = desk.answers.of(file, calls(0), desk.turns.take("a"))
    file.write_text(file.read_text("utf-8").replace("headcount = 2", "headcount = 4"), encoding="utf-8")
    (*_, after) = desk.answers.of(file, calls(10), desk.turns.take("a"))
    assert after.base.blueprint.scenario.groups["handlers"].headcount == 4
    assert after.base.document() != before.base.document()


@pytest.mark.parametrize(
    ("moves", "field", "message"),
    [
        ("calls=abc", "calls", "Enter a number"),
        ("calls=nan", "calls", "Enter a number"),
        ("calls=900", "calls", "between"),
        ("people=-3", "people", "between -2 and 10"),
        ("people=0.5", "people", "whole number"),
        ("people=1&people_at=nobody", "people", "not in this scenario"),
        ("absence=-5", "absence", "between"),
    ],
)
def test_what_is_wrong_stands_at_its_field(asked: Asked, moves: str, field: str, message: str):
    """A move that is not possible is named at its lever, with and without a script, and nothing is simulated."""
    events = asked.events(f"answer?{moves}")
    assert [name for name, _ in events] == ["working", "problem", "end"]
    assert message in events[1][1]["fields"][field]
    html = asked.get(f"?{moves}&at_once=1").text
    assert f'href="#{field}"' in html
    assert 'aria-invalid="true"' in html
    assert "<title>Error: " in html


def test_a_broken_scenario_is_said_in_words(asked: Asked):
    """A file that cannot be read is a message on the page, with the file and the place."""
    Path("tiny.toml").write_text('name = "x"\n[lines.999]\nhandling = 3\n', encoding="utf-8")
    answer = asked.get("")
    assert answer.status_code == 400
    assert "tiny.toml" in answer.text.replace("<wbr>", "")
    assert "Traceback" not in answer.text


def test_without_a_script(asked: Asked):
    """A form that is sent as it is gets the settled answer with the page."""
    html = asked.get(f"?{MOVES}&at_once=1").text
    assert "Settled:" in html
    assert "As changed" in html
    assert 'id="calls" name="calls"' in html
    assert 'value="15"' in html


def test_scenarios_to_choose_from(asked: Asked):
    """The page lists scenarios, and no sweep, design or study."""
    html = asked.get("choose").text
    assert "tiny.toml" in html
    assert "more.toml" in html
    assert "sweep.toml" not in html
    assert "outside.toml" not in html
    assert "More" in asked.get("?file=more.toml").text


def test_names_are_not_markup(asked: Asked):
    """A scenario's name, description and groups are text."""
    text = Path("tiny.toml").read_text("utf-8").replace("Tiny hub", "<script>alert(1)</script>")
    Path("tiny.toml").write_text(text.replace("handlers", '"<b>h</b>"'), encoding="utf-8")
    html = asked.get("?at_once=1&calls=10").text + dict(asked.events("answer?calls=10"))["settled"]["html"]
    assert "<script>alert" not in html
    assert "<b>h" not in html
