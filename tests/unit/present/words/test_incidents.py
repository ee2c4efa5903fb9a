"""The block of incidents by grade and area: each figure is that of the results, with what it is of beside it."""

from __future__ import annotations

import pytest

import simcall as sc
from simcall.measures import Kind
from simcall.measures.stretches import worst_stretches
from simcall.present.words.findings import findings
from simcall.present.words.incidents import AttendedBlock, attended_blocks, lent_groups, place_of
from simcall.present.words.run_answer import calls_still_waiting, hours_taken, target_sentences
from tests.incidents import incidents


@pytest.fixture(scope="module")
def results() -> sc.Results:
    """Run the hub with response."""
    return sc.run(incidents(), replications=4)


def row(block: AttendedBlock, label: str, note: str = "") -> int:
    """Return the place of the first row with a label, and with some words in its note."""
    return next(i for i, one in enumerate(block.rows) if one.label == label and note in one.note)


def test_a_block_for_each_grade_and_one_for_who_attends(results: sc.Results) -> None:
    """Grades come in the scenario's order."""
    titles = [block.title for block in attended_blocks(results)]
    grades = ("immediate", "prompt", "scheduled")
    assert titles == [*(f"Incidents: {grade}" for grade in grades), "Who attends incidents"]


def test_the_figures_are_those_of_the_grade_and_of_its_areas(results: sc.Results) -> None:
    """Under the share of the grade stand those of its areas, each with its own target."""
    immediate = attended_blocks(results)[0]
    place = row(immediate, "attended in target")
    whole, urban, rural = immediate.rows[place : place + 3]
    assert whole.estimate == results.grades["immediate"].answered_in_target
    assert whole.note == "first unit at the scene within 15 min or 20 min of when it was made, of those attended"
    assert (urban.label, urban.note) == ("urban", "first unit at the scene within 15 min")
    assert (rural.label, rural.note) == ("rural", "first unit at the scene within 20 min")
    assert rural.estimate == results.lines["immediate-rural"].answered_in_target
    assert (whole.is_part, urban.is_part, whole.kind) == (False, True, Kind.SHARE)
    from_ring = immediate.rows[row(immediate, "90 % attended within", "ring")]
    assert from_ring.estimate == results.grades["immediate"].attended_from_ring_p90


def test_a_grade_without_targets_has_no_share_in_target(results: sc.Results) -> None:
    """What is not defined is not shown."""
    scheduled = attended_blocks(results)[2]
    assert "attended in target" not in [one.label for one in scheduled.rows]


def test_who_attends(results: sc.Results) -> None:
    """Units that are free, and the hours that the hub has of them; the hub's own people are not among them."""
    units = attended_blocks(results)[-1]
    assert [one.label for one in units.rows] == ["units-urban: free", "units-urban: lent", "units-rural: free"]
    free, lent, _ = units.rows
    assert free.estimate == results.groups["units-urban"].mean_free
    assert free.note == f"people free on average, of {results.groups['units-urban'].duty_hours.mean / 48:.1f} on duty"
    assert lent.estimate.mean == results.groups["officers"].duty_hours.mean == 48
    assert lent_groups(results.blueprint.scenario) == ("officers",)
    assert [sentence.partition(":")[0] for sentence in hours_taken(results)] == ["officers"]
    assert list(hours_taken(results, ["officers"])) == []


def test_incidents_that_no_call_leads_to() -> None:
    """Their time to attend counts from when they are made."""
    own = {f"lines.{grade}-{{area}}.demand": {"calls_per_day": 20} for grade in ("immediate", "prompt", "scheduled")}
    scenario = incidents({"lines.999.leads_to": None, **own})
    results = sc.run(scenario, replications=2)
    immediate = attended_blocks(results)[0]
    made = immediate.rows[row(immediate, "mean time to attend")]
    assert made.estimate == results.grades["immediate"].asa
    assert "from when the incident was made" in made.note


def test_nothing_without_incidents() -> None:
    """A run of calls alone has no such block."""
    keys = [(grade, key) for grade in ("immediate", "prompt", "scheduled") for key in ("grade", "area")]
    plain = incidents({f"lines.{grade}-{{area}}.{key}": None for grade, key in keys})
    assert attended_blocks(sc.run(plain, replications=1)) == ()


def test_lines_of_one_area_are_told_apart_by_name() -> None:
    """Two lines of a grade in the same area have their names in place of it."""
    scenario = incidents({"lines.immediate-rural.area": "urban"})
    assert place_of(scenario, "immediate-rural") == "immediate-rural"
    assert place_of(scenario, "prompt-rural") == "rural"


def test_targets_speak_of_incidents_attended(results: sc.Results) -> None:
    """Beside calls that are answered."""
    sentences = [sentence.text for sentence in target_sentences(results)]
    assert "of answered calls within 10 s" in sentences[0]
    assert sentences[1].startswith("immediate-urban: ")
    assert sentences[1].endswith("of incidents attended within 15 min (target 90 %).")
    none = sc.run(incidents({"lines.999.demand.calls_per_day": 0}), replications=1)
    assert "there was no incident (target 90 % within 15 min)" in [*target_sentences(none)][1].text
    nobody = sc.run(incidents({"groups.units-{area}.headcount": 0, "groups.officers.taken_from": ""}), replications=1)
    assert "missed. No unit attended any incident" in [*target_sentences(nobody)][1].text
    assert any(" incidents (100.0 % of those offered) still waited" in text for text in calls_still_waiting(nobody))


def test_a_comparison_speaks_of_incidents_attended() -> None:
    """Each line with its own target, then the grade as a whole; a grade of one line is said once."""
    base = incidents({"lines.scheduled-urban.answer_target": {"within": "4 h", "share": 0.8}})
    base = base.update({"lines.scheduled-rural.grade": "visits"})
    comparison = sc.compare(base, base.update({"groups.units-urban.headcount": 7}, name="more"), replications=3)
    said = findings(comparison, "more")
    assert any(sentence.startswith("immediate-rural attended in 20 min: ") for sentence in said)
    assert any(sentence.startswith("scheduled-rural mean time to attend: ") for sentence in said)
    whole = [sentence for sentence in said if "all together" in sentence]
    assert [sentence.partition(" ")[0] for sentence in whole] == ["immediate", "prompt"]
    share = comparison.of("more", "answered_in_target", line="immediate").other.mean
    assert f"attended in target, all together: {100 * share:.1f} % against " in whole[0]


def test_the_worst_hours_of_a_grade() -> None:
    """Where units are missing at a certain time, those hours are named with the share attended in them."""
    week = [5] * 12 + [0] * 4 + [5] * 8
    few = incidents(
        {"days": 28.0, "groups.units-urban.headcount": None, "groups.units-urban.headcount_profile": week * 7}
    )
    results = sc.run(few, replications=3)
    immediate = attended_blocks(results)[0]
    worst = next(one for one in immediate.rows if one.label.startswith("worst "))
    assert worst.note == "attended in target"
    assert worst.estimate.high < results.grades["immediate"].answered_in_target.low
    first = worst_stretches(results, "immediate")[0]
    assert worst.label == f"worst {first.name}"
    assert {hour % 24 for hour in first.hours} & {12, 13, 14, 15}
