"""The last result of each section: results/validity/SECTION.json, with what made it and when."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import simcall as sc
from docs.builder.validity.hubs import SCENARIOS

__all__ = ["FOLDER", "digest_of", "is_current", "keep", "kept"]

FOLDER = Path(__file__).parents[3] / "results" / "validity"


def digest_of(scenarios: Iterable[str]) -> str:
    """Return a digest of everything that the supplied scenarios hold, also through what they extend."""
    text = "\n".join(repr(sc.load(SCENARIOS / name)) for name in scenarios)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def kept(section: str) -> dict[str, Any] | None:
    """Return what is kept of a section, or None if there is nothing."""
    file = FOLDER / f"{section}.json"
    return json.loads(file.read_text("utf-8")) if file.exists() else None


def keep(section: str, document: Mapping[str, Any]) -> None:
    """Keep a section's result: written beside, then renamed."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    beside = FOLDER / f"{section}.json.new"
    text = json.dumps(document, indent=1, ensure_ascii=False, default=_plain)
    beside.write_text(f"{text}\n", encoding="utf-8", newline="\n")
    beside.replace(FOLDER / f"{section}.json")


def _plain(number: Any) -> Any:
    """Return a NumPy number as one of Python's."""
    return number.item()


def is_current(section: str, stamp: Mapping[str, Any]) -> bool:
    """Return whether a section was made by this version, from these scenarios and with this seed."""
    found = kept(section)
    return found is not None and all(found["made"].get(key) == value for key, value in stamp.items())
