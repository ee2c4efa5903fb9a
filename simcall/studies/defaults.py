"""What a run does by default. It stands apart so that `simcall check` does not import the engines."""

from __future__ import annotations

import os

__all__ = ["DEFAULT_ENGINE", "DEFAULT_REPLICATIONS", "DEFAULT_SEED", "jobs_at_once", "replications_of_queue"]

DEFAULT_ENGINE = "kernel"
DEFAULT_REPLICATIONS = 30
DEFAULT_SEED = 1
_MOST_DAYS = 1000
"""The most simulated days for which simcall keeps the queue: a typical day needs no more."""


def jobs_at_once(jobs: int | None, replications: int) -> int:
    """Return how many replications run at a time: as many as there are jobs, or by default cores."""
    return min(jobs or os.cpu_count() or 1, replications)


def replications_of_queue(days: float) -> int:
    """Return for how many replications simcall keeps the queue, at least one; a run may have fewer."""
    return max(1, int(_MOST_DAYS / days))
