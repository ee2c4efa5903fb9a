"""The sections of docs/validity.md, in the order in which they are made: by name, the module that makes each."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["READERS", "SECTIONS", "SEED"]

SEED = 1

SECTIONS: Mapping[str, str] = {
    "officers": "officers",
    "answer-times": "answer_times",
    "peers": "peers",
    "exact-cases": "exact_cases",
    "curve": "patience_curve",
    "forces": "forces",
    "controls": "controls",
    "coverage": "coverage",
    "identified": "identified",
}

READERS = ("forces", "identified")
"""Sections that only read what other studies keep in results/."""
