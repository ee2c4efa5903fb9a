"""The grid of a rota: each edit is an override, with the same answer and the same command as a lever's."""

from __future__ import annotations

import json
import random
import re
import shlex
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from markupsafe import escape

import simcall as sc
from simcall.cli import main
from simcall.scenario import Scenario
from simcall.scenario.models.paths import format_path, parse_path
from simcall.scenario.models.week import WEEKDAYS
from simcall.studies.rota_edits import Cell, ImpossibleEditsError, layers_of, rota_overrides, rows_of
from tests.page.asking import Asked
from tests.page.conftest import REPLICATIONS
from tests.page.rota_hub import ROTA_HUB

TUESDAY = "handlers.fixed.week_day.Tue"


@pytest.fixture
def hub(folder: Path) -> Scenario:
    """The hub with a rota, in the folder of the page."""
    (folder / "hub.toml").write_text(ROTA_HUB, encoding="utf-8")
    return sc.load("hub.toml")


def overrides(hub: Scenario, edits: dict[str, str], new: tuple[tuple[str, str, str], ...] = ()) -> tuple[str, ...]:
    """Return the overrides of edits, by cell as an address names it."""
    cells = {Cell(*parse_path(name)): text for name, text in edits.items()}
    return rota_overrides(hub, rows_of(hub, new), cells)


def people(scenario: Scenario, group: str, shift: str) -> list[int]:
    """Return the people of all posts of a shift, by day of the week."""
    rota = scenario.groups[group].rota
    assert rota is not None
    posts = [post for post in rota.fixed.values() if post.shift == shift]
    return [sum(post.people for post in posts if day in post.days) for day in WEEKDAYS]


def events(asked: Asked, query: str) -> dict[str, dict[str, object]]:
    """Return the last event of each name."""
    return dict(asked.events(f"rota/answer?file=hub.toml&{query}"))


# Edits -------------------------------------------------------------------------------------------------------------


def test_more_people_on_one_day_are_a_post_of_their_own(hub: Scenario):
    """The three from Monday to Friday stay as they are; two more stand on Tuesday alone."""
    written = overrides(hub, {TUESDAY: "5"})
    assert written == ('groups.handlers.rota.fixed.week_day_Tue={ shift = "early", days = ["Tue"], people = 2 }',)
    assert people(sc.load("hub.toml", written), "handlers", "early") == [3, 5, 3, 3, 3, 0, 0]


def test_fewer_people_on_one_day_leave_the_others_on_the_rest(hub: Scenario):
    """Two stand on all five days, and the third on four of them."""
    written = overrides(hub, {TUESDAY: "2"})
    changed = sc.load("hub.toml", written)
    assert people(changed, "handlers", "early") == [3, 2, 3, 3, 3, 0, 0]
    rota = changed.groups["handlers"].rota
    assert rota is not None
    assert rota.fixed["week_day"].people == 2
    assert rota.fixed["week_day_Mon_Wed_Thu_Fri"].people == 1


def test_the_same_number_on_all_days_is_one_number(hub: Scenario):
    """It is then the override of the lever."""
    edits = {f"handlers.fixed.week_day.{day}": "4" for day in WEEKDAYS[:5]}
    assert overrides(hub, edits) == ("groups.handlers.rota.fixed.week_day.people=4",)
    assert overrides(hub, {"handlers.teams.A.all": "6"}) == ("groups.handlers.rota.teams.A.people=6",)


def test_an_empty_cell_is_nobody(hub: Scenario):
    """The post keeps its other days; a post that nobody is left on keeps its days, with no people."""
    assert people(sc.load("hub.toml", overrides(hub, {TUESDAY: ""})), "handlers", "early") == [3, 0, 3, 3, 3, 0, 0]
    nobody = {f"officers.fixed.night_cover.{day}": "" for day in WEEKDAYS}
    assert overrides(hub, nobody) == ("groups.officers.rota.fixed.night_cover.people=0",)
    assert people(sc.load("hub.toml", overrides(hub, nobody)), "officers", "night") == [0] * 7


def test_any_week_that_is_written_is_held(hub: Scenario):
    """Whatever numbers are written, the scenario has them on every day, and joins and leaves as the post does."""
    draws = random.Random(11)
    for _ in range(12):
        week = [draws.choice([0, 0, 1, 2, 2, 5]) for _ in WEEKDAYS]
        edits = {f"officers.fixed.night_cover.{day}": str(number) for day, number in zip(WEEKDAYS, week, strict=True)}
        changed = sc.load("hub.toml", overrides(hub, edits))
        assert people(changed, "officers", "night") == week
        rota = changed.groups["officers"].rota
        assert rota is not None
        assert {str(post.joins) for post in rota.fixed.values()} == {"2024-02-06"}


def test_layers_are_as_few_as_there_are_levels():
    """People by day are divided into one layer for each level, and the name goes to the layer that keeps its days."""
    layers = layers_of("p", (3, 5, 3, 3, 5, 0, 1), ("Tue", "Fri"), ["p_Mon_Tue_Wed_Thu_Fri"])
    assert [(layer.name, layer.people) for layer in layers] == [
        ("p", 2),
        ("p_Mon_Tue_Wed_Thu_Fri_Sun", 1),
        ("p_Mon_Tue_Wed_Thu_Fri_2", 2),
    ]
    assert layers[0].days == ("Tue", "Fri")


def test_a_new_post(hub: Scenario):
    """A row that is added becomes posts of its shift, once somebody is written on it."""
    new = (("officers", "extra early", "early"),)
    assert overrides(hub, {}, new) == ()
    changed = sc.load("hub.toml", overrides(hub, {"officers.fixed.extra early.Sun": "2"}, new))
    assert people(changed, "officers", "early") == [0, 0, 0, 0, 0, 0, 2]


@pytest.mark.parametrize(
    ("cell", "text", "says"),
    [
        (TUESDAY, "x", "whole number"),
        (TUESDAY, "-1", "whole number"),
        (TUESDAY, "2.5", "whole number"),
        (TUESDAY, "10001", "whole number"),
        ("handlers.fixed.long.Sat", "0", "answer 999 only"),
        ("handlers.teams.A.Mon", "3", "no such cell"),
        ("nobody.fixed.week_day.Mon", "3", "no such cell"),
    ],
)
def test_what_cannot_be_held_is_refused_at_its_cell(hub: Scenario, cell: str, text: str, says: str):
    """One message for the cell; what the other rows say is still there."""
    with pytest.raises(ImpossibleEditsError) as refused:
        overrides(hub, {cell: text, "handlers.teams.B.all": "7"})
    ((where, message),) = refused.value.messages.items()
    assert str(where) == cell
    assert says in message
    assert refused.value.possible == ("groups.handlers.rota.teams.B.people=7",)


# The page ----------------------------------------------------------------------------------------------------------


def test_the_answer_is_that_of_the_command(asked: Asked, hub: Scenario, capsys: pytest.CaptureFixture[str]):
    """Levers and edits together are one command, which prints the figures of the page."""
    html = str(events(asked, f"calls=10&{TUESDAY}=5&handlers.teams.B.all=3")["settled"]["html"])
    (shown,) = (part.partition("</pre>")[0] for part in html.split('aria-label="Command">')[1:])
    words = shlex.split(unescape(shown))
    assert words.count("--set") == 3
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main([*words[1:], "--json", "--no-figures", "--jobs", "1", "--replications", str(REPLICATIONS)])
    assert not ended.value.code
    mean = json.loads(capsys.readouterr().out)["lines"]["999"]["answered_in_target"]["mean"]
    assert f"{100 * mean:.1f}" in html.split("As changed")[1]


def test_what_stands_beside_the_cells(asked: Asked, hub: Scenario):
    """Totals by day, what a row becomes, which rule a shift breaks, and where hours are short."""
    grid = events(asked, f"{TUESDAY}=5&handlers.fixed.week_day.Sun=1")["grid"]
    texts = grid["texts"]
    assert isinstance(texts, dict)
    assert texts["r0-says"]["text"].startswith("Becomes 3 posts in the file: ")
    assert "2 Tue (week_day_Tue)" in texts["r0-says"]["text"]
    assert texts["r0-duties"]["text"] == "18"
    assert "11 h in 24 h" in texts["r1-says"]["text"]
    assert texts["g1-Fri"]["text"] == "2"
    # From its first day, the pattern of 4 days has 8 shifts in 14 days: 4 people x 8 / 2 = 16 duties a week.
    assert texts["r2-duties"]["text"] == "16"
    assert grid["query"] == f"?file=hub.toml&{TUESDAY}=5&handlers.fixed.week_day.Sun=1"


def test_short_hours_go_when_people_come(asked: Asked, hub: Scenario):
    """A cell says in how many hours of its duties people are missing; enough people, and it says nothing."""
    busy = "calls=200&handlers.fixed.week_day.Mon="
    few, many = (events(asked, f"{busy}{number}")["grid"]["texts"] for number in (1, 30))
    assert isinstance(few, dict)
    assert isinstance(many, dict)
    assert few["r0-Mon-note"]["text"].endswith(" h short")
    assert many["r0-Mon-note"]["text"] == ""


def test_a_wrong_cell_is_named(asked: Asked, hub: Scenario):
    """It is told beside the cell and above the grid, and nothing is simulated."""
    told = events(asked, f"{TUESDAY}=many")
    assert "settled" not in told
    texts, problems = told["grid"]["texts"], told["grid"]["problems"]
    assert isinstance(texts, dict)
    assert texts["r0-Tue-error"]["error"] == "Enter a whole number from 0 to 10,000"
    assert problems == [{"id": "r0-Tue", "text": "Enter a whole number from 0 to 10,000"}]
    html = asked.get(f"rota?file=hub.toml&{TUESDAY}=%3Cb%3E").text
    assert 'id="r0-Tue-error">Error: Enter a whole number' in html
    assert '<a href="#r0-Tue">week day, Tuesday, shift early, handlers, people: Enter a whole number' in html
    assert "<b>" not in html


def test_each_cell_has_its_label(asked: Asked, hub: Scenario):
    """A screen reader hears post, day, shift and group; posts of one name in two groups sound different."""
    html = asked.get("rota?file=hub.toml&officers.new.week_day=early").text
    labels = re.findall('aria-label="([^"]*, people)"', html)
    assert "week day, Tuesday, shift early, handlers, people" in labels
    assert "week day, Tuesday, shift early, officers, people" in labels
    assert "team A, all days, handlers, people" in labels
    assert len(set(labels)) == len(labels) == 4 * 7 + 2
    inputs = [part for part in html.split("<input ") if 'inputmode="numeric"' in part.partition(">")[0]]
    assert len(inputs) == 4 * 7 + 2
    assert all("aria-label=" in part.partition(">")[0] for part in inputs)


def test_a_post_is_added_by_a_form(asked: Asked, hub: Scenario):
    """The form leads to an address that holds the row and what was written before; without a script too."""
    sent = f"rota?file=hub.toml&{TUESDAY}=5&handlers.fixed.week_day.Mon=3&add=1&new_name_1=extra&new_shift_1=early"
    answer = asked.get(sent)
    assert answer.status_code == 303
    where = answer.headers["location"].removeprefix(asked.keys.root)
    assert where == f"rota?file=hub.toml&officers.new.extra=early&{TUESDAY}=5#r5-Mon"
    html = asked.get(where).text
    assert 'name="officers.fixed.extra.Mon"' in html
    again = asked.get(f"{where.partition('#')[0]}&add=1&new_name_1=extra&new_shift_1=early").text
    assert "already has a row extra" in again


@pytest.mark.parametrize("name", ["late. 2", 'a "b"', "x=y", "é ünd", "<i>", "O'Neil"])
def test_a_new_post_may_have_any_name(asked: Asked, hub: Scenario, name: str):
    """Whatever letters it has, the address, the page and the command hold it."""
    answer = asked.get("rota", params={"file": "hub.toml", "add": "1", "new_name_1": name, "new_shift_1": "early"})
    where = answer.headers["location"].removeprefix(asked.keys.root).partition("#")[0]
    cell = format_path(("officers", "fixed", name, "Mon"))
    assert f'name="{escape(cell)}"' in asked.get(where).text
    html = str(
        dict(asked.events(f"rota/answer{where.removeprefix('rota')}&{urlencode({cell: '2'})}"))["settled"]["html"]
    )
    words = shlex.split(unescape(html.partition('aria-label="Command">')[2].partition("</pre>")[0]))
    officers = sc.load("hub.toml", [words[words.index("--set") + 1]]).groups["officers"].rota
    assert officers is not None
    assert officers.fixed[name].people == 2


def test_without_a_script_the_form_is_answered(asked: Asked, hub: Scenario):
    """All cells are sent; only those that differ from the scenario count."""
    cells = "&".join(f"handlers.fixed.week_day.{day}=4" for day in WEEKDAYS[:5])
    html = asked.get(f"rota?file=hub.toml&at_once=1&{cells}&handlers.teams.A.all=4").text
    assert "--set groups.handlers.rota.fixed.week_day.people=4" in unescape(html)
    assert "teams.A.people" not in html


def test_a_group_without_rows(asked: Asked, hub: Scenario):
    """The page says how it is staffed, and where that can be changed."""
    text = 'extends = "hub.toml"\ngroups.officers.headcount_by_date = "staff.csv"\n'
    Path("dated.toml").write_text(text, "utf-8")
    Path("staff.csv").write_text("date,from,to,people\n2024-02-05,07:00,15:00,2\n", "utf-8")
    page = asked.get("rota?file=dated.toml").text
    assert "The grid has no row for officers. Its people by date are in a file." in page


def test_an_answer_is_kept_with_its_edits(asked: Asked, hub: Scenario):
    """The button begins the work of the commands that it shows."""
    answer = asked.post("keep", data={"file": "hub.toml", TUESDAY: "5"})
    job = asked.job(answer)
    asked.post(f"{job}/stop")
    begun = unescape(asked.get(job).text)
    assert "simcall run hub.toml --set 'groups.handlers.rota.fixed.week_day_Tue={ shift" in begun
    assert "simcall report results/rota-hub-changed-" in begun
    wrong = asked.post("keep", data={"file": "hub.toml", TUESDAY: "many"})
    assert wrong.status_code == 400
    assert "whole number" in wrong.text
