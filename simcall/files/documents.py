"""Read back the JSON documents that simcall writes. A damaged one is refused with one sentence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from simcall.errors import ResultsError
from simcall.files.advice import Advice
from simcall.files.messages import shown
from simcall.files.text import BadFileError, read_bytes

__all__ = [
    "LIMIT_MB",
    "RESULTS_SCHEMA",
    "SCHEMA",
    "check_schema",
    "check_shape",
    "parse_json",
    "read_document",
    "read_json",
]

SCHEMA = 1
"""The schema of documents that this version writes, besides those of runs and comparisons."""
RESULTS_SCHEMA = 2
"""The schema of what a run and a comparison find. Schema 1 had fewer measures, no spans and no total."""
LIMIT_MB = 500
"""No file of results is larger."""
_DOCUMENT = "a file of results"
_FAULTS_SHOWN = 3
Shape = TypeVar("Shape", bound=BaseModel)


def read_document(path: Path, remedy: str) -> dict[str, Any]:
    """Return a JSON document of results.

    Parameters
    ----------
    path : Path
        The file.
    remedy : str
        What to do if it cannot be read: the end of the message.

    Raises
    ------
    ResultsError
        If it is not an ordinary file, is too large or too deeply nested, or holds no JSON document.
    """
    try:
        content = read_bytes(str(path), _DOCUMENT, LIMIT_MB)
    except BadFileError as error:
        raise ResultsError(f"{path}: {error}; {remedy}") from error
    try:
        document = parse_json(content)
    except ValueError as error:
        raise ResultsError(f"{path}: is not JSON ({error}); {remedy}") from error
    if not isinstance(document, dict):
        raise ResultsError(f"{path}: is not what simcall writes; {remedy}")
    return document


def parse_json(content: bytes | str) -> Any:
    """Return what a JSON text holds.

    Raises
    ------
    ValueError
        If it is not JSON, is not UTF-8, is nested more than 200 levels deep, or has a number that is not finite.
    """
    document = from_json(content, allow_inf_nan=False)
    json.dumps(document, allow_nan=False)  # the reader takes a number such as 1e999 for infinity
    return document


def read_json(path: Path) -> dict[str, Any]:
    """Return a JSON document; an empty one if there is none that can be read."""
    try:
        return read_document(path, "")
    except ResultsError:
        return {}


def check_schema(document: Mapping[str, Any], path: Path, remedy: str, newest: int = SCHEMA) -> None:
    """Refuse a document of a schema that this version does not read: it reads all up to the newest.

    Raises
    ------
    ResultsError
        If this version does not read it: a newer simcall wrote it, or somebody changed it.
    """
    schema = document.get("schema")
    if type(schema) is int and schema > newest:
        problem = (
            f"{path}: a newer simcall wrote this file: it is of schema {shown(schema)}, and this version reads "
            f"{_schemas(newest)}. Update simcall; otherwise "
        )
        raise ResultsError(Advice(problem, remedy))
    if type(schema) is not int or schema < 1:
        value = "missing" if "schema" not in document else "null" if schema is None else shown(schema)
        reads = f"this version reads {_schemas(newest)}"
        raise ResultsError(Advice(f"{path}: schema is {value}, and {reads}: it was changed; ", remedy))


def _schemas(newest: int) -> str:
    return "1" if newest == 1 else f"1 to {newest}"


def check_shape(document: object, shape: type[Shape], path: Path, remedy: str) -> Shape:
    """Return a document as its shape declares it.

    Raises
    ------
    ResultsError
        With the first values that are missing, or of another type.
    """
    try:
        return shape.model_validate(document)
    except ValidationError as error:
        faults = [
            _fault(fault["loc"], fault["type"], fault["msg"], fault["input"])
            for fault in error.errors(include_url=False, include_context=False)[:_FAULTS_SHOWN]
        ]
        raise ResultsError(
            f"{path}: {'; '.join(faults)}: it was changed, or an older simcall wrote it; {remedy}"
        ) from error


def _fault(location: tuple[int | str, ...], kind: str, message: str, value: object) -> str:
    path = ".".join(str(key)[:60] for key in location)
    if kind == "missing":
        return f"{path} is missing"
    if kind == "value_error":
        return message.removeprefix("Value error, ")
    return f"{path} is {'null' if value is None else shown(value)} ({message[:1].lower()}{message[1:]})"
