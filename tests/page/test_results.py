"""The results that are there open from the page: as a report, a workbook, and tables for Power BI."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import simcall as sc
from simcall.page.results_folders import results_in
from tests.page.asking import Asked

NAME = "results/tiny"


@pytest.fixture
def saved(folder: Path) -> Path:
    """The results of a small run, where the page and the commands save them."""
    sc.run(sc.load("tiny.toml"), replications=2, seed=1, jobs=1).save(Path(NAME), figures=False)
    return folder / NAME


def made(asked: Asked, form: str, name: str = NAME) -> str:
    """Press a button of results, wait for the work, and return the address of its page."""
    begun = asked.post("results/make", data={"folder": name, "format": form})
    assert begun.status_code == 303, begun.text
    address = asked.job(begun)
    assert asked.events(f"{address}/events")[-1][1]["state"] == "done"
    return address


def manifest_in(folder: Path, **more: object) -> None:
    """Write a manifest as simcall does, but for what is given."""
    folder.mkdir(parents=True)
    whole = {"written_by": "simcall", "kind": "run", "finished": "2026-01-02T12:00:00+00:00", **more}
    (folder / "manifest.json").write_text(json.dumps(whole), "utf-8")


def test_results_are_listed_with_kind_and_date(asked: Asked, folder: Path):
    """The newest first, by their scenarios; a kind without a report has no button."""
    day = "2026-01-0{}T12:00:00+00:00"
    manifest_in(
        folder / "results" / "a",
        scenario={"name": "Alpha <b>"},
        finished=day.format(2),
        changed_for_this_run=["days=2", 3],
    )
    both = [{"name": "Alpha"}, {"name": "Beta"}]
    manifest_in(folder / "plans" / "b", kind="comparison", scenarios=both, finished=day.format(3))
    manifest_in(folder / "results" / "c", kind="import", finished="once")
    assert [(each.name, each.kind) for each in results_in(Path())] == [
        ("plans/b", "comparison"),
        ("results/a", "run"),
        ("results/c", "import"),
    ]
    html = asked.get("results?calls=5&file=tiny.toml").text
    assert html.index("Alpha and Beta") < html.index("Alpha &lt;b&gt;")
    assert "Comparison, 3 January 2026" in html
    assert "Changed: <code>days=2</code></p>" in html
    assert html.count('value="html"') == 2
    assert "simcall report plans/b --format tables" in html
    assert "calls=5" in html.partition("<nav")[2].partition("</nav>")[0]


def test_what_is_not_simcalls_is_not_listed(asked: Asked, folder: Path):
    """Other programs' manifests, damaged ones, and folders that a link leads to."""
    manifest_in(folder / "foreign", written_by="another program")
    manifest_in(folder / "unknown", kind="nonsense")
    manifest_in(folder / "odd", kind=["run"])
    (folder / "damaged").mkdir()
    (folder / "damaged" / "manifest.json").write_text("{", "utf-8")
    manifest_in(folder.parent / "outside")
    (folder / "linked").symlink_to(folder.parent / "outside")
    (folder / "file-linked").mkdir()
    (folder / "file-linked" / "manifest.json").symlink_to(folder.parent / "outside" / "manifest.json")
    assert results_in(Path()) == []
    assert "There are no results yet" in asked.get("results").text


@pytest.mark.parametrize("name", ["../outside", "/etc", "", "nothing", "results/../results/tiny", "results/tiny/"])
def test_no_other_folder_can_be_named(asked: Asked, saved: Path, name: str):
    """Only what the page lists can be opened or made into a report."""
    manifest_in(saved.parents[2] / "outside", scenario={"name": "Outside"})
    for answer in (
        asked.get("results/file", params={"folder": name, "format": "html"}),
        asked.post("results/make", data={"folder": name, "format": "html"}),
    ):
        assert answer.status_code == 400
        assert "not a folder of results that this page shows" in answer.text


def test_a_report_is_made_once_and_then_opens(asked: Asked, saved: Path):
    """The page makes the report that the command makes; it runs nothing. A changed one is not shown as simcall's."""
    address = {"folder": NAME, "format": "html"}
    assert asked.get("results/file", params=address).status_code == 404
    page = asked.get(made(asked, "html")).text
    assert "simcall report results/tiny --format html" in page
    assert "Open the report" in asked.get("results").text
    opened = asked.get("results/file", params=address)
    assert opened.content == (saved / "report.html").read_bytes()
    assert opened.headers["content-security-policy"].startswith("default-src 'none'")
    (saved / "report.html").write_text("mine", "utf-8")
    assert asked.get("results/file", params=address).status_code == 404
    for form in ("md", "manifest", "../manifest.json"):
        assert asked.get("results/file", params={"folder": NAME, "format": form}).status_code == 404
        assert asked.post("results/make", data={"folder": NAME, "format": form}).status_code == 400


def test_a_report_of_somebody_else_stays(asked: Asked, saved: Path):
    """The page cannot write the report elsewhere, so it does not name the option that could."""
    (saved / "report.html").write_text("mine", "utf-8")
    job = asked.job(asked.post("results/make", data={"folder": NAME, "format": "html"}))
    state, html = (asked.events(f"{job}/events")[-1][1][key] for key in ("state", "html"))
    assert state == "failed"
    problem = html.partition("</div>")[0]
    assert "no report of simcall" in problem
    assert "--out" not in problem
    assert "move what is in the way" in problem
    assert (saved / "report.html").read_text("utf-8") == "mine"


def test_a_workbook_and_tables(asked: Asked, saved: Path):
    """A workbook is there to get; of the tables the page says where they are, and how to load them."""
    workbook = asked.get(f"{made(asked, 'xlsx')}/files/report.xlsx")
    assert workbook.content.startswith(b"PK")
    assert "attachment" in workbook.headers["content-disposition"]
    address = made(asked, "tables")
    page = asked.get(address).text
    assert "Saved in <code>results/tiny/tables</code>" in page
    assert "simcall report results/tiny --format tables" in page
    assert (saved / "tables" / "csv" / "fact_figure.csv").is_file()
    assert asked.get(f"{address}/files/README.md").content == (saved / "tables" / "README.md").read_bytes()
