"""The exact cases as experiments: a scenario, the figures to read from its run, and what they must come to."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simcall import Scenario
from tests.oracle.figures import START, Attempts, Figure, Floats, Measure, Ratio

Case = Mapping[str, Any]
Table = dict[str, Any]

CASES: Mapping[str, Case] = {
    case["id"]: case
    for case in json.loads(Path(__file__).with_name("exact_cases.json").read_text(encoding="utf-8"))["cases"]
}

DAY_S = 86400
RUN_OFF_S = 3600.0
"""A day that ends is simulated so much longer: who rings in its last window may be answered after it."""

PASSED_OVER = {
    "mean_offered_wait_s": "the wait of a caller who would never give up, whom the case does not hold",
    "ratio_to_erlang_c_mean_wait": "asa_s over a constant",
    "min_window_sl": "p_served_within_T of the window that is the least",
    "window_s": "a parameter",
    "windows": "a parameter",
}
"""Metrics of the covered families that no figure is read for, and why."""


@dataclass(frozen=True)
class Experiment:
    """A case as simcall sees it.

    Attributes
    ----------
    name : str
        The case, and which part of it.
    lines, groups : mapping
        Tables of the scenario.
    figures : mapping of str to Figure
        How to read each figure from a run.
    exact : mapping of str to float or ndarray
        What each must come to; by window for a figure with several cells.
    headline : str
        The figure that stands for the case in the chi-square.
    calls_per_hour : float
        Attempts, about: to divide a budget.
    settling_s : float
        Time in which the memory of the empty start falls to 1/e; 0 where the case itself starts empty.
    day_s : float, optional
        Length of a day that starts empty and ends; left out: a steady state.
    events : mapping of str to ndarray
        For windows: how many of the rarer outcome each cell expects in one replication.
    margin_s : float
        How much of the end of a steady run the call records leave out, because those callers' story is not over.
    """

    name: str
    lines: Table
    groups: Table
    figures: Mapping[str, Figure]
    exact: Mapping[str, float | Floats]
    headline: str
    calls_per_hour: float
    settling_s: float = 0.0
    day_s: float | None = None
    events: Mapping[str, Floats] = field(default_factory=dict)
    margin_s: float = 0.0

    def scenario(self, span_s: float, warm_up_s: float = 0.0) -> Scenario:
        """Return the scenario over a span."""
        span = {
            "name": self.name,
            "start": START,
            "time_zone": "UTC",
            "days": span_s / DAY_S,
            "warm_up": seconds(warm_up_s),
        }
        return Scenario.from_document({**span, "lines": self.lines, "groups": self.groups})


# Tables of a scenario


def seconds(value: float) -> str:
    """Return a duration as scenarios write it."""
    return f"{value:.6f} s"


def exponential(mean_s: float) -> Table:
    """Return the exponential law."""
    return {"distribution": "exponential", "mean": seconds(mean_s)}


def constant(value_s: float) -> Table:
    """Return the law of what is always the same."""
    return {"distribution": "constant", "value": seconds(value_s)}


def lognormal(mean_s: float, sigma_log: float) -> Table:
    """Return the lognormal law from its mean and the standard deviation of the logarithm."""
    sd = mean_s * math.sqrt(math.expm1(sigma_log**2))
    return {"distribution": "lognormal", "mean": seconds(mean_s), "sd": seconds(sd)}


def line(calls_per_hour: float, handling: Table, within_s: float = 10.0, **more: Any) -> Table:
    """Return a line's table."""
    target = {"within": seconds(within_s), "share": 0.9}
    demand = {"calls_per_hour": float(calls_per_hour)}
    return {"demand": demand, "handling": handling, "answer_target": target, **more}


def one_line(n: int, **table: Any) -> dict[str, Table]:
    """Return the tables of one line and one group that answers it."""
    return {"lines": {"999": line(**table)}, "groups": {"handlers": {"lines": ["999"], "headcount": n}}}


def settling_without_abandonment_s(n: int, calls_per_hour: float, aht_s: float, cv2: float = 1.0) -> float:
    """Return the relaxation time of M/M/n, 1 / (sqrt(n mu) - sqrt(lambda))^2, times (1 + cv^2) / 2 for other laws.

    There the spectrum begins (Morse 1955, "Stochastic properties of waiting lines"). With abandonment the gap is at
    least the lesser of mu and theta, which needs no formula.
    """
    return (1 + cv2) / 2 / (math.sqrt(n / aht_s) - math.sqrt(calls_per_hour / 3600)) ** 2


# Figures


def of_line(measure: str, name: str = "999", **more: Any) -> Measure:
    """Return a line's measure."""
    return Measure("line", name, measure, **more)


def occupancy(**more: Any) -> Measure:
    """Return the handlers' occupancy."""
    return Measure("group", "handlers", "occupancy", **more)


def share(above: Callable[[Attempts], Any], below: Callable[[Attempts], Any] | None = None) -> Ratio:
    """Return the attempts of one mask over those of another, or over all."""
    return Ratio(lambda a: a.count(above(a)), lambda a: a.count(below(a) if below else None))


def mean_wait_of(mask: Callable[[Attempts], Any]) -> Ratio:
    """Return the mean time in the queue of the attempts of a mask."""
    return Ratio(lambda a: a.sum_wait_s(mask(a)), lambda a: a.count(mask(a)))


QUEUE = {
    "p_wait": of_line("delayed_share"),
    "mean_queue": of_line("mean_queue"),
    "asa_s": of_line("asa"),
    "asa_served_s": of_line("asa"),
    "mean_wait_all_s": of_line("mean_wait"),
    "p90_wait_s": of_line("answer_time_p90"),  # connection and pick-up are zero
    "sl_T": of_line("service_level"),  # nobody gives up
    "sl_T_answered": of_line("answered_in_target"),
    "occupancy": occupancy(),
}


def chosen(figures: Mapping[str, Figure], metrics: Mapping[str, Any]) -> dict[str, Figure]:
    """Return the figures of the metrics that a case gives, in the case's order."""
    return {name: figures[name] for name in metrics if name not in PASSED_OVER}


# Steady states with one line


def erlang_b(case: Case) -> Iterator[Experiment]:
    """M/M/n/n: who finds everybody busy hears the engaged tone and does not ring again."""
    p, aht_s = case["parameters"], 300.0
    rate = p["offered_erlangs"] * 3600 / aht_s
    figures = {
        "p_block": share(lambda a: a.engaged),
        "carried_erlangs": occupancy(scale=p["n"]),
        "occupancy": occupancy(),
    }
    tables = one_line(p["n"], calls_per_hour=rate, handling=exponential(aht_s), queue_limit=0)
    yield Experiment(case["id"], **tables, figures=figures, exact=case["metrics"], headline="occupancy",
                     calls_per_hour=rate, settling_s=aht_s)  # fmt: skip


def no_abandonment(case: Case) -> Iterator[Experiment]:
    """M/M/n, M/D/n and M/G/1: callers wait for as long as it takes."""
    p = case["parameters"]
    aht_s = p.get("aht_s") or p.get("service_s") or p["mean_s"]
    law, cv2 = exponential(aht_s), 1.0
    if p.get("service") == "constant":
        law, cv2 = constant(aht_s), 0.0
    elif p.get("service") == "lognormal":
        law, cv2 = lognormal(aht_s, p["sigma_log"]), math.expm1(p["sigma_log"] ** 2)
    rate = p["lambda_per_hour"]
    figures = {**QUEUE, "mean_wait_given_wait_s": mean_wait_of(lambda a: a.wait_s > 0)}
    tables = one_line(p["n"], calls_per_hour=rate, handling=law, within_s=p.get("T_s", 10))
    yield Experiment(case["id"], **tables, figures=chosen(figures, case["metrics"]), exact=case["metrics"],
                     headline="occupancy", calls_per_hour=rate,
                     settling_s=settling_without_abandonment_s(p["n"], rate, aht_s, cv2))  # fmt: skip


def patience_law(p: Case) -> Table:
    """Return the law of patience that a case names."""
    if p.get("patience") == "constant":
        return constant(p["value_s"])
    if p.get("patience") == "lognormal":
        return lognormal(p["mean_s"], p["sigma_log"])
    return exponential(p["patience_mean_s"])


def abandonment(case: Case) -> Iterator[Experiment]:
    """M/M/n+M and M/M/n+G. Short is T: `service_level` leaves out who gave up within it; the rest is counted."""
    p, T = case["parameters"], case["parameters"]["T_s"]  # noqa: N806 (the cases' own letter)
    figures = {
        **QUEUE,
        "sl_T_excl_short_abandons": of_line("service_level"),
        "p_abandon": share(lambda a: a.abandoned),
        "sl_T_offered": share(lambda a: a.answered & (a.wait_s < T)),
        "p_abandon_within_T": share(lambda a: a.abandoned & (a.wait_s < T)),
        "p_wait_gt_T": share(lambda a: a.wait_s >= T),
        "mean_wait_abandoned_s": mean_wait_of(lambda a: a.abandoned),
        "mean_in_system": Ratio(lambda a: a.time_within(a.joined, a.released), lambda a: a.span_s),
    }
    patience = patience_law(p)
    rate, short = p["lambda_per_hour"], seconds(T)
    tables = one_line(p["n"], calls_per_hour=rate, handling=exponential(p["aht_s"]), within_s=T, patience=patience,
                      short_abandon=short)  # fmt: skip
    yield Experiment(case["id"], **tables, figures=chosen(figures, case["metrics"]), exact=case["metrics"],
                     headline="occupancy", calls_per_hour=rate,
                     settling_s=p["aht_s"] + p.get("patience_mean_s", 90))  # fmt: skip


def erlang_a_values(name: str, p: Case, T: float, sl: float, p_abandon: float) -> Experiment:  # noqa: N803
    """M/M/n+M with no abandonment short, so that `service_level` and `abandonment_rate` are over all offered."""
    patience = exponential(p["patience_mean_s"])
    tables = one_line(p["n"], calls_per_hour=p["lambda_per_hour"], handling=exponential(p["aht_s"]), within_s=T,
                      patience=patience)  # fmt: skip
    figures = {"sl_T_offered": of_line("service_level"), "p_abandon": of_line("abandonment_rate")}
    return Experiment(name, **tables, figures=figures, exact={"sl_T_offered": sl, "p_abandon": p_abandon},
                      headline="sl_T_offered", calls_per_hour=p["lambda_per_hour"],
                      settling_s=p["aht_s"] + p["patience_mean_s"])  # fmt: skip


def staffing(case: Case) -> Iterator[Experiment]:
    """The least staff that meets a target, and one fewer: the service level of each."""
    p, m = case["parameters"], case["metrics"]
    for label, n in (("n_min", m["n_min"]), ("n_min_minus_1", m["n_min"] - 1)):
        yield erlang_a_values(
            f"{case['id']} {label}", {**p, "n": n}, p["T_s"], m[f"sl_at_{label}"], m[f"p_abandon_at_{label}"]
        )


def shapley(case: Case) -> Iterator[Experiment]:
    """Before and after a change of demand, handling, patience and staff."""
    p, m = case["parameters"], case["metrics"]
    for label in ("baseline", "scenario"):
        yield erlang_a_values(
            f"{case['id']} {label}", p[label], p["T_s"], m["sl_T_offered"][label], m["p_abandon"][label]
        )


def redial(case: Case) -> Iterator[Experiment]:
    """M/M/n+M in which some who give up ring again. 100 redials are as good as no limit: 0.5^100."""
    p, T = case["parameters"], case["parameters"]["T_s"]  # noqa: N806
    first, again = (lambda a: a.attempt == 1), (lambda a: a.attempt > 1)
    hours = lambda a: a.span_s / 3600  # noqa: E731
    figures = {
        "p_wait_first_calls": share(lambda a: first(a) & (a.wait_s > 0), first),
        "sl_T_first_calls": share(lambda a: first(a) & a.answered & (a.wait_s < T), first),
        "sl_T_redials": share(lambda a: again(a) & a.answered & (a.wait_s < T), again),
        "sl_T_all_attempts": of_line("service_level"),
        "p_abandon_per_attempt": of_line("abandonment_rate"),
        "attempts_per_hour": Ratio(lambda a: a.count(), hours),
        "redials_per_hour": Ratio(lambda a: a.count(again(a)), hours),
        "inflation_attempts_over_fresh": Ratio(lambda a: a.count(), lambda a: a.count(first(a))),
        "p_eventually_served": share(lambda a: first(a) & a.ever_answered(), first),
        "mean_queue": of_line("mean_queue"),
        "mean_orbit": Ratio(lambda a: a.time_in_orbit(), lambda a: a.span_s),
        "mean_wait_all_attempts_s": of_line("mean_wait"),
        "occupancy": occupancy(),
    }
    delay_s = p["redial_delay_mean_s"]
    rings_again = {"probability": p["p_redial"], "delay": exponential(delay_s), "limit": 100}
    patience = exponential(p["patience_mean_s"])
    tables = one_line(p["n"], calls_per_hour=p["lambda_fresh_per_hour"], handling=exponential(p["aht_s"]), within_s=T,
                      patience=patience, redial=rings_again)  # fmt: skip
    # A caller's story is over after at most 1 / (1 - p) attempts on the mean; so fades the empty start, too.
    story_s = (delay_s + p["patience_mean_s"]) / (1 - p["p_redial"])
    yield Experiment(case["id"], **tables, figures=figures, exact=case["metrics"], headline="sl_T_all_attempts",
                     calls_per_hour=case["metrics"]["attempts_per_hour"], settling_s=p["aht_s"] + story_s,
                     margin_s=8 * story_s)  # fmt: skip


# Two lines


def two_lines(case: Case) -> Iterator[Experiment]:
    """999 before 101, with or without patience, and with or without people kept back from 101."""
    p, names = case["parameters"], {"c1": "999", "c2": "101"}
    lines, figures, exact = {}, {}, dict(case["metrics"])
    for priority, (c, name) in enumerate(names.items(), start=1):
        aht_s, patience_s = p.get(f"{c}_aht_s", p.get("aht_s")), p.get(f"{c}_patience_mean_s")
        more = {} if patience_s is None else {"patience": exponential(patience_s)}
        rate, within_s = p[f"{c}_lambda_per_hour"], p[f"{c}_T_s"]
        lines[name] = line(rate, exponential(aht_s), within_s, priority=priority, **more)
        figures |= {
            f"{c}_p_wait": of_line("delayed_share", name),
            f"{c}_p_abandon": of_line("abandonment_rate", name),
            f"{c}_mean_queue": of_line("mean_queue", name),
            f"{c}_mean_wait_s": of_line("mean_wait", name),
            f"{c}_mean_wait_all_s": of_line("mean_wait", name),
            f"{c}_sl_T": of_line("service_level", name),
            f"{c}_sl_T_offered": of_line("service_level", name),
            f"{c}_sl_T_answered": of_line("answered_in_target", name),
        }
    if "p_wait" in exact:  # all who come find the same system, so it is both lines' share
        exact["c1_p_wait"] = exact["c2_p_wait"] = exact.pop("p_wait")
    n, rates = p["n"], [p["c1_lambda_per_hour"], p["c2_lambda_per_hour"]]
    figures |= {"occupancy": occupancy(), "mean_idle": occupancy(scale=-n, offset=n)}
    handlers = {"lines": list(lines), "headcount": n, "reserve": {"101": p.get("reserve_r", 1) - 1}}
    patient = "c1_p_abandon" not in exact
    if patient:
        settling_s = settling_without_abandonment_s(n, sum(rates), p["aht_s"])
    else:  # the slowest handling and the longest patience of either line
        settling_s = max(p["c1_aht_s"], p["c2_aht_s"]) + max(p["c1_patience_mean_s"], p["c2_patience_mean_s"])
    yield Experiment(case["id"], lines=lines, groups={"handlers": handlers}, figures=chosen(figures, exact),
                     exact=exact, headline="occupancy" if patient else "c2_sl_T_offered", calls_per_hour=sum(rates),
                     settling_s=settling_s)  # fmt: skip
