"""Where the staffing of a scenario is saved, and what the rota shows of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from simcall.errors import ResultsError
from simcall.files.documents import read_json
from simcall.files.folder_names import folder_name
from simcall.inputs import Floats
from simcall.scenario import Scenario

__all__ = ["DOCUMENT", "KIND", "folder_of", "saved_rostered_required"]

KIND = "staffing"
DOCUMENT = "staffing.json"


def folder_of(scenario: Scenario) -> Path:
    """Return the folder in which the staffing of a scenario is saved by default."""
    return Path("results") / f"{folder_name(scenario.name)}-staff"


def saved_rostered_required(scenario: Scenario) -> Mapping[str, Floats]:
    """Return by group how many must be rostered in each hour of the week, if `simcall staff` has been run.

    Returns
    -------
    mapping of str to float64, shape (168,)
        The most of each hour; nan in an hour outside the span. Empty if there is no saved answer for this very scenario
        and all its values.
    """
    folder = folder_of(scenario)
    try:
        if not folder.exists():
            return {}
        from simcall.files.manifests import open_manifest  # most rotas have no earlier answer, and need no models of it

        manifest = open_manifest(folder, (KIND,), "people needed can be shown")
        document = read_json(folder / DOCUMENT)
        if manifest["scenario_sha256"] != scenario.fingerprint():
            return {}
        weeks = {name: group["rostered_required"] for name, group in document["groups"].items()}
        return {name: np.array(week, np.float64).reshape(168, -1).max(axis=1) for name, week in weeks.items()}
    except (ResultsError, OSError, KeyError, TypeError, ValueError, AttributeError):
        return {}  # whatever is wrong with an earlier answer, the rota can be shown without it
