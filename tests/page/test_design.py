"""A rota designed from the page: the request is that of a design file, and the answer opens in the grid."""

from __future__ import annotations

import re
import tomllib
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

import simcall as sc
from simcall.faces.rota_design import RotaDesign
from simcall.page.design import design_file
from simcall.page.design_tables import tables_of
from simcall.scenario.models.week import WEEKDAYS
from simcall.studies.design.request import DesignRequest
from simcall.studies.design.request_files import read_request, request_of
from simcall.studies.design.rota_posts import posts_of
from simcall.studies.rota_edits import as_edits, rota_overrides, rows_of
from tests.designs import hub_file, made_up_design
from tests.page.asking import Asked
from tests.page.rota_hub import ROTA_HUB

FORM = {
    "file": "hub.toml",
    "design": "1",
    "target_0_answered_in_target": "80",
    "group_1": "1",
    "shift_1_1": "1",
    "days_1_0": "1",
    "kinds_1": "1",
    "hold": "week",
    "minimise": "people",
}


@pytest.fixture(autouse=True)
def hub(folder: Path) -> Path:
    """The folder of the page, with the hub that has a rota; one day of it is simulated quickly."""
    (folder / "hub.toml").write_text(ROTA_HUB.replace("days = 14", "days = 2"), encoding="utf-8")
    return folder


def test_the_answer_is_files_and_a_grid(asked: Asked, hub: Path, monkeypatch: pytest.MonkeyPatch):
    """What the search finds is said, saved as the command saves it, and linked as edits of the grid."""
    file = hub_file(hub)
    posts = {
        "lates": {"shift": "late", "days": ["Sat"], "people": 5},
        "more": {"shift": "early", "days": ["Sun"], "people": 1},
    }
    fixed = {f"groups.handlers.rota.fixed.{name}": post for name, post in posts.items()}
    gone = {f"groups.handlers.rota.fixed.{name}": None for name in ("days", "nights")}
    designed = sc.load(file).update({**fixed, **gone})

    def found(request: DesignRequest, **_: object) -> RotaDesign:
        assert request.groups["handlers"].people.most == 9
        answer = made_up_design(file, request=request, scenario=designed, posts=posts_of(designed, "handlers"))
        return RotaDesign.presenting(answer)

    monkeypatch.setattr("simcall.page.design.design", found)
    form = {"file": "hub.toml", "design": "1", "target_0_abandonment_rate": "10", "group_0": "1", "keep_0_0": "1"}
    form |= {"shift_0_0": "1", "shift_0_1": "1", "days_0_0": "1", "people_0": "9"}
    job = asked.job(asked.post("rota/design", data=form))
    html = dict(asked.events(f"{job}/events"))["over"]["html"]
    (grid,) = re.findall(r'href="[^"]*/rota\?([^"]*)">Open it in the grid', html)
    assert dict(parse_qsl(unescape(grid), keep_blank_values=True)) == {
        "file": "hub.toml",
        "handlers.new.more": "early",
        **{f"handlers.fixed.days.{day}": "0" for day in WEEKDAYS[:5]},
        **{f"handlers.fixed.lates.{day}": "5" if day == "Sat" else "0" for day in WEEKDAYS},
        **{f"handlers.fixed.nights.{day}": "0" for day in WEEKDAYS},
        "handlers.fixed.more.Sun": "1",
    }
    assert asked.get(f"{job}/files/rota.csv").status_code == 200
    command = r"simcall design (small-hub-design-\w+)\.toml --out results/(small-hub-design-\w+)"
    ((stem, folder),) = re.findall(command, asked.get(job).text)
    assert stem == folder
    assert Path("results", folder, "scenario.toml").is_file()


@pytest.mark.long
def test_a_design_opens_in_the_grid(asked: Asked, hub: Path):
    """The job saves the folder of the command, and its rota is in the grid as edits that give the same posts."""
    begun = asked.post("rota/design", data=FORM)
    assert begun.status_code == 303, begun.text
    job = asked.job(begun)
    html = dict(asked.events(f"{job}/events"))["over"]["html"]
    (grid,) = re.findall(r'href="[^"]*/(rota\?[^"]*)">Open it in the grid', html)
    page = unescape(asked.get(job).text)
    ((stem, folder),) = re.findall(r"simcall design (\S+)\.toml --out (\S+)</pre>", page)
    designed = sc.load(f"{folder}/scenario.toml").groups["officers"].rota
    assert designed is not None
    shown = unescape(asked.get(unescape(grid)).text)
    for name, post in designed.fixed.items():
        assert f'name="officers.fixed.{name}.Mon" value="{post.people}"' in shown
    assert 'name="officers.fixed.night_cover.Fri" value=""' in shown
    assert asked.get(f"{job}/files/rota.csv").status_code == 200

    # The design file that the page shows asks for the same.
    text = page.partition('aria-label="Design file">')[2].partition("</pre>")[0]
    (hub / f"{stem}.toml").write_text(text, "utf-8")
    tables = {key: value for key, value in tomllib.loads(text).items() if key != "scenario"}
    assert tables["groups"] == {"officers": {"shifts": ["night"], "days": ["every"], "kinds": 1}}
    assert tables["targets"] == ["999.answered_in_target>=0.8"]
    from_page = request_of(sc.load("hub.toml"), tables, f"{stem}.toml")
    assert read_request(f"{stem}.toml") == from_page


def test_all_that_the_command_takes_can_be_asked_for(asked: Asked, hub: Path, monkeypatch: pytest.MonkeyPatch):
    """New start times, a break, other days, limits, rules, cost and confidence: the design file has them all."""
    monkeypatch.setattr("simcall.page.design.design", lambda *_, **__: None)
    form = {
        **{name: text for name, text in FORM.items() if name not in ("group_1", "kinds_1", "minimise")},
        "minimise": "cost",
        "confidence": "99",
        "group_0": "1",
        "keep_0_0": "1",
        "keep_0_2": "1",
        "way_0": "new",
        "from_0": "06:00",
        "to_0": "22:00",
        "step_0": "30 min",
        "lengths_0": "8 h, 10 h",
        "break_length_0": "30 min",
        "break_after_0": "2.5 h",
        "break_before_0": "5.5 h",
        "break_paid_0": "1",
        "days_0_0": "1",
        "more_days_0": "Mon,Wed,Fri; Sun",
        "kinds_0": "3",
        "least_0": "today",
        "people_0": "60",
        "hours_0": "today",
        "each_0": "2",
        "rules_0": "staff",
        "cost_0": "23.50",
    }
    page = unescape(asked.get(asked.job(asked.post("rota/design", data=form))).text)
    assert re.findall('aria-current="([^"]*)">([^<]*)<', page) == [("true", "Rota")]
    stem = re.findall(r"simcall design (\S+)\.toml", page)[0]
    scenario = sc.load("hub.toml")
    tables = tables_of(scenario, form)
    assert tables == {
        "targets": ["999.answered_in_target>=0.8"],
        "hold": "week",
        "minimise": "cost",
        "confidence": 0.99,
        "groups": {
            "handlers": {
                "starts": {"from": "06:00", "to": "22:00", "step": "30 min"},
                "lengths": ["8 h", "10 h"],
                "breaks": [{"length": "30 min", "after": "2.5 h", "before": "5.5 h", "paid": True}],
                "days": ["every", "Mon,Wed,Fri", "Sun"],
                "keep": ["rota.teams", "rota.fixed.long"],
                "kinds": 3,
                "people": {"min": "base", "max": 60},
                "paid_hours": {"max": "base"},
                "each_shift": {"min": 2},
                "rules": "staff",
                "cost_per_hour": 23.5,
            }
        },
    }
    # The text that the page shows as a design file is read as the same request.
    (hub / f"{stem}.toml").write_text(design_file("hub.toml", tables), "utf-8")
    assert read_request(f"{stem}.toml") == request_of(scenario, tables, f"{stem}.toml")
    sized = {name: text for name, text in form.items() if name != "keep_0_0"}
    teams = tables_of(scenario, {**sized, "team_least_0": "3", "team_most_0": "8"})
    assert teams["groups"]["handlers"]["team_people"] == {"min": 3, "max": 8}


def test_the_form_shows_what_is_usual(asked: Asked):
    """Each field has a label and its hint, and what was entered comes back."""
    html = unescape(asked.get("rota/design?file=hub.toml").text)
    assert '<input id="from_0" name="from_0" type="time" autocomplete="off" maxlength="200" value="06:00">' in html
    assert 'name="way_0" value="" checked' in html
    assert '<input type="checkbox" class="tick" id="keep_0_0" name="keep_0_0" value="1" checked>' in html
    assert "by default: those of police officers" in html
    ids = re.findall(r'<(?:input|select)[^>]* id="([^"]+)"', html)
    assert set(ids) <= set(re.findall(r'<label for="([^"]+)"', html))
    refused = asked.post("rota/design", data={**FORM, "way_1": "new", "from_1": "07:00", "lengths_1": "8 h, 8 h"})
    assert refused.status_code == 400
    assert '<a href="#lengths_1">officers: lengths of shifts: ' in refused.text
    assert 'name="way_1" value="new" checked' in refused.text


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"confidence": "20"}, "confidence", "enter a number of per cent from 50"),
        ({"minimise": "cost"}, "cost_1", "enter what a paid hour costs"),
        ({"hours_1": "many"}, "hours_1", "enter a whole number"),
        ({"least_1": "9", "people_1": "3"}, "people_1", "min (9) is over max (3)"),
        ({"more_days_1": "Funday"}, "more_days_1", "Funday"),
        ({"target_0_answered_in_target": "many"}, "target_0_answered_in_target", "enter a number from 0 to 100"),
        ({"target_0_answered_in_target": ""}, "target_0_answered_in_target", "enter at least one target"),
        ({"group_1": None}, "group_0", "tick at least one group"),
        ({"shift_1_1": None, "days_1_0": None}, "days_1_0", "tick at least one set of days"),
        ({"shift_1_1": None, "days_1_0": None}, "shift_1_0", "tick at least one shift"),
        (
            {"shift_1_1": None, "shift_1_2": "1"},
            "shift_1_0",
            'change them, or choose "none" as the working-time rules for shifts if an agreement allows them',
        ),
        (
            {"way_1": "new", "from_1": "07:00", "lengths_1": "14 h"},
            "lengths_1",
            "every shift breaks a working-time rule",
        ),
        ({"way_1": "new", "from_1": "07:00", "lengths_1": "8 h, 8 h"}, "lengths_1", "8 h"),
        (
            {"way_1": "new", "from_1": "07:00", "lengths_1": "4 h"}
            | {"break_length_1": "30 min", "break_after_1": "3 h", "break_before_1": "4 h"},
            "break_length_1",
            "the shift lasts 4 h; enter a shorter break, an earlier one or longer shifts",
        ),
        ({"people_1": "-3"}, "people_1", "enter a whole number from 0"),
        (
            {"group_0": "1", "shift_0_0": "1", "days_0_0": "1", "team_least_0": "2"},
            "keep_0_0",
            "to keep them, tick the post long among the parts of today's rota to keep, or leave designated out",
        ),
        (
            {"group_0": "1", "shift_0_0": "1", "days_0_0": "1", "keep_0_0": "1", "team_most_0": "2"},
            "team_most_0",
            "leave this empty, or do not keep the teams as they are today",
        ),
    ],
)
def test_what_is_missing_is_said_with_the_form(asked: Asked, change: dict[str, str | None], field: str, says: str):
    """The form comes back with what was entered, and each problem is said above it and beside its field."""
    sent = {name: text for name, text in {**FORM, **change}.items() if text is not None}
    answer = asked.post("rota/design", data=sent)
    assert answer.status_code == 400
    html = re.sub("<wbr>|\N{NO-BREAK SPACE}", " ", unescape(answer.text))
    assert re.search('name="kinds_1" type="text"[^>]* value="1"', html)
    (link,) = re.findall(f'<a href="#{field}">([^<]*)</a>', html)
    (beside,) = re.findall(f'<span class="error" id="{field}-error">Error: ([^<]*)</span>', html)
    assert link.endswith(beside)
    assert says in beside
    (control,) = re.findall(f'<input[^>]* id="{field}"[^>]*>|<input id="{field}"[^>]*>', html)
    assert re.search(f'aria-describedby="{field}-error( {field}-hint)?" aria-invalid="true"', control)
    linked = set(re.findall('<li><a href="#([^"]*)">', html))
    assert linked == set(re.findall('<span class="error" id="([^"]*)-error">', html))
    assert len(linked) == html.count('aria-invalid="true"')


def test_another_rota_as_edits_is_that_rota():
    """The posts and teams of one rota, written into the grid of another, are the same people on each day."""
    first = sc.Scenario.from_document(tomllib.loads(ROTA_HUB))
    other = first.update(
        {
            "groups.handlers.rota.fixed.week_day": {"shift": "night", "days": ["Mon"], "people": 2},
            "groups.handlers.rota.fixed.long": None,
            "groups.handlers.rota.fixed.more": {"shift": "early", "days": ["Sat", "Sun"], "people": 3},
            "groups.handlers.rota.teams.B.people": 0,
        }
    )
    light = first.update({"groups.handlers.rota.fixed.long.designated": None})
    new, edits = as_edits(light, other, ["handlers"])
    assert new == (("handlers", "week_day_2", "night"), ("handlers", "more", "early"))
    changes = dict(text.split("=", 1) for text in rota_overrides(light, rows_of(light, new), edits))
    assert changes == {
        "groups.handlers.rota.fixed.week_day.people": "0",
        "groups.handlers.rota.fixed.long.people": "0",
        "groups.handlers.rota.fixed.week_day_2": '{ shift = "night", days = ["Mon"], people = 2 }',
        "groups.handlers.rota.fixed.more": '{ shift = "early", days = ["Sat", "Sun"], people = 3 }',
        "groups.handlers.rota.teams.B.people": "0",
    }
