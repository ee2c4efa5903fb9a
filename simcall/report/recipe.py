"""How results can be made again from the report alone: versions, fingerprints, scenarios in full, the command."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from simcall.files.program import program
from simcall.report.content import Block, Code, Paragraph, Section, Table
from simcall.report.reading import Folder
from simcall.scenario import Scenario

__all__ = ["recipe", "recipe_of_calibration", "scenario_text"]

_COLUMNS = ("what", "value")
_ROUNDING = 1e-12
"""Squares of tolerances below this are rounding."""


def recipe(folder: Folder, command: str, files: Mapping[str, Scenario], *, how: str | None = None) -> Section:
    """Return how results were made and how to make them again.

    Parameters
    ----------
    folder : Folder
        Of the results.
    command : str
        To be typed beside the files.
    files : mapping of str to Scenario
        By the name of a file, what is to be kept in it.
    how : str, optional
        What to do with them, if it is not to type the command beside them.
    """
    texts = {name: scenario_text(scenario) for name, scenario in files.items()}
    marks = {f"SHA-256 of {name}": scenario.fingerprint() for name, scenario in files.items()}
    return _section(folder, command, texts, marks, how)


def recipe_of_calibration(folder: Folder, scenarios: Mapping[str, Scenario]) -> Section:
    """Return the same for a calibration, whose study file is written anew of what its manifest and summary hold."""
    files = {f"{label}.toml": scenario for label, scenario in _file_names(scenarios).items()}
    texts = {name: scenario_text(scenario) for name, scenario in files.items()}
    marks = {f"SHA-256 of {name}": scenario.fingerprint() for name, scenario in files.items()}
    study = _toml(_study(folder, dict(zip(scenarios, files, strict=True))))
    command = f"simcall calibrate study.toml --seed {folder.manifest['seed']}{_effort(folder)} --out again"
    return _section(folder, command, {"study.toml": study, **texts}, marks)


def _effort(folder: Folder) -> str:
    """Return the option that asks for as much work."""
    from simcall.studies.calibrate import Effort

    return " --effort quick" if folder.manifest.get("effort") == Effort.named("quick").document() else ""


def scenario_text(scenario: Scenario) -> str:
    """Return a whole scenario as the text of a scenario file, which names no other."""
    return _toml(scenario.document())


def _toml(document: Mapping[str, Any]) -> str:
    import tomlkit

    return tomlkit.dumps(document)


def _section(
    folder: Folder, command: str, texts: Mapping[str, str], facts: Mapping[str, str], how: str | None = None
) -> Section:
    names = " and ".join(part for part in (", ".join([*texts][:-1]), [*texts][-1]) if part)
    keep = (
        f"Save the text below as {names} in an empty folder and type the command there. The text is the whole "
        "scenario: it needs no other file, and it includes what was changed for this run."
    )
    blocks: list[Block] = [Paragraph(how or keep), Code("The command", command)]
    blocks += [Code(f"{name}, the whole text", text, is_long=True) for name, text in texts.items()]
    blocks.append(Table("How the results were made", _COLUMNS, tuple(_facts(folder, facts)), sheet="Method"))
    return Section("How to make it again", tuple(blocks), sheet="Method")


def _facts(folder: Folder, more: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what made the results, and what wrote the report."""
    manifest, now = folder.manifest, program()
    yield "results in the folder", folder.path.resolve().name
    yield "finished", str(manifest.get("finished", "not recorded"))
    for key in ("seed", "replications", "engine"):
        if key in manifest:
            yield key, str(manifest[key])
    yield "changed for this run", "; ".join(manifest.get("changed_for_this_run", ())) or "nothing"
    yield from more.items()
    yield "made with", _versions(manifest.get("versions", {}))
    yield "source revision", _revision(manifest.get("revision"))
    if (now["versions"], now["revision"]) == (manifest.get("versions"), manifest.get("revision")):
        yield "report written with", "the same"
    else:
        yield "report written with", f"{_versions(now['versions'])}; source revision {_revision(now['revision'])}"


def _versions(versions: Mapping[str, str | None]) -> str:
    return ", ".join(f"{name} {version or 'unknown'}" for name, version in versions.items())


def _revision(revision: object) -> str:
    if not isinstance(revision, str):
        return "not known: an installed package, and not a checkout"
    return f"{revision.removesuffix('+')}, changed since" if revision.endswith("+") else revision


def _file_names(scenarios: Mapping[str, Scenario]) -> dict[str, Scenario]:
    """Return scenarios by a name that a file can have."""
    return {f"scenario-{number}": scenario for number, scenario in enumerate(scenarios.values(), start=1)}


def _study(folder: Folder, files: Mapping[str, str]) -> dict[str, Any]:
    """Return the tables of a study file."""
    manifest, summary = folder.manifest, folder.summary
    return {
        "name": manifest["study"],
        "calibration": {
            "seed": manifest["seed"],
            "scenarios": dict(files),
            "fit": [_fit(entry) for entry in manifest["fits"]],
            "targets": [_target(entry) for entry in summary["targets"] if entry.get("curve") is None],
            **_curves(summary),
        },
    }


def _fit(fit: Mapping[str, Any]) -> dict[str, Any]:
    where: Mapping[str, Sequence[str]] = fit["where"]
    paths = list(dict.fromkeys(path for paths_of_scenario in where.values() for path in paths_of_scenario))
    return {"name": fit["name"], "paths": paths, "scenarios": list(where), "values": fit["bounds"]}


def _curves(summary: Mapping[str, Any]) -> dict[str, Any]:
    """Return the curves with their pairs; nothing if there are none."""
    curves = [
        {**curve, "pairs": [_pair(entry, curve) for entry in summary["targets"] if entry.get("curve") == number]}
        for number, curve in enumerate(summary.get("curves", ()))
    ]
    return {"curves": curves} if curves else {}


def _pair(target: Mapping[str, Any], curve: Mapping[str, Any]) -> dict[str, Any]:
    low, high = target["published"]
    rest = target["tolerance"] ** 2 - curve["discrepancy"] ** 2 - ((high - low) / 2) ** 2
    ends = {"value": low} if low == high else {"low": low, "high": high}
    tolerance = {"tolerance": round(math.sqrt(rest), 9)} if rest > _ROUNDING or low == high else {}
    named = {key: target[key] for key in ("force", "source") if target.get(key)}
    return {"at": target["where"], **ends, **tolerance, **named}


def _target(target: Mapping[str, Any]) -> dict[str, Any]:
    keys = ("scenario", "figure", "at", "value", "tolerance", "source")
    return {key: target[key] for key in keys if target.get(key)}
