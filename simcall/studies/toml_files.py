"""TOML files that describe a study: a calibration or a sweep."""

from __future__ import annotations

import tomllib
from typing import Any

from simcall.errors import Problem, ScenarioError
from simcall.files.text import BadFileError, read_text
from simcall.scenario.reading.overrides import DEEPEST, depth_over

__all__ = ["read_toml", "top_level_keys"]

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
    try:
        tables = tomllib.loads(read_text(file, kind, _LIMIT_MB))
    except BadFileError as fault:
        raise ScenarioError([Problem(file, "", message) for message in fault.messages]) from None
    except (ValueError, RecursionError) as fault:
        message = f"this is not TOML: {str(fault)[:1].lower()}{str(fault)[1:]}"
        raise ScenarioError([Problem(file, "", message)]) from None
    if depth_over(tables, DEEPEST):
        raise ScenarioError([Problem(file, "", "too many tables within tables")])
    return tables


def top_level_keys(file: str, kind: str) -> frozenset[str]:
    """Return the top-level keys of a TOML file; none if it cannot be read."""
    try:
        return frozenset(read_toml(file, kind))
    except ScenarioError:
        return frozenset()
