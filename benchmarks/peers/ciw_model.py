"""The model in Ciw, a library for queueing networks. It draws its own random numbers while it simulates."""

from __future__ import annotations

import importlib
from collections import Counter
from typing import Any

from benchmarks.models import HANDLERS, LINES

HOURS_PER_DAY = 24.0


class CiwMissingError(Exception):
    """Ciw is not installed."""


def load() -> Any:
    """Return Ciw; raise CiwMissingError if it is not installed."""
    try:
        return importlib.import_module("ciw")
    except ModuleNotFoundError:
        raise CiwMissingError("not installed") from None


def simulation(ciw: Any, seed: int) -> Any:
    """Return the model, ready to run, its clock in hours. Lines are classes of customers, giving up is reneging."""
    network = ciw.create_network(
        arrival_distributions={line.name: [ciw.dists.Exponential(line.calls_per_hour)] for line in LINES},
        service_distributions={line.name: [_exponential(ciw, line.handling_min)] for line in LINES},
        reneging_time_distributions={line.name: [_exponential(ciw, line.patience_min)] for line in LINES},
        priority_classes={line.name: line.priority - 1 for line in LINES},
        number_of_servers=[HANDLERS],
    )
    ciw.seed(seed)
    return ciw.Simulation(network)


def simulate(model: Any, days: int) -> None:
    """Run the model. Ciw writes its records as it goes."""
    model.simulate_until_max_time(days * HOURS_PER_DAY)


def offered(model: Any) -> int:
    """Return how many calls arrived in a run."""
    return int(model.nodes[0].number_of_individuals)


def abandoned(model: Any) -> dict[str, float]:
    """Return the share of each line's calls whose callers gave up in a run."""
    gave_up = Counter(record.customer_class for record in model.get_all_records(only=["renege"]))
    arrived = model.nodes[0].number_of_individuals_per_class
    return {line.name: gave_up[line.name] / arrived[line.name] for line in LINES}


def _exponential(ciw: Any, mean_min: float | None) -> Any:
    return None if mean_min is None else ciw.dists.Exponential(60.0 / mean_min)
