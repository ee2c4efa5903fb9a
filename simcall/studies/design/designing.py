"""A rota design as people ask for it: of a design file, or of a scenario and the tables of such a file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simcall.errors import SimcallError
from simcall.scenario import Scenario
from simcall.studies.design import study
from simcall.studies.design.designed import RotaDesignNumbers
from simcall.studies.design.request import DesignRequest
from simcall.studies.design.request_files import read_request, request_of
from simcall.studies.run import Progress

__all__ = ["design"]


def design(
    source: str | os.PathLike[str] | Scenario | DesignRequest,
    tables: Mapping[str, Any] | None = None,
    *,
    seed: int = 1,
    jobs: int | None = None,
    keep: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> RotaDesignNumbers:
    """Find which shifts to have, and how many people on each, so that the targets are met.

    If no rota within the rules meets them, the answer is the rota that comes nearest, and `obstacle` says why.

    Parameters
    ----------
    source : path, Scenario or DesignRequest
        A design file, or a scenario as it is staffed today. `read_request` makes a request of a file.
    tables : mapping, optional
        With a scenario: what a design file has besides the scenario, such as
        ``{"groups": {"handlers": {"shifts": ["early", "late"], "days": ["every"]}}}``.
    seed : int
        Seed of the callers.
    jobs : int, optional
        How many threads simulate; by default one for each processor. The answer is the same.
    keep : path, optional
        A folder that keeps each trial as soon as it is simulated. A design that was interrupted goes on from there.
        Remove the folder when you have the rota.
    progress : callable, optional
        Called with how much is done and how much there is.

    Returns
    -------
    RotaDesignNumbers

    Raises
    ------
    ScenarioError
        If the design file or the tables are wrong.
    SimcallError
        If no rota keeps the limits, whatever it misses.

    Examples
    --------
    >>> answer = design("scenarios/designs/february.toml")
    >>> answer.to_frame()[["group", "start", "days", "people"]]
    """
    folder = None if keep is None else Path(keep)
    return study.design(_request(source, tables), seed=seed, jobs=jobs, keep=folder, progress=progress)


def _request(
    source: str | os.PathLike[str] | Scenario | DesignRequest, tables: Mapping[str, Any] | None
) -> DesignRequest:
    if isinstance(source, Scenario):
        if tables is None:
            raise SimcallError('a scenario needs the tables of a design, such as {"groups": {"handlers": {...}}}')
        return request_of(source, tables)
    if tables is not None:
        raise SimcallError("a design file has its own tables; give tables only with a scenario")
    return source if isinstance(source, DesignRequest) else read_request(source)
