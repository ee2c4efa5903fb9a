"""The folder of an import: the scenario, its files, the answers, the counts, and the page that says what was read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from simcall.errors import ResultsError
from simcall.files.advice import ANOTHER_FOLDER, Advice
from simcall.files.local_paths import relative_path
from simcall.files.own_folders import check_place, fresh_folder, read_manifest, write_manifest
from simcall.files.own_reports import seal_report
from simcall.observed.answers import ANSWERS, ImportAnswers, answers_text
from simcall.observed.saved import SCENARIO, write_observations
from simcall.present.imported.measured_scenario import measured_scenario, span_of, write_texts
from simcall.present.imported.scenario_files import scenario_files
from simcall.scenario import Scenario
from simcall.studies.imported import ImportNumbers

__all__ = ["PAGE", "check_import_place", "save"]

PAGE = "import-report.html"
_KIND = "import"
_DIGEST = "scenario_sha256"


def check_import_place(folder: Path) -> None:
    """Refuse a folder that an import cannot be written to, or whose scenario somebody has changed.

    Raises
    ------
    ResultsError
        If the folder holds something else, or the scenario differs from what the earlier import wrote.
    """
    check_place(folder, _KIND)
    path, digest = folder / SCENARIO, read_manifest(folder).get(_DIGEST)
    if digest is not None and path.is_file() and _digest(path) != digest:
        advice = Advice(
            f"{path}: somebody has changed this file since simcall wrote it, and this import would replace it. Rename "
            "it, or ",
            ANOTHER_FOLDER,
            f'. Keep your own changes in a separate file that begins with: extends = "{SCENARIO}"',
        )
        raise ResultsError(advice)


def save(numbers: ImportNumbers, folder: Path, page: Callable[[ImportNumbers, Scenario], str]) -> Path:
    """Write the folder whole, or leave it as it was.

    Parameters
    ----------
    numbers : ImportNumbers
        What was read and measured.
    folder : Path
        Where to write.
    page : callable
        Returns the page, as HTML.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    ResultsError
        If the folder holds something else, or cannot be written.
    ScenarioError
        If the rota that was named cannot be read.
    """
    check_import_place(folder)
    scenario = measured_scenario(numbers)
    answers = _beside(numbers.answers, folder)
    with fresh_folder(folder, _KIND) as fresh:
        texts = scenario_files(
            numbers.name, numbers.observations, numbers.measured, answers.roster(answers.staff), span_of(scenario)
        )
        write_texts({**texts, PAGE: page(numbers, scenario)}, fresh)
        seal_report(fresh / PAGE)
        write_observations(numbers.observations, fresh / "observed", (*numbers.left_out, *numbers.measured.missing))
        write_texts({ANSWERS: answers_text(answers)}, fresh)
        write_manifest(fresh, _KIND, {_DIGEST: _digest(fresh / SCENARIO)})
    return folder


def _beside(answers: ImportAnswers, folder: Path) -> ImportAnswers:
    """Return the answers with the rota named relative to the folder, so that both can move together.

    A rota in quite another place is named in full, because a long chain of ``../`` is hard to read and breaks when
    either moves.
    """
    if answers.staff is None:
        return answers
    whole = Path(answers.staff).resolve().as_posix()
    return replace(answers, staff=min(relative_path(answers.staff, folder), whole, key=len))


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
