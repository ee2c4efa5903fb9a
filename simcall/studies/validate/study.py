"""`simcall validate`: read what happened, and compare a scenario with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from simcall.errors import SimcallError
from simcall.scenario import Scenario
from simcall.studies.evidence.data import read_data
from simcall.studies.run import DEFAULT_REPLICATIONS, DEFAULT_SEED, Progress
from simcall.studies.validate.published import parse_published
from simcall.studies.validate.validation import ValidationNumbers, hold_against, hold_against_figures

__all__ = ["validate"]


def validate(
    scenario: Scenario,
    data: Sequence[str | Path] | str | Path = (),
    *,
    observed: Sequence[str] = (),
    folder: str | Path = ".",
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = DEFAULT_SEED,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> ValidationNumbers:
    """Compare a scenario with what happened: your month with the model's month.

    Parameters
    ----------
    scenario : Scenario
        The model. It is run over the dates of the data, whatever its own are.
    data : path or sequence of path
        The folder that an import has written, or a phone system's exports.
    observed : sequence of str
        Published figures of the month: ``"999.answered_in_target=0.881"``. Without data, the scenario's own dates
        count.
    folder : path
        Of the scenario's file: if an import wrote it, exports are read by the answers in it.
    replications : int
        The number of months that are simulated.
    seed, jobs
        As for `run`.
    progress : callable, optional
        Called with the number of steps done, and of those planned.

    Returns
    -------
    Validation

    Raises
    ------
    SimcallError
        If there is nothing to compare it with, or the data cannot be read.

    Examples
    --------
    >>> validation = validate(load("my-hub/scenario.toml"), "my-hub")
    >>> validation.trust
    """
    files = [data] if isinstance(data, str | Path) else list(data)
    figures = [parse_published(text, scenario) for text in observed]
    if files:
        observations, left_out = read_data(files, Path(folder))
        return hold_against(
            scenario,
            observations,
            left_out,
            figures=figures,
            replications=replications,
            seed=seed,
            jobs=jobs,
            progress=progress,
        )
    if not figures:
        raise SimcallError(
            "there is nothing to compare the model with; give the folder of an import, exports, or a figure: "
            "--observed 999.answered_in_target=0.881"
        )
    return hold_against_figures(scenario, figures, replications=replications, seed=seed, jobs=jobs, progress=progress)
