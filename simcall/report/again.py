"""Make results again from their manifest, and refuse to report on figures that do not come out the same."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from simcall.errors import ResultsError, ScenarioError, SimcallError
from simcall.files.manifests import MANIFEST
from simcall.measures import RunNumbers
from simcall.report.reading import KINDS, Folder
from simcall.scenario import Scenario
from simcall.studies.compare import ComparisonNumbers, compare
from simcall.studies.run import Progress, run

__all__ = ["comparison_again", "first_difference", "run_again", "scenario_in"]

_NEAR = 1e-9
"""The relative difference that counts as equal: two machines may differ in the last digits of a number."""


def run_again(folder: Folder, progress: Progress | None = None) -> RunNumbers:
    """Simulate a run again: the same scenario, seed and replications give the same figures.

    Raises
    ------
    ResultsError
        If the manifest cannot be read, or other figures come out than those that are saved.
    """
    manifest = folder.manifest
    try:
        scenario = scenario_in(folder, manifest["scenario"], manifest["scenario_sha256"])
        how = {"engine": manifest["engine"], "progress": progress}
        results = run(scenario, manifest["replications"], manifest["seed"], **how)
        results = replace(results, changes=tuple(manifest["changed_for_this_run"]))
    except ResultsError:
        raise
    except (KeyError, TypeError, ValueError, SimcallError) as error:
        raise _unreadable(folder, error) from error
    _check_same(folder, results.document())
    return results


def comparison_again(folder: Folder, progress: Progress | None = None) -> ComparisonNumbers:
    """Simulate a comparison again; raises as `run_again`."""
    manifest = folder.manifest
    try:
        pairs = zip(manifest["scenarios"], manifest["scenario_sha256"], strict=True)
        scenarios = [scenario_in(folder, document, mark) for document, mark in pairs]
        how = {"replications": manifest["replications"], "seed": manifest["seed"], "engine": manifest["engine"]}
        comparison = replace(
            compare(*scenarios, **how, progress=progress), changes=tuple(manifest["changed_for_this_run"])
        )
    except ResultsError:
        raise
    except (KeyError, TypeError, ValueError, SimcallError) as error:
        raise _unreadable(folder, error) from error
    _check_same(folder, comparison.document())
    return comparison


def scenario_in(folder: Folder, document: Mapping[str, Any], fingerprint: str) -> Scenario:
    """Read a scenario out of a manifest.

    Raises
    ------
    ResultsError
        If this version cannot read it, or it is not the one that the manifest was written for.
    """
    try:
        scenario = Scenario.from_document(document, str(folder.path / MANIFEST))
    except ScenarioError as error:
        raise _unreadable(folder, error) from error
    if scenario.fingerprint() != fingerprint:
        raise ResultsError(
            f"{folder.path / MANIFEST}: the scenario in it is not the one that was simulated (its SHA-256 differs); "
            f"make the results again: {KINDS[folder.kind]}"
        )
    return scenario


def _unreadable(folder: Folder, error: Exception) -> ResultsError:
    reason = str(error) if isinstance(error, SimcallError) else f"{type(error).__name__}: {error}"
    return ResultsError(
        f"{folder.path / MANIFEST}: cannot be read ({reason}); another version may have written it: make the results "
        f"again: {KINDS[folder.kind]}"
    )


def _check_same(folder: Folder, simulated: Mapping[str, Any]) -> None:
    """Refuse to report on saved figures that this version does not give: its definitions are not theirs."""
    now_known = simulated
    if folder.summary["schema"] < simulated["schema"]:
        now_known = {**as_saved(folder.summary, simulated), "schema": folder.summary["schema"]}
    difference = first_difference(folder.summary, now_known)
    if difference is None:
        return
    path, saved, now = difference
    version = folder.manifest.get("versions", {}).get("simcall")
    raise ResultsError(
        f"{folder.path / 'summary.json'}: {path} is {saved}, and made again from manifest.json it is {now}: another "
        f"version has made these results (simcall {version}, revision {folder.manifest.get('revision')}), or they "
        f"were changed. A report needs results that it can make again. Make the results again "
        f"({KINDS[folder.kind]}), or make the report with that version"
    )


def as_saved(saved: Mapping[str, Any], simulated: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a document of an older schema would have had of a newer one: the keys that the older one has."""
    return {
        key: as_saved(saved[key], value) if isinstance(value, Mapping) and isinstance(saved[key], Mapping) else value
        for key, value in simulated.items()
        if key in saved
    }


def first_difference(saved: object, simulated: object) -> tuple[str, object, object] | None:
    """Return where two documents first differ, by more than the last digits of a number, and what stands there.

    Parameters
    ----------
    saved, simulated : object
        What JSON can hold.
    """
    return next(_differences(saved, simulated, ()), None)


def _differences(saved: object, simulated: object, path: tuple[str, ...]) -> Iterator[tuple[str, object, object]]:
    """Yield where two documents differ, and what stands there."""
    if isinstance(saved, Mapping) and isinstance(simulated, Mapping):
        for key in dict.fromkeys((*saved, *simulated)):
            yield from _differences(saved.get(key), simulated.get(key), (*path, str(key)))
    elif isinstance(saved, list) and isinstance(simulated, list) and len(saved) == len(simulated):
        for index, (saved_item, simulated_item) in enumerate(zip(saved, simulated, strict=True)):
            yield from _differences(saved_item, simulated_item, (*path, str(index)))
    elif not _same(saved, simulated):
        yield ".".join(path), saved, simulated


def _same(saved: object, simulated: object) -> bool:
    if isinstance(saved, float) and isinstance(simulated, float):
        return math.isclose(saved, simulated, rel_tol=_NEAR, abs_tol=_NEAR)
    return saved == simulated
