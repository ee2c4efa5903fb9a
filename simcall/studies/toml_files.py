"""TOML files that describe a study: a calibration, a sweep or a rota design."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from simcall.errors import Problem, ScenarioError
from simcall.files.messages import meant
from simcall.files.text import BadFileError, read_text
from simcall.scenario.models.faults import worded
from simcall.scenario.models.paths import KeyPath, format_path, lookup
from simcall.scenario.models.schema import known_keys, schema_key
from simcall.scenario.reading.overrides import DEEPEST, depth_over

__all__ = ["faults_of_tables", "problems_of_tables", "read_toml", "top_level_keys", "valid_entries"]

_Entry = TypeVar("_Entry")

_LIMIT_MB = 2


def read_toml(file: str, kind: str) -> dict[str, Any]:
    """Read a TOML file.

    Parameters
    ----------
    file : str
        The file, as the user named it.
    kind : str
        What the file should be, for messages: "a study file".

    Raises
    ------
    ScenarioError
        If it cannot be read, or is not TOML.
    """
    tables = _parsed(file, kind)
    if depth_over(tables, DEEPEST):
        raise ScenarioError([Problem(file, "", "too many tables within tables")])
    return tables


def _parsed(file: str, kind: str) -> dict[str, Any]:
    try:
        return tomllib.loads(read_text(file, kind, _LIMIT_MB))
    except BadFileError as fault:
        raise ScenarioError([Problem(file, "", message) for message in fault.messages]) from None
    except (ValueError, RecursionError) as fault:
        message = f"this is not TOML: {str(fault)[:1].lower()}{str(fault)[1:]}"
        raise ScenarioError([Problem(file, "", message)]) from None


def top_level_keys(file: str, kind: str) -> frozenset[str]:
    """Return the top-level keys of a TOML file; none if it cannot be read."""
    try:
        return frozenset(_parsed(file, kind))
    except ScenarioError:
        return frozenset()


def problems_of_tables(file: str, tables: Mapping[str, Any], model: type[BaseModel]) -> Iterator[Problem]:
    """Find unknown and missing keys, and values of a wrong type.

    Parameters
    ----------
    file : str
        The file, as the user named it.
    tables : mapping
        What is in it.
    model : type of BaseModel
        What it may hold.

    Yields
    ------
    Problem
        One for each fault, with its path.
    """
    for path, message in faults_of_tables(tables, model):
        yield Problem(file, format_path(path), message)


def faults_of_tables(tables: Mapping[str, Any], model: type[BaseModel]) -> Iterator[tuple[KeyPath, str]]:
    """Find what `problems_of_tables` finds, as the keys that lead to each fault, and the message."""
    try:
        model.model_validate(tables)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        paths = [tuple(map(str, detail["loc"])) for detail in details]
        for detail, path in zip(details, paths, strict=True):
            has_inner_faults = any(inner != path and inner[: len(path)] == path for inner in paths)
            if not (detail["type"] == "too_short" and has_inner_faults):  # pydantic does not count faulty entries
                yield path, _message(detail, path, tables, model)


def valid_entries(table: Mapping[str, Any], key: str, kind: type[_Entry]) -> Iterator[tuple[int, _Entry]]:
    """Yield the entries of a list that are valid on their own, so that they can be checked further.

    Parameters
    ----------
    table : mapping
        A table of the file, right or wrong.
    key : str
        The key of the list.
    kind : type
        What an entry may be.

    Yields
    ------
    tuple of (int, object)
        The entry's index in the file's list, and the entry as its type has it.
    """
    entries, adapter = table.get(key), TypeAdapter(kind)
    for index, entry in enumerate(entries if isinstance(entries, list | tuple) else ()):
        with suppress(ValidationError):  # `problems_of_tables` reports it
            yield index, adapter.validate_python(entry)


def _message(detail: ErrorDetails, path: KeyPath, tables: Mapping[str, Any], model: type[BaseModel]) -> str:
    if detail["type"] == "extra_forbidden":
        return f"unknown key; {meant(path[-1], known_keys(path[:-1], tables, model), 'the keys here are')}"
    return worded(detail["type"], detail.get("ctx", {}), lookup(tables, path), schema_key(path, tables, model))
