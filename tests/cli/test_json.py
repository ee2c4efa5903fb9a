"""The JSON document of a run."""

from __future__ import annotations

import json

import pytest

from tests.cli.calling import QUICK, Call, Process
from tests.contract import ESTIMATE, GROUP_MEASURES, LINE_MEASURES, TOTAL_MEASURES

TOP = {"schema", "scenario", "engine", "seed", "replications", "days", "confidence", "lines", "groups", "total"}


def strict(text: str | bytes) -> dict:
    """Read JSON as its standard has it: no NaN, no infinity."""
    return json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))


def test_exactly_the_keys_of_the_contract(call: Call):
    """The document has the contract's keys and no others; every measure is a mean with its bounds."""
    document = strict(call("run", "tiny.toml", *QUICK, "--json").out)
    assert set(document) == TOP
    assert set(document["lines"]) == {"999"}
    assert list(document["lines"]["999"]) == LINE_MEASURES
    assert list(document["groups"]["handlers"]) == GROUP_MEASURES
    for found in (*document["lines"]["999"].values(), *document["groups"]["handlers"].values()):
        assert list(found) == ESTIMATE
    assert list(document["total"]) == TOTAL_MEASURES
    assert (document["schema"], document["scenario"], document["seed"]) == (2, "Tiny hub", 1)
    assert (document["replications"], document["days"], document["confidence"]) == (2, 1.0, 0.95)


def test_nothing_else_on_stdout(call: Call):
    """With --json stdout holds one document; progress and messages are on stderr."""
    told = call("run", "tiny.toml", *QUICK, "--json")
    assert strict(told.out)
    assert told.out.endswith("}\n")
    assert "simulated 2 of 2" in told.err


EXTREMES = {
    "nobody rings": "lines.999.demand.calls_per_day=0",
    "nobody is on duty": "groups.handlers.headcount=0",
    "no handling time": 'lines.999.handling={ distribution = "constant", value = "0 s" }',
    "one and a half minutes": "days=0.001",
    "a headcount of 500": "groups.handlers.headcount=500",
    "hourly ticks": "tick=1 h",
}


@pytest.mark.parametrize("replications", ["1", "2"])
@pytest.mark.parametrize("override", EXTREMES.values(), ids=EXTREMES.keys())
def test_what_is_undefined_is_null(call: Call, override, replications):
    """Extreme input gives a whole document: what is undefined is null, never NaN or infinity."""
    words = ("--replications", replications, "--jobs", "1", "--no-figures", "--json", "--set", override)
    told = call("run", "tiny.toml", *words)
    document = strict(told.out)
    assert told.status == 0
    assert list(document["lines"]["999"]) == LINE_MEASURES
    if replications == "1":
        assert all(found["low"] is None for found in document["lines"]["999"].values())


def test_nobody_on_duty(call: Call):
    """With nobody on duty nothing is answered, shares of answered calls are null, and everyone is accounted for."""
    told = call("run", "tiny.toml", *QUICK, "--json", "--set", "groups.handlers.headcount=0")
    line = strict(told.out)["lines"]["999"]
    assert line["answered"]["mean"] == 0
    assert line["answered_in_target"] == dict.fromkeys(ESTIMATE)
    assert line["asa"]["mean"] is None
    assert line["offered"]["mean"] == line["abandoned"]["mean"] + line["still_waiting"]["mean"]


def test_names_are_written_as_they_are(call: Call, folder):
    """Names in any script come through, whatever they mean to a terminal, a page or a path."""
    name = "Köln 🚓 <script> [bold]"
    text = (folder / "tiny.toml").read_text(encoding="utf-8")
    text = text.replace("Tiny hub", name).replace('"999"', '"🚨 9.9/9"').replace("[lines.999]", '[lines."🚨 9.9/9"]')
    (folder / "odd.toml").write_text(text.partition("[provenance]")[0], encoding="utf-8")
    document = strict(call("run", "odd.toml", *QUICK, "--json").out)
    assert document["scenario"] == name
    assert set(document["lines"]) == {"🚨 9.9/9"}
    assert name in call("run", "odd.toml", *QUICK).out


def test_the_same_bytes_on_any_number_of_jobs(call: Call, process: Process):
    """Repeated in another Python, on one thread or two, a run prints byte for byte the same document, and saves it."""
    words = ("run", "tiny.toml", "--replications", "3", "--no-figures", "--json")
    one, two = call(*words, "--jobs", "1", "--out", "out1"), process(*words, "--jobs", "2", "--out", "out2")
    assert (one.status, two.returncode) == (0, 0)
    assert one.out.encode() == two.stdout
    assert strict(two.stdout)["replications"] == 3
    assert b"\r" not in two.stdout
