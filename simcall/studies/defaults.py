"""What a run does by default. It stands apart so that `simcall check` does not import the engines."""

from __future__ import annotations

import os

__all__ = ["DEFAULT_ENGINE", "DEFAULT_REPLICATIONS", "DEFAULT_SEED", "jobs_at_once"]

DEFAULT_ENGINE = "kernel"
DEFAULT_REPLICATIONS = 30
DEFAULT_SEED = 1


def jobs_at_once(jobs: int | None, replications: int) -> int:
    """Return how many replications run at a time: as many as there are jobs, or by default cores."""
    return min(jobs or os.cpu_count() or 1, replications)
