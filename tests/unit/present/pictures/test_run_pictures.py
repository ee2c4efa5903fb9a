"""The pictures of a run as a whole: in order, with words that hold the figures, in files and in pages."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import matplotlib.pyplot as plt
import pytest
from PIL import Image

import simcall as sc
from simcall.files.own_pictures import check_own_picture
from simcall.present.pictures import Picture, choose, pictures_of, save_figures, svg_text
from tests.making import ONE_LINE, TWO_LINES, scenario

SVG = "{http://www.w3.org/2000/svg}"
DESCRIPTION = "{http://purl.org/dc/elements/1.1/}description"


@pytest.fixture(scope="module")
def pictures(two_days) -> dict[str, Picture]:
    """Return the pictures of the small run by their names."""
    return {one.name: one for one in pictures_of(two_days)}


@pytest.fixture(scope="module")
def pages(pictures) -> dict[str, str]:
    """Return them as they stand in one page."""
    return {
        name: svg_text(one.draw(), one.alternative, f"p{place}") for place, (name, one) in enumerate(pictures.items())
    }


def test_pictures_come_in_a_readers_order(pictures):
    """First how soon calls are answered, then when it goes wrong, then why."""
    assert list(pictures) == [
        "answer_times",
        "answered_in_target_week_map",
        "abandonment_week_map",
        "answered_in_target_by_hour_of_week",
        "abandonment_by_hour_of_week",
        "queue",
        "demand_and_staff",
        "duty_hours",
    ]


def test_what_there_is_not_is_not_drawn():
    """Without a target nothing is drawn of it; with one group, nothing of those who help."""
    found = sc.run(scenario(ONE_LINE), replications=2, seed=1, jobs=1)
    names = {one.name for one in pictures_of(found)}
    assert names == {"answer_times", "abandonment_week_map", "abandonment_by_hour_of_week", "queue", "demand_and_staff"}


@pytest.fixture(scope="module")
def without_officers() -> sc.Results:
    """Run a day for which no officer is on duty."""
    changes = {"days": 1.0, "groups.officers": {"lines": ["999"], "headcount": 0}}
    return sc.run(scenario(TWO_LINES, changes), replications=1, seed=1, jobs=1)


def test_groups_with_nobody_are_not_drawn(without_officers, pictures):
    """Who was never on duty has no colour among the people, and no picture of hours if all helpers are so."""
    staff = without_officers.plot.demand_and_staff()
    named = [text.get_text() for text in staff.get_legend().get_texts()]
    plt.close("all")
    assert [words for words in named if words.startswith("on duty: ")] == ["on duty: handlers"]
    assert "duty_hours" not in {one.name for one in pictures_of(without_officers)}
    assert "officers" in pictures["duty_hours"].title


@pytest.mark.parametrize(("group", "title"), [(None, "handlers: "), ("officers", "officers: 0 h on duty")])
def test_hours_of_nobody_when_asked_for(without_officers, group, title):
    """A picture of all groups' hours leaves out those with none; one that is asked for by name is drawn."""
    choice = choose(without_officers.blueprint.scenario, "duty_hours", group=group)
    said = choice.picture(without_officers).title
    assert said.startswith(title)
    assert ";" not in said


def test_sums_and_worst_days_say_what_they_are_of(two_days, pictures):
    """A count by hour of the week is said to be of all such hours; of a mean it is not; the worst day is of so many."""
    counted, mean = (choose(two_days.blueprint.scenario, one, line="999").picture(two_days) for one in ("fresh", "asa"))
    for words in (counted.title, counted.alternative):
        assert "all such hours of the span together" in words
    assert "all such hours" not in mean.title + mean.alternative
    assert "on the worst of 9 simulated days: " in pictures["queue"].title  # three dates, two of them in part


def test_words_hold_the_figures(two_days, pictures):
    """Titles are one line; alternatives name the worst and the best hour with its figure and interval."""
    for one in pictures.values():
        assert one.title
        assert "\n" not in one.title + one.alternative
        assert one.alternative.endswith(".")
    table = two_days.by("hour_of_week", line="101", measures=["abandonment_rate"])
    worst = table.loc[table["mean"].idxmax()]
    day = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[worst["hour_of_week"] // 24]
    when = f"on {day} {worst['hour_of_week'] % 24:02d}:00 to {worst['hour_of_week'] % 24 + 1:02d}:00"
    low, high = (f"{100 * worst[end]:.1f} %" for end in ("low", "high"))
    said = pictures["abandonment_week_map"].alternative
    assert f"highest {when} at {100 * worst['mean']:.1f} % (95 % interval {low} to {high})" in said
    assert f"101 highest {when} ({100 * worst['mean']:.1f} %)" in pictures["abandonment_week_map"].title


def test_published_bands_are_told(two_days, pictures):
    """The words about answer times give the bands in which forces' figures are published; they make up the whole."""
    said = pictures["answer_times"].alternative.partition("999, answered calls: ")[2]
    bands = re.match(r"([\d.]+) % in under 10 s, ([\d.]+) % in 10 to 60 s, ([\d.]+) % in 60 s or longer", said)
    assert bands is not None
    under, between, longer = map(float, bands.groups())
    whole = two_days.lines["999"]
    assert under == pytest.approx(100 * whole.answered_in_target.mean, abs=0.05)
    assert longer == pytest.approx(100 * whole.answered_after_60s.mean, abs=0.05)
    assert under + between + longer == pytest.approx(100, abs=0.11)


def test_files_hold_the_alternative(two_days, pictures, tmp_path: Path):
    """Each picture is saved as PNG and SVG, and both have the mark, and say what it shows."""
    save_figures(two_days, tmp_path / "figures")
    assert {path.name for path in (tmp_path / "figures").iterdir()} == {
        f"{name}.{kind}" for name in pictures for kind in ("png", "svg")
    }
    for name, one in pictures.items():
        check_own_picture(tmp_path / "figures" / f"{name}.png")
        with Image.open(tmp_path / "figures" / f"{name}.png") as image:
            assert image.info["Description"] == one.alternative
        tree = ElementTree.parse(tmp_path / "figures" / f"{name}.svg")
        assert tree.find(f".//{DESCRIPTION}").text == one.alternative
    assert not plt.get_fignums()


def test_a_page_can_hold_all_of_them(pictures, pages):
    """In one page no two ids are the same, every reference leads to one of its own picture, and nothing is loaded."""
    seen: set[str] = set()
    for place, text in enumerate(pages.values()):
        root = ElementTree.fromstring(text)
        ids = [element.get("id") for element in root.iter() if element.get("id")]
        assert len(ids) == len(set(ids))
        assert all(one.startswith(f"p{place}-") for one in ids)
        assert not seen & set(ids)
        seen |= set(ids)
        links = [link for link in re.findall(r'href="([^"]*)"', text) if not link.startswith("data:image/png;base64,")]
        assert {link.removeprefix("#") for link in links} <= set(ids)
        assert set(re.findall(r"url\(#([^)]*)\)", text)) <= set(ids)
        assert not {element.tag for element in root.iter()} & {
            f"{SVG}{name}" for name in ("style", "script", "metadata")
        }
    assert not plt.get_fignums()


def test_a_screen_reader_says_what_is_seen(pictures, pages):
    """In a page a picture is one image with its text alternative; it has no prolog, and its text is text."""
    for name, text in pages.items():
        assert text.startswith("<svg ")
        root = ElementTree.fromstring(text)
        assert (root.tag, root.get("role"), root.get("aria-label")) == (f"{SVG}svg", "img", pictures[name].alternative)
    words = {element.text for element in ElementTree.fromstring(pages["queue"]).iter(f"{SVG}text")}
    assert {"Callers waiting", "Callers waiting through the day: 101"} <= words


def test_names_are_only_names():
    """A name that looks like markup, or like a reference, stands in the picture as it is."""
    document = scenario(TWO_LINES).document()
    name = '<b id="a" href="#b">url(#c)</b>'
    document["groups"]["officers"]["lines"] = ["999", name]
    document["groups"]["handlers"]["lines"] = ["999"]
    document["groups"]["handlers"].pop("reserve")
    document["lines"][name] = document["lines"].pop("101")
    found = sc.run(sc.Scenario.from_document(document), replications=2, seed=1, jobs=1)
    text = svg_text(found.plot.queue(line=name).figure, name, "p")
    root = ElementTree.fromstring(text)
    assert root.get("aria-label") == name
    assert "<b" not in text
    whole = "".join(element.text or "" for element in root.iter(f"{SVG}text"))
    assert '<b id="a" href="#b">url(#c)</b>' in whole
