"""What is legal and odd, and what a scenario holds."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simcall.scenario import Scenario, holdings, warnings
from simcall.scenario.models.week import MINUTES_PER_WEEK

Over = Callable[[str], Scenario]


def about(scenario: Scenario, words: str) -> list[str]:
    """Return the warnings with these words in them."""
    return [warning for warning in warnings(scenario) if words in warning]


def by_hour(people: Callable[[int, int], int]) -> list[int]:
    """Return hourly headcounts from the day (0 is Monday) and the hour."""
    return [people(hour // 24, hour % 24) for hour in range(168)]


def test_a_sound_scenario_has_only_unsourced_values(base: Scenario) -> None:
    """Nothing is odd about the base but that some values have no source, and that 999 callers never give up."""
    patient, warning = warnings(base)
    assert "999 never give up" in patient
    assert warning.endswith("more")
    assert "values have no source: lines.999.answer_target, lines.999.connection, lines.999.handling and" in warning


@pytest.mark.parametrize(
    ("people", "said"),
    [
        (lambda day, hour: 2 if 2 <= hour < 6 else 9, "every day 02:00 to 06:00 (28 h a week)"),
        (
            lambda day, hour: 2 if 2 <= hour < 6 and day in (0, 1, 2, 5) else 9,
            "on Mon to Wed and Sat 02:00 to 06:00 (16 h a week)",
        ),
        (lambda day, hour: 1 if hour >= 22 or hour < 4 else 9, "every day 22:00 to 04:00 (42 h a week)"),
        (lambda day, hour: 2 if day >= 5 else 9, "on Sat 00:00 to Mon 00:00 (48 h a week)"),
        (lambda day, hour: 2, "at any time (168 h a week)"),
        (
            lambda day, hour: 2 if hour == day * 2 else 9,
            "on Mon 00:00 to 01:00, Tue 02:00 to 03:00, Wed 04:00 to 05:00 and at 4 more times (7 h a week)",
        ),
    ],
)
def test_hours_in_which_the_reserve_keeps_all(base: Scenario, people: Callable[[int, int], int], said: str) -> None:
    """With no more people on duty than the reserve, 101 is not answered; 999 is, and is not warned of."""
    changed = base.update({"groups.handlers.headcount_profile": by_hour(people)})
    (warning,) = about(changed, "cannot be answered")
    assert warning == f"101 cannot be answered {said}: everybody on duty in handlers is in the reserve kept from it"


def test_hours_with_nobody_on_duty(base: Scenario) -> None:
    """With nobody on duty no line is answered; another group on duty that serves a line takes the warning away."""
    night = by_hour(lambda _day, hour: 0 if hour < 6 else 9)
    changed = base.update({"groups.handlers.headcount_profile": night})
    assert about(changed, "cannot be answered") == [
        "999 cannot be answered every day 00:00 to 06:00 (42 h a week): nobody in handlers is on duty",
        "101 cannot be answered every day 00:00 to 06:00 (42 h a week): nobody in handlers is on duty",
    ]
    officers = {"lines": ["999"], "headcount_profile": by_hour(lambda _day, hour: 1 if hour < 6 else 0)}
    assert len(about(changed.update({"groups.officers": officers}), "999 cannot be answered")) == 0


def test_hours_without_calls_need_nobody(base: Scenario) -> None:
    """Where a profile has no calls, nobody need be there; but bursts and diverted callers may come at any time."""
    office = by_hour(lambda _day, hour: 1 if 8 <= hour < 18 else 0)
    changed = base.update(
        {"lines.101.demand.profile": office, "groups.handlers.headcount_profile": [9 * n for n in office]}
    )
    assert not about(changed, "101 cannot be answered")
    assert about(changed, "999 cannot be answered")
    assert not about(changed.update({"lines.999.demand.calls_per_day": 0, "lines.101.redial": None}), "cannot be")
    spread = {"distribution": "constant", "value": "1 min"}
    burst = {"incidents_per_day": 1, "calls_per_incident": 3, "spread": spread}
    assert about(changed.update({"lines.101.demand.bursts.x": burst}), "101 cannot be answered")


def test_more_work_than_people(base: Scenario) -> None:
    """A line whose work exceeds the people who serve it is told, with both numbers; as many people as work is not."""
    work = {
        "lines.999.handling": {"distribution": "constant", "value": "1 h"},
        "lines.999.demand.calls_per_day": 24 * 14,
    }
    assert not about(base.update(work), "999 brings")
    (warning,) = about(base.update({**work, "lines.999.demand.growth": 1.5}), "999 brings")
    assert "21 people busy on average, and 14 are on duty" in warning
    assert about(base.update({**work, "groups.handlers.handling_factor": 1.1}), "999 brings")


def test_more_work_than_people_together(base: Scenario) -> None:
    """Lines that are each within the people's reach may not be so together."""
    changed = base.update({"groups.handlers.headcount": 6})
    assert about(changed, "all lines together bring more work")
    assert not about(changed, "101 brings")


def test_special_days_and_bursts_outside_the_run(over: Over) -> None:
    """A special day or a burst that the run never reaches is told; one in the warm-up is reached."""
    spread = "calls_per_incident = 3\nspread = { distribution = 'constant', value = '1 s' }\n"
    scenario = over(
        "[lines.999.demand.special_days]\n"
        "early = { dates = [2024-01-30], factor = 2 }\n"
        "night = { dates = [2024-01-30], from = '22:00', to = '02:00', factor = 2 }\n"
        "warm = { dates = [2024-01-31], factor = 2 }\n"
        "late = { dates = [2024-02-08], factor = 2 }\n"
        "some = { dates = [2024-02-07, 2025-02-07], factor = 2 }\n"
        f"[lines.999.demand.bursts.crash]\nat = [2024-02-01T10:00:00, 2024-02-08T00:00:00]\n{spread}"
    )
    told = [warning.partition(" is outside")[0] for warning in about(scenario, "outside the run")]
    assert told[:2] == ["special day early of 999", "special day late of 999"]
    assert told[2].startswith(
        "burst crash of 999: 1 of 2 times are outside the run from 2024-01-31 00:00 to 2024-02-08"
    )


@pytest.mark.parametrize(
    ("connection", "pick_up", "never"),
    [
        ("{ distribution = 'constant', value = '10 s' }", "0 s", True),
        ("{ distribution = 'constant', value = '7 s' }", "3 s", True),
        ("{ distribution = 'constant', value = '7 s' }", "2 s", False),
        ("{ distribution = 'constant', value = '10 s', at_zero = 0.1 }", "0 s", False),
        ("{ distribution = 'uniform', low = '10 s', high = '20 s' }", "0 s", True),
        ("{ distribution = 'exponential', mean = '1 h' }", "0 s", False),
        ("{ distribution = 'empirical', values = ['12 s', '11 s'] }", "0 s", True),
        (
            "{ distribution = 'mixture', weights = [1, 0], components = ["
            "{ distribution = 'constant', value = '11 s' }, "
            "{ distribution = 'constant', value = '1 s' }] }",
            "0 s",
            True,
        ),
    ],
)
def test_targets_that_can_never_be_met(over: Over, connection: str, pick_up: str, never: bool) -> None:
    """A target no longer than the least that connection and pick-up take is told; an answer in just it misses it."""
    scenario = over(
        f"lines.999.connection = {connection}\n"
        f"groups.handlers.pick_up = {{ distribution = 'constant', value = '{pick_up}' }}"
    )
    assert bool(about(scenario, "999 can never meet its target")) == never


def test_each_target_that_can_never_be_met(over: Over) -> None:
    """Of several targets those that can never be met are told."""
    scenario = over(
        'lines.999.connection = { distribution = "constant", value = "15 s" }\n'
        'lines.999.answer_target = [{ within = "20 s", share = 0.9 }, { within = "15 s", share = 0.5 }]'
    )
    (message,) = about(scenario, "999 can never meet its target")
    assert message.endswith("and the target is under 15 s")


def test_callers_who_never_give_up(base: Scenario) -> None:
    """A line without patience is told: nothing on it is ever abandoned, which a planner may not have meant."""
    without = base.update({"lines.101.patience": None})
    assert about(without, "callers to 101 never give up")
    assert not about(base, "callers to 101 never give up")


def test_values_without_a_source(base: Scenario) -> None:
    """Values that an override left without a source count with those that never had one; what is arranged does not."""
    everything = {path: {"kind": "assumed", "source": "a guess"} for path in ("lines", "groups", "busyness.cv")}
    patience = {"lines.999.patience": {"distribution": "exponential", "mean": "20 min"}}
    sourced = base.update({"provenance": everything, "busyness.cv": 0.1, **patience})
    assert warnings(sourced) == ()
    (warning,) = warnings(sourced.update({"lines.101.patience.mean": "6 min", "lines.101.priority": 3}))
    assert warning == "1 value has no source: lines.101.patience.mean"


def test_what_a_scenario_holds(over: Over) -> None:
    """Each value is one row as a planner would write it, with what it means and where it is from."""
    scenario = over(
        "groups.handlers.headcount_profile = [6, 7, 8, 9, 10, 14, 6]\n"
        "lines.101.handling = { distribution = 'empirical', values = ['1 s', '2 min'] }\n"
        "lines.999.handling = { distribution = 'mixture', weights = [1, 3], at_zero = 0.1, components = "
        "[{ distribution = 'constant', value = '90 s' }, { distribution = 'gamma', mean = '7 min', sd = '6 min' }] }"
    )
    rows = {row.path: row for row in holdings(scenario)}
    assert rows["lines.999.answer_target"].value == "90 % in 10 s"
    assert rows["lines.101.patience"].value == "exponential: mean 5 min"
    patience = "Time from joining the queue to giving up; without it callers never give up"
    assert rows["lines.101.patience"].meaning == patience
    assert (rows["lines.101.patience"].kind, rows["lines.101.patience"].source) == ("measured", "the phone system")
    assert rows["lines.101.handling"].value == "empirical: 1 s, 2 min"
    assert (
        rows["lines.999.handling"].value
        == "mixture: 1 x (always 1.5 min) + 3 x (gamma: mean 7 min, sd 6 min); 10 % are zero"
    )
    assert rows["lines.101.demand.profile"].value == "7 daily weights, 1 to 2"
    assert rows["groups.handlers.headcount_profile"].value == "7 daily headcounts, 6 to 14"
    assert rows["groups.handlers.lines"].value == "999, 101"
    assert rows["groups.handlers.reserve.101"].value == "2"
    assert not any(path.startswith("provenance") for path in rows)


def test_parts_with_their_own_provenance_have_their_own_rows(base: Scenario) -> None:
    """A law with a changed parameter is told part by part, for the parts have different sources."""
    rows = {row.path: row for row in holdings(base.update({"lines.101.patience.mean": "6 min"}))}
    assert "lines.101.patience" not in rows
    assert rows["lines.101.patience.mean"].value == "6 min"
    assert rows["lines.101.patience.mean"].source == "set by update without a source"
    assert rows["lines.101.patience.distribution"].kind == "measured"


def test_long_lists_are_summarised(base: Scenario) -> None:
    """Ten thousand numbers are one short row."""
    changed = base.update(
        {
            "lines.999.demand.profile": [1.0, 2.5] * (MINUTES_PER_WEEK // 2),
            "lines.101.handling": {"distribution": "empirical", "values": [f"{n} s" for n in range(1, 5000)]},
        }
    )
    rows = {row.path: row.value for row in holdings(changed)}
    assert rows["lines.999.demand.profile"] == "10080 one-minute weights, 1 to 2.5"
    assert rows["lines.101.handling"].startswith("empirical: 4999 values, 1 s to ")


def test_meanings_are_read_when_they_are_shown(base: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """The models' sources are not read for what shows no meaning: to parse them takes longer than all the rest."""
    read: list[type] = []

    def described(model: type) -> dict[str, str]:
        read.append(model)
        return {"days": "How many days. Parts of one too."}

    monkeypatch.setattr("simcall.scenario.models.schema.described_fields", described)
    rows = {row.path: row for row in holdings(base)}
    assert warnings(base)
    assert not read
    assert rows["days"].meaning == "How many days"
    assert len(read) == 1
