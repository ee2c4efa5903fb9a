"""The inputs that an answer depends on most, in words instead of paths: "how long a 999 call takes"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

__all__ = ["inputs_in_words"]

_MATTERS: Mapping[str, str] = {
    r"lines\.([^.]+)\.demand\.calls_per_(?:day|hour)": "how many calls {} receives",
    r"groups\.([^.]+)\.(?:headcount|headcount_profile|rota|roster)\b.*": "how many {} are on duty",
    r"groups\.([^.]+)\.absence.*": "how many {} are absent",
    r"lines\.([^.]+)\.patience(?!\.distribution$).*": "how long {} callers wait before they hang up",
    r"lines\.([^.]+)\.handling(?!\.distribution$).*": "how long a {} call takes",
    r"lines\.([^.]+)\.redial.*": "how many {} callers ring again",
    r"lines\.([^.]+)\.leads_to.*": "what {} calls lead to",
    r"lines\.([^.]+)\.demand\.profile": "when {} calls arrive",
    r"lines\.([^.]+)\.patience\.distribution": "how much the patience of {} callers varies",
    r"lines\.([^.]+)\.handling\.distribution": "how much the lengths of {} calls vary",
}
"""By path, the weightiest first. Reports by period give a mean, so that of a distribution only the shape is assumed."""


def inputs_in_words(paths: Iterable[str]) -> list[str]:
    """Return what some inputs are about, each once and the weightiest first; other inputs are left out.

    Parameters
    ----------
    paths : iterable of str
        The places of the inputs in a scenario.
    """
    remaining = list(paths)
    matches = ((words, re.fullmatch(pattern, path)) for pattern, words in _MATTERS.items() for path in remaining)
    return list(dict.fromkeys(words.format(match[1]) for words, match in matches if match))
