"""What a planner gives to compare a model with: the folder of an import, or a phone system's exports."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from simcall.errors import SimcallError
from simcall.observed.answers import read_answers
from simcall.observed.measured import FaultySpell, Missing
from simcall.observed.observations import Observations, Question
from simcall.observed.saved import LeftOut, read_left_out, read_observations, with_call_figures
from simcall.studies.imported import measure_files, observe_files

__all__ = ["read_data"]


def read_data(data: Sequence[str | Path], answers_folder: Path) -> tuple[Observations, tuple[LeftOut, ...]]:
    """Read what was observed, and which times are faulty or missing.

    Parameters
    ----------
    data : sequence of path
        One folder that an import has written, or exports.
    answers_folder : Path
        The folder of the scenario: if an import wrote it, it holds the answers by which exports are read.

    Raises
    ------
    SimcallError
        If the data cannot be read, or can be read in more than one way.
    """
    folders = [path for path in data if Path(path).is_dir()]
    if not folders:
        return _of_exports(data, answers_folder)
    if len(data) > 1:
        raise SimcallError(f"{folders[0]}: give either one folder of an import or export files, not both")
    return read_observations(folders[0]), read_left_out(folders[0])


def _of_exports(files: Sequence[str | Path], answers_folder: Path) -> tuple[Observations, tuple[LeftOut, ...]]:
    answers = read_answers(answers_folder)
    observations = observe_files(files, answers)
    if observations.questions:
        questions = "\n".join(map(_in_full, observations.questions))
        raise SimcallError(
            f"{questions}\nThese files can be read in two ways. Import them with simcall import, which asks, and give "
            "the folder that it writes"
        )
    numbers = measure_files(answers_folder.name, observations, answers)
    spells: tuple[FaultySpell | Missing, ...] = (*numbers.left_out, *numbers.measured.missing)
    left_out = tuple(LeftOut(spell.start, spell.end, spell.lines, spell.text) for spell in spells)
    return with_call_figures(observations, left_out), left_out


def _in_full(question: Question) -> str:
    return f"{question.text} ({question.option}: {'; '.join(f'{value}: {text}' for value, text in question.choices)})"
