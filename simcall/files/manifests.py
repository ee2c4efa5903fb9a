"""The manifest of a results folder: what each kind of results declares, and the one way to read it."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from simcall.errors import ResultsError
from simcall.files.documents import check_schema, check_shape, read_document
from simcall.files.messages import shown

__all__ = ["COMMANDS", "MANIFEST", "check_manifest", "open_manifest"]

MANIFEST = "manifest.json"

COMMANDS: Mapping[str, str] = {
    "run": "simcall run FILE",
    "comparison": "simcall compare BASE OTHER",
    "explanation": "simcall explain FILE",
    "sweep": "simcall sweep FILE",
    "calibration": "simcall calibrate STUDY",
    "prediction": "simcall run FILE --ensemble FOLDER",
    "import": "simcall import FILE",
    "validation": "simcall validate FILE DATA",
    "staffing": "simcall staff FILE",
    "design": "simcall design FILE",
    "merger": "simcall merge A B --together LINE",
    "assumptions": "simcall run FILE --assumptions",
    "tables": "simcall report RESULTS --format tables",
}
"""The command that makes results of each kind."""

_Seed = Annotated[int, Field(ge=0)]
_Replications = Annotated[int, Field(ge=1, le=1_000_000)]
_Document = dict[str, Any]


class _Manifest(BaseModel):
    """What the manifests of all kinds hold. Other keys are ignored."""

    # Of the kinds here a command reads one or two: Pydantic builds each when it is first used.
    model_config = ConfigDict(strict=True, extra="ignore", frozen=True, allow_inf_nan=False, defer_build=True)

    written: list[str] = []
    versions: dict[str, str | None] = {}
    revision: str | None = None
    finished: str = ""


class _Made(_Manifest):
    """What the manifests of all simulated results hold."""

    seed: _Seed
    changed_for_this_run: list[str] = []


class _Import(_Manifest):
    scenario_sha256: str


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
    files_in: str
    files: list[Annotated[list[Any], Field(min_length=3, max_length=3)]]
    targets: list[str]
    minimise: str | None
    replications: _Replications
    engine: str
    until: list[str]
    cap: int | None


class _Prediction(_Made):
    scenario: _Document
    changes: list[str]
    ensemble: str
    replications: _Replications


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


class _Validation(_Made):
    scenario: _Document
    replications: _Replications


class _OfScenarios(_Made):
    scenarios: Annotated[list[_Document], Field(min_length=1)]
    replications: _Replications


class _Assumptions(_OfScenarios):
    draws: _Replications
    changed_for_this_run: list[str]


class _Staffing(_Made):
    scenario: _Document
    scenario_sha256: str
    replications: _Replications


class _Design(_Made):
    scenario: _Document
    designed: _Document
    replications: _Replications


class _Tables(_Manifest):
    results: list[str]
    sha256: dict[str, str]


_SHAPES: Mapping[str, type[_Manifest]] = {
    "run": _Run,
    "comparison": _Comparison,
    "explanation": _OfScenarios,
    "sweep": _Sweep,
    "calibration": _Calibration,
    "prediction": _Prediction,
    "import": _Import,
    "validation": _Validation,
    "staffing": _Staffing,
    "design": _Design,
    "merger": _OfScenarios,
    "assumptions": _Assumptions,
    "tables": _Tables,
}


def open_manifest(folder: Path, kinds: Collection[str], use: str) -> dict[str, Any]:
    """Return the manifest of a results folder, if every value in it is as simcall writes it.

    Parameters
    ----------
    folder : Path
        The folder, as the user named it.
    kinds : collection of str
        Kinds of results that can be used: keys of `COMMANDS`.
    use : str
        What is to be done with the results, for the message: "a report can be made".

    Raises
    ------
    ResultsError
        If the folder is not simcall's, is of another kind or of another version, or somebody changed it.
    """
    path = folder / MANIFEST
    manifest = _written_by_simcall(folder, COMMANDS[next(iter(kinds))])
    kind = manifest.get("kind")
    if not isinstance(kind, str) or kind not in kinds:
        raise ResultsError(
            f"{folder}: holds results of the kind {'null' if kind is None else shown(kind)}; {use} of "
            f"{', '.join(kinds)}"
        )
    remedy = f"make the results again: {COMMANDS[kind]}"
    check_schema(manifest, path, remedy)
    check_manifest(manifest, kind, path)
    return manifest


def check_manifest(manifest: Mapping[str, Any], kind: str, path: Path) -> None:
    """Refuse a manifest with values that are not as declared; readers and the writer check the same.

    Raises
    ------
    ResultsError
        With the first values that are missing, or of another type.
    """
    check_shape(manifest, _SHAPES[kind], path, f"make the results again: {COMMANDS[kind]}")


def _written_by_simcall(folder: Path, command: str) -> dict[str, Any]:
    path = folder / MANIFEST
    if not folder.exists():
        raise ResultsError(
            f"{folder}: there is no such folder; name one that simcall has written, such as results/NAME"
        )
    if not folder.is_dir():
        raise ResultsError(f"{folder}: is a file; name the folder of results that holds it")
    if not path.exists():
        raise ResultsError(
            f"{folder}: holds no {MANIFEST}, so it is not a folder of results; {command} --out "
            f"{folder.resolve().name} makes one"
        )
    manifest = read_document(path, "it is not a folder of results, or was damaged: make the results again")
    if manifest.get("written_by") != "simcall":
        raise ResultsError(f"{path}: was not written by simcall; name a folder that simcall has written")
    return manifest
