"""The rota's edits count on every page: they go along in the address, as the levers do."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import pytest

import simcall as sc
from tests.page.asking import Asked
from tests.page.conftest import REPLICATIONS
from tests.page.rota_hub import ROTA_HUB

FILE = {"file": "hub.toml"}
EDITS = {"handlers.teams.A.all": "6", "officers.new.extra": "early", "officers.fixed.extra.Sun": "1"}
BAD = {"handlers.teams.A.all": "many"}


@pytest.fixture(autouse=True)
def hub(folder: Path) -> None:
    """Put the hub that has a rota into the folder of the page."""
    (folder / "hub.toml").write_text(ROTA_HUB, encoding="utf-8")


def command_of(html: str) -> str:
    """Return the command that a page shows."""
    return unescape(html.partition('aria-label="Command">')[2].partition("</pre>")[0])


def links_of(html: str) -> list[str]:
    """Return where the navigation leads, but for another scenario."""
    navigation = html.partition("<nav")[2].partition("</nav>")[0]
    return [unescape(link) for link in re.findall('href="([^"]*)"', navigation) if "/choose" not in link]


def asked_for(asked: Asked, address: str, values: dict[str, str]) -> dict[str, str]:
    """Return the HTML of each event of an answer that has some."""
    query = "&".join(f"{name}={value}" for name, value in values.items())
    return {name: data["html"] for name, data in asked.events(f"{address}?{query}") if "html" in data}


def test_what_if_and_the_rota_give_one_answer(asked: Asked):
    """With the same lever and the same edits, both show the same figures and the same command."""
    values = {**FILE, **EDITS, "calls": "10"}
    first, rota = (asked_for(asked, address, values)["settled"] for address in ("answer", "rota/answer"))
    assert "groups.handlers.rota.teams.A.people=6" in command_of(first)
    assert "lines.999.demand.growth=1.1" in command_of(first)
    assert first.partition("<form")[0] == rota.partition("<form")[0]
    assert command_of(first) == command_of(rota)


def test_the_figures_are_those_of_the_edited_scenario(asked: Asked):
    """The document of the figures is that of a run with the overrides."""
    given = asked.get("figures.json", params={**FILE, "handlers.teams.A.all": "6"}).json()
    edited = sc.load("hub.toml", ["groups.handlers.rota.teams.A.people=6"])
    run = sc.run(edited, replications=REPLICATIONS, jobs=1)
    assert given["lines"] == run.document()["lines"]
    assert given["lines"] != sc.run(sc.load("hub.toml"), replications=REPLICATIONS, jobs=1).document()["lines"]


def test_every_page_leads_on_with_the_edits(asked: Asked):
    """Each page says that the edits count, and its navigation and forms hold them."""
    for address in ("", "rota", "why", "results"):
        html = asked.get(address, params={**FILE, **EDITS}).text
        for link in links_of(html):
            assert "handlers.teams.A.all=6" in link
            assert "officers.new.extra=early" in link
    first = asked.get("", params={**FILE, **EDITS}).text
    assert "You have edited the rota on the page Rota." in first
    assert '<input type="hidden" name="handlers.teams.A.all" value="6" data-rota>' in first
    assert "You have edited the rota" not in asked.get("", params={**FILE, "handlers.teams.A.all": "4"}).text
    why = asked.get("why", params={**FILE, **EDITS}).text
    assert "<code>groups.handlers.rota.teams.A.people=6</code>" in why
    assert "Tell the changes apart" in why


@pytest.mark.parametrize("address", ["keep", "why/explain", "why/worth"])
def test_long_work_is_about_the_edited_rota(asked: Asked, address: str):
    """The command that is shown beside the work has the edits."""
    begun = asked.post(address, data={**FILE, **EDITS, "measure": "999.abandonment_rate"})
    page = asked.job(begun)
    asked.post(f"{page}/stop")
    assert "--set groups.handlers.rota.teams.A.people=6" in command_of(asked.get(page).text)


def test_an_impossible_edit_is_named(asked: Asked):
    """The first page says which cell cannot be, and gives no answer for another rota."""
    first = asked.get("", params={**FILE, **BAD, "at_once": "1"}).text
    assert "handlers.teams.A.all" in first.partition('id="problem"')[2].partition("</div>")[0]
    assert 'class="state' not in first
    events = asked.events("answer?file=hub.toml&handlers.teams.A.all=many")
    assert [name for name, _ in events] == ["working", "problem", "end"]
    assert "handlers.teams.A.all" in events[1][1]["message"]
    for address in ("keep", "why/worth"):
        assert asked.post(address, data={**FILE, **BAD}).status_code == 400


@pytest.mark.parametrize(
    ("address", "more"),
    [("keep", {}), ("why/explain", {"measure": "999.abandonment_rate"}), ("why/worth", {})],
)
def test_work_leads_back_to_the_question(asked: Asked, address: str, more: dict[str, str]):
    """The page of long work has levers and edits in its navigation, before and after it is stopped and resumed."""
    values = {**FILE, **EDITS, "calls": "10"}
    begun = asked.post(address, data={**values, **more})
    job = asked.job(begun)
    stopped = asked.post(f"{job}/stop?{urlencode(values)}")
    for answer in (begun, stopped):
        page = asked.get(answer.headers["location"].removeprefix(asked.keys.root)).text
        for link in links_of(page):
            assert dict(parse_qsl(link.partition("?")[2])) == values
        assert dict(parse_qsl(re.findall('action="[^"]*/(?:stop|resume)[?]([^"]*)"', unescape(page))[0])) == values


def test_what_is_refused_leads_back_to_the_question(asked: Asked):
    """A form that is refused keeps the question too, and so does an address that is not there."""
    values = {**FILE, **EDITS, "calls": "10"}
    refused = asked.post("why/explain", data={**values, "measure": "nothing"})
    assert refused.status_code == 400
    missing = asked.get("jobs/gone", params=values)
    assert missing.status_code == 404
    for answer in (refused, missing):
        assert [dict(parse_qsl(link.partition("?")[2])) for link in links_of(answer.text)] == [values] * 5


def test_the_buttons_of_data_and_results_keep_the_question(asked: Asked):
    """Reading files and making reports lead to work whose page leads back."""
    values = {**FILE, **EDITS}
    sc.run(sc.load("hub.toml"), replications=2, jobs=1).save("results/hub", figures=False)
    for address, page in (("data", "data/read"), ("results", "results/make")):
        actions = re.findall(f'action="[^"]*/{page}[?]([^"]*)"', unescape(asked.get(address, params=values).text))
        assert dict(parse_qsl(actions[0])) == values
    made = asked.post(f"results/make?{urlencode(values)}", data={"folder": "results/hub", "format": "html"})
    assert dict(parse_qsl(made.headers["location"].partition("?")[2])) == values


def test_the_people_lever_says_what_the_edited_rota_has(asked: Asked):
    """Its places have the grid's numbers, and say where the lever changes nothing; others are as they stand."""
    edits = {
        "handlers.teams.A.all": "6",
        "handlers.fixed.week_day.Tue": "5",
        **{f"officers.fixed.night_cover.{day}": "1" for day in ("Fri", "Sat")},
    }
    plain = unescape(asked.get("", params=FILE).text)
    assert ">handlers: week day (3 now)</option>" in plain
    assert "data-note" not in plain
    page = unescape(asked.get("", params={**FILE, **edits}).text)
    places = dict(re.findall(r'<option value="((?:fixed|team):[^"]*)"([^<]*)', page))
    assert "The number on the page Rota counts here" in places["team:handlers:A"]
    assert places["team:handlers:A"].endswith(">handlers: team A (6 now, edited)")
    assert "What you edited on the page Rota keeps its numbers" in places["fixed:handlers:week_day"]
    assert places["fixed:handlers:week_day"].endswith(">handlers: week day (3 to 5 now, edited)")
    assert "The number on the page Rota counts here" in places["fixed:officers:night_cover"]
    assert places["team:handlers:B"].endswith(">handlers: team B (2 now)")
    assert "data-note" not in places["team:handlers:B"]
    # What is said is so: the lever changes nothing there.
    with_lever = {**FILE, **edits, "people": "2", "people_at": "team:handlers:A"}
    figures = [asked.get("figures.json", params=values).json() for values in ({**FILE, **edits}, with_lever)]
    assert figures[0] == figures[1]
