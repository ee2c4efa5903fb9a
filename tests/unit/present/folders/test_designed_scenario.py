"""The designed scenario as a file: whatever a rota may hold is read back as it was designed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import simcall as sc
from simcall.present.folders.designed_scenario import designed_text
from simcall.scenario import warnings
from simcall.studies.design.designed_scenario import designed_scenario, idle_shifts
from simcall.studies.design.options import options_of, tables_of
from simcall.studies.design.request_files import request_of
from tests.designs import hub_file, made_up_design

CHANGES: dict[str, Any] = {
    "shifts": {'7 "o\'clock" [1]': {"start": "07:00", "length": "6 h"}},
    "groups": {
        "handlers": {
            "rota": {
                "pattern": ["early", "late", "off", "off"],
                "starts": date(2024, 2, 5),
                "teams": {
                    "A": {"people": 3},
                    "half": {"people": 2, "share": 0.5, "offset": 2, "joins": date(2024, 2, 1)},
                    "only 101": {"people": 2, "designated": {"101": 1}},
                },
                "fixed": {"seven": {"shift": '7 "o\'clock" [1]', "days": ["Fri", "Sat"], "people": 1}},
            },
        }
    },
}


def test_a_rota_with_teams_is_read_back(tmp_path: Path) -> None:
    """A pattern, part-timers, dates and odd names; the first scenario's own parts stay away."""
    file = hub_file(tmp_path)
    design = made_up_design(file, changes=CHANGES, without=("groups.handlers.rota",))
    written = tmp_path / "results" / "here" / "scenario.toml"
    written.parent.mkdir(parents=True)
    written.write_text(designed_text(design, written.parent), encoding="utf-8")
    read, expected = sc.load(written), CHANGES["groups"]["handlers"]["rota"]
    rota = read.groups["handlers"].rota
    assert rota is not None
    assert (list(rota.pattern), rota.starts) == (expected["pattern"], expected["starts"])
    assert {name: team.people for name, team in rota.teams.items()} == {"A": 3, "half": 2, "only 101": 2}
    assert (rota.teams["half"].share, rota.teams["half"].joins) == (0.5, date(2024, 2, 1))
    assert rota.teams["only 101"].designated == {"101": 1}
    assert set(rota.fixed) == {"seven"}
    assert read.shifts[rota.fixed["seven"].shift].minutes == 360
    assert read.lines == sc.load(file).lines


def test_a_group_without_anybody(tmp_path: Path) -> None:
    """A design may leave a group empty."""
    design = made_up_design(
        hub_file(tmp_path), changes={"groups": {"handlers": {"headcount": 0}}}, without=("groups.handlers.rota",)
    )
    written = tmp_path / "scenario.toml"
    written.write_text(designed_text(design, tmp_path), encoding="utf-8")
    assert 'extends = "hub.toml"' in written.read_text("utf-8")
    assert sc.load(written).groups["handlers"].headcount == 0


def test_a_file_that_says_something_else_by_now_is_not_extended(tmp_path: Path) -> None:
    """The scenario was changed after the design began: it is written whole."""
    file = hub_file(tmp_path)
    design = made_up_design(file)
    file.write_text(file.read_text("utf-8").replace("calls_per_hour = 12", "calls_per_hour = 13"), encoding="utf-8")
    written = tmp_path / "scenario.toml"
    written.write_text(designed_text(design, tmp_path), encoding="utf-8")
    assert sc.load(written) == design.scenario


def test_shifts_that_nobody_works_any_more_are_gone(tmp_path: Path) -> None:
    """Today's night remains, and early and late do not; a check of the file has nothing to say about shifts."""
    file = hub_file(tmp_path)
    table = {"starts": ["06:00"], "lengths": ["6 h"], "days": ["every"], "keep": ["rota.fixed.nights"]}
    request = request_of(sc.load(file), {"targets": ["101.abandonment_rate<=0.1"], "groups": {"handlers": table}})
    options = options_of(request)
    scenario = designed_scenario(request, options, [3], 40, 2)
    assert idle_shifts(request.scenario, scenario) == ("early", "late")
    assert list(scenario.shifts) == ["night", "06:00 6 h"]
    design = made_up_design(
        file,
        request=request,
        scenario=scenario,
        changes=tables_of(request, options, [3]),
        without=("groups.handlers.rota", "shifts.early", "shifts.late"),
    )
    written = tmp_path / "scenario.toml"
    written.write_text(designed_text(design, tmp_path), encoding="utf-8")
    read = sc.load(written)
    assert read.document() == scenario.document()
    assert not [warning for warning in warnings(read) if "not in any rota" in warning]
