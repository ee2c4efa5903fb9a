"""The scenario of an import as it loads: what the page shows of it, and what Python holds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from simcall.errors import Problem, ScenarioError
from simcall.files.scratch import scratch_folder
from simcall.present.imported.scenario_files import SCENARIO, scenario_files
from simcall.scenario import Scenario, load
from simcall.studies.imported import ImportNumbers

__all__ = ["measured_scenario", "write_texts"]

_HINT = "To answer a question of the rota, give what to write as an option, such as: --answer roster.people=8"


def measured_scenario(numbers: ImportNumbers) -> Scenario:
    """Return the scenario, complete and checked as any that is loaded from a file.

    Raises
    ------
    ScenarioError
        If the rota that was named cannot be read.
    """
    staff = None if numbers.answers.staff is None else Path(numbers.answers.staff).resolve().as_posix()
    with scratch_folder() as scratch:
        roster = numbers.answers.roster(staff)
        write_texts(scenario_files(numbers.name, numbers.observations, numbers.measured, roster), scratch)
        try:
            return load(scratch / SCENARIO)
        except ScenarioError as error:
            # The file in the scratch folder is gone when the planner reads this.
            own = str(scratch / SCENARIO)
            problems = [replace(each, file=SCENARIO if each.file == own else each.file) for each in error.problems]
            hint = [Problem("", "", _HINT)] if any(problem.path.endswith(".roster") for problem in problems) else []
            raise ScenarioError([*problems, *hint]) from error


def write_texts(texts: dict[str, str], folder: Path) -> None:
    """Write texts into a folder, by their names in it."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
