"""Say how the files of a scenario were read, where they could be laid out in several ways."""

from __future__ import annotations

from collections.abc import Iterator

from simcall.scenario.models.history import FileReading
from simcall.scenario.models.lines import ScenarioModel
from simcall.scenario.models.paths import KeyPath, format_path

__all__ = ["file_readings"]


def file_readings(scenario: ScenarioModel) -> Iterator[str]:
    """Yield how each profile was read, with the number of calls in its file beside that of the scenario.

    Parameters
    ----------
    scenario : ScenarioModel
        The scenario, with its history.
    """
    for path, reading in scenario.history.readings.items():
        sentences = [f"{format_path(path)}: {reading.file}", reading.text, _volume(scenario, path, reading)]
        yield "; ".join(sentence for sentence in sentences if sentence)


def _volume(scenario: ScenarioModel, path: KeyPath, reading: FileReading) -> str:
    line = scenario.lines.get(path[1]) if path[0] == "lines" else None
    if line is None or reading.calls_per_day is None:
        return ""
    own = f"{24 * line.demand.mean_calls_per_hour():,.1f}".removesuffix(".0")
    counted = f"{reading.calls_per_day:,.1f}".removesuffix(".0")
    return f"the file holds {counted} calls a day, the scenario gives {own}; a profile gives their shape alone"
