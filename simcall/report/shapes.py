"""What a manifest holds, by the kind of results: checked once, where it is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from simcall.files.messages import shown

__all__ = ["faults"]

_Seed = Annotated[int, Field(ge=0)]
_Replications = Annotated[int, Field(ge=1)]
_Document = dict[str, Any]


class _Made(BaseModel):
    """What the manifests of all kinds hold; what else is in one is let be."""

    model_config = ConfigDict(strict=True, extra="ignore")

    seed: _Seed
    versions: dict[str, str | None] = {}
    revision: str | None = None
    finished: str = ""
    changed_for_this_run: list[str] = []


class _Run(_Made):
    scenario: _Document
    scenario_sha256: str
    replications: _Replications
    engine: str
    changed_for_this_run: list[str]


class _Comparison(_Made):
    scenarios: list[_Document]
    scenario_sha256: list[str]
    replications: _Replications
    engine: str
    changed_for_this_run: list[str]


class _Point(BaseModel):
    model_config = _Made.model_config

    number: int
    key: str
    cell: str
    values: _Document


class _Sweep(_Made):
    sweep: str
    base: _Document
    paths: list[str]
    points: list[_Point]
    dropped: dict[str, int]
    files: list[list[Any]]
    targets: list[str]
    minimise: str | None
    replications: _Replications
    engine: str
    until: list[str]
    cap: int | None


class _Fit(BaseModel):
    model_config = _Made.model_config

    name: str
    bounds: str
    where: dict[str, list[str]]


class _Target(BaseModel):
    model_config = _Made.model_config

    target: str
    source: str


class _Calibration(_Made):
    study: str
    scenarios: dict[str, _Document]
    scenario_sha256: dict[str, str]
    fits: list[_Fit]
    targets: list[_Target]
    effort: _Document = {}


_SHAPES: Mapping[str, type[_Made]] = {
    "run": _Run,
    "comparison": _Comparison,
    "sweep": _Sweep,
    "calibration": _Calibration,
}


def faults(kind: str, manifest: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with a manifest, in words; nothing if it is as simcall writes it.

    Parameters
    ----------
    kind : str
        Of the results.
    manifest : mapping
        As it was read.
    """
    try:
        _SHAPES[kind].model_validate(manifest)
    except ValidationError as error:
        return [_fault(one["loc"], one["type"], one["msg"], one["input"]) for one in error.errors(include_url=False)]
    return []


def _fault(where: tuple[int | str, ...], kind: str, said: str, found: object) -> str:
    place = ".".join(map(str, where))
    if kind == "missing":
        return f"{place} is missing"
    return f"{place} is {'null' if found is None else shown(found)} ({said[:1].lower()}{said[1:]})"
