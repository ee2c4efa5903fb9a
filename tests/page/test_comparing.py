"""Your month against the model's month on the page: the sentences, tables and files of ``simcall validate``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from simcall.faces.validation import Validation
from simcall.measures import Estimate
from simcall.measures.definitions import ABANDONED, OFFERED
from simcall.observed.observations import CallFigures
from simcall.page.desk import Desk
from simcall.page.jobs import Job, Outcome, Work
from simcall.present.pictures.validation import validation_pictures
from simcall.present.words.validation import reasons, verdict_sentence
from simcall.present.words.validation_tables import picture_tables
from simcall.scenario import Scenario
from simcall.studies.validate.comparison import ByPeriod, FigureRow, LineComparison
from simcall.studies.validate.study import validate
from tests.page.asking import Asked

HOURS = ByPeriod(
    "hour",
    (8, 9),
    (200.0, 4.0),
    (0.125, 0.25),
    (Estimate(0.1, 0.08, 0.12, 0.05, 0.2), Estimate(0.5, 0.4, 0.6, 0.3, 0.7)),
    (0.3, None),
)
LINE = LineComparison(
    "999",
    tuple(
        FigureRow("999", measure, 150.0, Estimate(160.0, 155.0, 165.0, 140.0, 180.0))
        for measure in (OFFERED, ABANDONED)
    ),
    {"hour": HOURS},
    CallFigures(((20.0, 0.9), (40.0, 0.5)), {8: 240.0}),
    CallFigures(((30.0, 0.7),), {8: 300.0, 9: 60.0}),
)


def plain(text: str) -> str:
    """Return HTML as people read it: places at which a line may break do not count."""
    return unescape(text).replace("<wbr>", "").replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch, folder: Path) -> list[tuple[Any, ...]]:
    """Let a comparison be one with a published figure, which is quick; return what was compared."""
    (folder / "march" / "observed").mkdir(parents=True)
    (folder / "march" / "observed" / "import.toml").write_text("", "utf-8")
    compared: list[tuple[Any, ...]] = []

    def quick(scenario: Scenario, data: Path, *, progress: Callable[[int, int], None], **rest: Any) -> Validation:
        compared.append((scenario, data, rest))
        numbers = validate(scenario, observed=["999.abandonment_rate=0.9"], replications=2, jobs=1, progress=progress)
        return Validation.presenting(replace(numbers, lines=(LINE,)))

    monkeypatch.setattr("simcall.faces.validation.validate", quick)
    return compared


def test_what_the_command_shows_is_shown(asked: Asked, folder: Path, found: list[tuple[Any, ...]]):
    """The verdict, its reasons, the table, each picture with its table, the page in its folder, and the command."""
    answer = asked.post("data/compare", data={"file": "tiny.toml", "data": "march", "calls": "10"})
    assert answer.status_code == 303, answer.text
    job = asked.job(answer)
    assert dict(asked.events(f"{job}/events"))["over"]["state"] == "done", asked.get(job).text
    page = plain(asked.get(job).text)
    ((scenario, data, rest),) = found
    assert (data, rest["folder"], rest["replications"], rest["seed"]) == (Path("march"), Path(), 8, 1)
    assert rest["observed"] == ()
    assert scenario.lines["999"].demand.growth == pytest.approx(1.1)
    again = replace(
        validate(scenario, observed=["999.abandonment_rate=0.9"], replications=2, jobs=1),
        lines=(LINE,),
    )
    assert plain(verdict_sentence(again)) in page
    assert all(plain(reason) in page for reason in reasons(again))
    assert "simcall validate tiny.toml march --set" in page
    pictures = list(validation_pictures(LINE))
    assert page.count("<img ") == page.count("The same as a table: ") == len(pictures) == 3
    for number, picture in enumerate(pictures):
        assert f'alt="{plain(picture.alternative)}"' in page
        assert asked.get(f"{job}/picture-{number}.svg").text.startswith("<svg")
    (place,) = re.findall(r"--out (results/tiny-hub-validation-\w+)", asked.get(job).text)
    assert (folder / place / "validation.html").is_file()
    assert "Tiny hub" in asked.get(f"{job}/files/validation.html").text


def test_tables_hold_what_the_pictures_show():
    """A share of few calls is left out on both; waits are read off the curves, no further than both go."""
    hours, waits, handling = picture_tables(LINE)
    assert hours.rows == (
        ("08:00 to 09:00", "12.5 %", "10.0 %", "5.0 % to 20.0 %", "30.0 %"),
        ("09:00 to 10:00", "-", "-", "30.0 % to 70.0 %", "-"),
    )
    # 0.9 at 20 s and 0.5 at 40 s: 0.7 at 30 s. The model: from 1 at 0 s to 0.7 at 30 s, so 0.9 at 10 s and 0.8 at 20 s.
    assert [row[1:] for row in waits.rows] == [("95.0 %", "90.0 %"), ("90.0 %", "80.0 %"), ("70.0 %", "70.0 %")]
    assert [row[0] for row in handling.rows] == ["08:00", "09:00"]
    assert handling.rows[1][1] == "-"


@pytest.mark.parametrize(
    ("keeps", "before", "after"),
    [
        (True, "what is simulated is kept", "What was simulated is kept."),
        (False, "it begins again from the start", "simcall begins again from the start."),
    ],
)
def test_work_says_what_a_stop_keeps(desk: Desk, keeps: bool, before: str, after: str):
    """Before it is stopped, and after."""
    work = Work("any", "Any", "", lambda _: Outcome("", {}), keeps_unfinished=keeps)
    assert before in desk.text("job.html.j2", job=Job(work, "running"), query="")
    assert after in desk.text("job.html.j2", job=Job(work, "stopped"), query="")


def test_a_comparison_promises_nothing(asked: Asked, desk: Desk, found: list[tuple[Any, ...]]):
    """It keeps nothing of what is stopped, as the command keeps nothing."""
    job = asked.job(asked.post("data/compare", data={"file": "tiny.toml", "data": "march"}))
    begun = desk.jobs.get(job.removeprefix("jobs/"))
    assert begun is not None
    assert not begun.work.keeps_unfinished


def test_published_figures_are_compared(asked: Asked, found: list[tuple[Any, ...]]):
    """With data or without; in per cent where they are shares; the command has them as its option."""
    form = {"file": "tiny.toml", "published_0_offered": "7,000", "published_0_answered_in_target": " 88.1 % "}
    observed = ("999.offered=7000", "999.answered_in_target=0.881")
    words = " ".join(f"--observed {each}" for each in observed)
    for name, data in (("march", Path("march")), ("", ())):
        job = asked.job(asked.post("data/compare", data={**form, "data": name}))
        assert dict(asked.events(f"{job}/events"))["over"]["state"] == "done"
        page = plain(asked.get(job).text)
        assert f"simcall validate tiny.toml{f' {name}' if name else ''} {words} --out" in page
        assert "among the published figures" in page
        assert "with --observed" not in page
        (_, compared, rest) = found.pop()
        assert (compared, rest["observed"]) == (data, observed)


@pytest.mark.parametrize(
    ("entered", "field", "says"),
    [
        ({"published_0_answered_in_target": "881"}, "published_0_answered_in_target", "enter a number of per cent"),
        ({"published_0_abandonment_rate": "-1"}, "published_0_abandonment_rate", "enter a number of per cent"),
        ({"published_0_offered": "many"}, "published_0_offered", "enter a number, such as 9000"),
        ({"published_0_offered": "inf"}, "published_0_offered", "enter a number, such as 9000"),
        ({}, "data", "choose your data, or enter at least one published figure"),
    ],
)
def test_what_is_no_figure_is_said_beside_its_field(
    asked: Asked, found: list[tuple[Any, ...]], entered: dict[str, str], field: str, says: str
):
    """The form comes back with what was entered, and nothing is compared."""
    answer = asked.post("data/compare", data={"file": "tiny.toml", "data": "", **entered})
    assert answer.status_code == 400
    html = plain(answer.text)
    assert re.search(f'<a href="#{field}">[^<]*{says}', html)
    assert f'<span class="error" id="{field}-error">Error: {says}' in html
    assert re.search(f'<(input|select) id="{field}"[^>]* aria-describedby="{field}-error" aria-invalid="true"', html)
    assert all(f'id="{name}" name="{name}"' in html and f'value="{text}"' in html for name, text in entered.items())
    assert found == []


def test_without_data_a_figure_can_be_entered(asked: Asked):
    """A folder without data has the form all the same, and its problem leads to the first figure."""
    assert 'name="published_0_offered"' in asked.get("data").text
    answer = asked.post("data/compare", data={"file": "tiny.toml"})
    assert answer.status_code == 400
    assert '<a href="#published_0_offered">' in answer.text


def test_only_data_of_the_folder_are_compared(asked: Asked, found: list[tuple[Any, ...]]):
    """A name that is not on the list is refused."""
    for data in ("..", "/etc", "tiny.toml"):
        answer = asked.post("data/compare", data={"file": "tiny.toml", "data": data})
        assert answer.status_code == 400
        assert "choose the data from the list" in answer.text
    assert found == []
