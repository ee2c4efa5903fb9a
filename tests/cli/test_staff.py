"""`simcall staff`: what it prints, writes and refuses."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest

from simcall.inputs import Blueprint
from simcall.studies.staff import study
from simcall.studies.trials.effort import Effort
from tests.cli.calling import Call

BRIEF = Effort(range(5), range(10), (range(10, 30),))
HUB = """
extends = "tiny.toml"
name = "Team"
days = 7

[lines.999.connection]
distribution = "constant"
value = "3 s"

[lines.999.demand]
profile = [1.0, 3.0, 1.0, 3.0, 1.0, 3.0, 1.0, 3.0, 1.0, 3.0, 1.0, 3.0, 1.0, 3.0]

[shifts.day]
start = "00:00"
length = "12 h"
breaks = [{ length = "60 min", after = "4 h", before = "6 h" }]

[shifts.night]
start = "12:00"
length = "12 h"

[groups.handlers]
absence = { probability = 0.2 }

[groups.handlers.rota.fixed]
day = { shift = "day", days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], people = 2 }
night = { shift = "night", days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], people = 2 }
"""


@pytest.fixture
def hub(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Write a scenario with quiet mornings and busy afternoons, and let the search be brief."""

    def brief(_blueprint: Blueprint) -> Effort:
        return BRIEF

    monkeypatch.setattr(study, "effort_of", brief)
    (folder / "hub.toml").write_text(HUB, encoding="utf-8")
    return "hub.toml"


def test_what_a_planner_reads_and_keeps(call: Call, hub: str) -> None:
    """The answer first, the week by hours, today beside it, and a folder with every number; again as one document."""
    told = call("staff", hub, "--worth", "--all")
    assert told.status == 0
    assert {"staffing.png", "worth.png"} <= {file.name for file in Path("results/team-staff").iterdir()}
    flat = " ".join(told.out.split())
    assert "Targets in every hour: at least 90 % of answered 999 calls in less than 10 s" in flat
    answer = re.search(
        r"Today (\d+) of 168 hours are short, most [^(]*12:00 to 00:00 \(up to \d\.\d people short\)", flat
    )
    assert answer is not None
    assert int(answer[1]) >= 12 * 7  # every busy hour: two rostered people of whom a fifth is absent, for a load of 1.7
    assert "Every day of the week has the same demand" in flat
    assert "To be rostered: handlers" in flat
    assert "What one more person in handlers changes in 999 answered in 10 s:" in flat
    reported = call("report", "results/team-staff")
    assert reported.status == 0
    page = Path("results/team-staff/report.html").read_text("utf-8").replace("\N{NO-BREAK SPACE}", " ")
    assert "People needed: Team" in page
    assert "and simulated nothing again" in page
    assert '--group "handlers" --step 60min --hold every-hour --worth --seed 1 --out again' in html.unescape(page)
    assert "handlers: people needed at the phones" in page
    document = json.loads(Path("results/team-staff/staffing.json").read_text("utf-8"))
    group = document["groups"]["handlers"]
    assert group["required"] == group["required"][:24] * 7
    assert group["short"][13] == pytest.approx(group["required"][13] - group["on_duty"][13], abs=1e-5)
    assert group["rostered"][13] == 2.0
    assert sum(group["on_duty"][13::24]) / 7 == pytest.approx(1.6, abs=0.2)  # four standard errors
    assert sum(group["rostered_required"][13::24]) >= sum(group["required"][13::24]) / 0.9
    assert document["checked"]["999.answered_in_target"]["mean"] > 0.9
    rota = call("rota", hub, "--no-figures", "--all").out
    assert "fewer people are planned than simcall staff says must be rostered" in " ".join(rota.split())
    assert "To be rostered: handlers (* fewer planned)" in rota
    assert "simcall staff" not in call("rota", hub, "--no-figures", "--set", "days=8").out
    again = call("staff", hub, "--no-figures", "--json", "--worth", "--jobs", "1").out
    assert again == json.dumps(document, indent=2, ensure_ascii=False) + "\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--target", "999.answered_in_target>=0.9", "--step", "2h"), "write 1h, 30min or 15min"),
        (("--hold", "month"), "write every-hour or week"),
        (("--group", "handler"), "there is no such group"),
        (("--target", "999.answered_within_2s>=0.9"), "no number of people meets"),
    ],
)
def test_a_wrong_request_is_refused(call: Call, hub: str, words: tuple[str, ...], message: str) -> None:
    """One line says what is wrong and what to write instead."""
    told = call("staff", hub, "--no-figures", *words)
    assert told.status == 1
    assert message in " ".join(told.err.split())
    assert "Traceback" not in told.err
