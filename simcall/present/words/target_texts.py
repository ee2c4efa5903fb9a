"""Targets of lines in words, the same wherever they are named."""

from __future__ import annotations

from simcall.measures import JudgedLine
from simcall.scenario.models.quantities import plain_duration

__all__ = ["line_and_target", "target_in_words"]


def target_in_words(judged: JudgedLine) -> str:
    """Write a target: "90 % in 10 s", or "at most 10 % abandoned"."""
    if judged.within_s is None:
        return f"at most {100 * judged.share:g} % abandoned"
    return f"{100 * judged.share:g} % in {plain_duration(judged.within_s)}"


def line_and_target(judged: JudgedLine) -> str:
    """Name the line, and the target too if the line has several: "999", or "999 (90 % in 10 s)"."""
    return judged.line if judged.is_only else f"{judged.line} ({target_in_words(judged)})"
