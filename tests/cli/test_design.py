"""`simcall design`: what it prints, writes and hands on, with a made-up answer in place of the search."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

import simcall as sc
from simcall.studies.design import study
from simcall.studies.design.designed import RotaDesignNumbers
from tests.cli.calling import Call
from tests.designs import hub_file, made_up_design

DESIGN = """
scenario = "hub.toml"

[groups.handlers]
starts = { from = "07:00", to = "15:00", step = "1 h" }
lengths = ["8 h"]
breaks = [{ length = "30 min", after = "3 h", before = "5 h" }]
days = ["every", "Mon-Fri"]
kinds = 3
keep = ["rota.teams"]
"""


@pytest.fixture
def design_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Write a design file; the search gives a made-up answer."""
    path = hub_file(folder)

    def made_up(*_arguments: Any, **_options: Any) -> RotaDesignNumbers:
        return made_up_design(path)

    monkeypatch.setattr(study, "design", made_up)
    (folder / "hub-design.toml").write_text(DESIGN, encoding="utf-8")
    return "hub-design.toml"


def test_what_a_planner_reads_and_keeps(call: Call, design_file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer first; then a scenario, a duty sheet, pictures, a report, and the same as one document."""
    monkeypatch.setattr("simcall.cli.design._WIDEST", 80)
    answer = call("design", design_file)
    assert answer.status == 0, answer.err
    assert max(len(line) for line in answer.out.splitlines() if ": simcall " not in line) <= 80
    flat = " ".join(answer.out.split())
    texts = (
        "1,502 paid hours a week, 58 fewer than today; 101 abandoned: 4.1 points lower",
        "at most 1.5 % more than needed",
        "A post is a place for one person on each of its days.",
        "6 people start at 15:00 instead of 14:00 every day.",
        "inputs of Small hub are assumed",
        "simcall run results/small-hub-design/scenario.toml --seed 2 --replications 40",
    )
    positions = [flat.find(text) for text in texts]
    assert -1 not in positions
    assert positions == sorted(positions)
    results = Path("results/small-hub-design")
    assert {"posts.png", "on_duty.png", "rota.csv", "rota.xlsx", "design.json"} <= {f.name for f in results.iterdir()}
    check_scenario(results / "scenario.toml")
    check_duty_sheet(results)
    assert call("report", str(results)).status == 0
    page = (results / "report.html").read_text("utf-8").replace("\N{NO-BREAK SPACE}", " ")
    assert "A rota designed: Small hub" in page
    assert "4 fewer people on Monday to Friday, 07:00 to 15:00." in page
    document = json.loads((results / "design.json").read_text("utf-8"))
    assert document["bound"] == 1480.0
    assert document["base"]["targets"]["101.abandonment_rate <= 0.1"]["mean"] == 0.122
    again = call("design", design_file, "--no-figures", "--json").out
    assert again == json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def test_targets_that_no_rota_meets(
    call: Call, folder: Path, design_file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The nearest rota is saved and printed; the reason is a message, and the status says that something is wrong."""
    why = "No rota keeps these 2 rules together: the target 101.abandonment_rate <= 0.1; and at most 3 people."
    missed = replace(made_up_design(folder / "hub.toml"), obstacle=why, bound=None)
    monkeypatch.setattr(study, "design", lambda *_arguments, **_options: missed)
    answer = call("design", design_file, "--no-figures")
    assert answer.status == 1
    assert answer.err.splitlines()[-1] == why
    assert "comes nearest to the targets" in answer.out
    assert why not in answer.out
    document = json.loads(Path("results/small-hub-design/design.json").read_text("utf-8"))
    assert (document["obstacle"], document["bound"]) == (why, None)


def check_scenario(file: Path) -> None:
    """Check that the scenario that is written extends the first, and says the same as the designed one."""
    text = file.read_text("utf-8")
    assert 'extends = "../../hub.toml"' in text
    written, designed = sc.load(file), made_up_design(Path("hub.toml")).scenario
    assert written.groups == designed.groups
    assert written.shifts == designed.shifts
    assert written.provenance == designed.provenance
    source = written.provenance["groups.handlers.rota"].source
    assert source.startswith("designed by simcall design from hub-design.toml; checked in 40 simulations with seed 2")


def check_duty_sheet(folder: Path) -> None:
    """Check the posts of the table and of the workbook: days across, times in the cells, people beside."""
    rows = [line.split(",") for line in (folder / "rota.csv").read_text("utf-8").splitlines()]
    assert rows[1][:5] == ["handlers", "09:00 10 h", "1", "", ""]
    assert rows[2][:5] == ["handlers", "15:00 8 h", "6", "", "15:00-23:00"]
    posts = [row[2:4] for row in rows[1:]]
    assert [cells for cells in posts if not all(cell.isdigit() or not cell for cell in cells)] == []
    assert [row[3] for row in rows if row[1] == "teams"] == ["2"]
    book = load_workbook(folder / "rota.xlsx")
    assert [cell.value for cell in book["Rota"][3]][:5] == ["handlers", "15:00 8 h", 6, None, "15:00-23:00"]
    assert book["What it means"]["A1"].value.startswith("A post is a place for one person on each of its days.")
    by_hour = {row[1]: row[2:] for row in book["On duty by hour"].iter_rows(values_only=True)}
    assert by_hour["16:00"][0] >= 6
    assert by_hour["03:00"][1] == 3


def test_a_design_that_extends_nothing_is_written_whole(design_file: str, folder: Path) -> None:
    """A scenario that somebody changed in Python has no file to extend."""
    hub = sc.load("hub.toml").update({"lines.101.demand.calls_per_hour": 13})
    answer = made_up_design(folder / "hub.toml")
    changed = {**vars(answer.request), "scenario": hub}
    answer = sc.RotaDesign.presenting(RotaDesignNumbers(**{**vars(answer), "request": type(answer.request)(**changed)}))
    text = (answer.save("elsewhere", figures=False) / "scenario.toml").read_text("utf-8")
    assert "extends" not in text.replace("that begins with: extends", "")
    assert sc.load("elsewhere/scenario.toml") == answer.scenario
    assert "6 people start at 15:00" in answer._repr_html_()


def test_a_wrong_design_file_is_refused(call: Call, design_file: str, folder: Path) -> None:
    """One line says what is wrong, and where."""
    (folder / design_file).write_text(DESIGN.replace("kinds = 3", "kinds = 0"), encoding="utf-8")
    answer = call("design", design_file)
    assert answer.status == 1
    assert "groups.handlers.kinds" in answer.err
    assert "Traceback" not in answer.err
