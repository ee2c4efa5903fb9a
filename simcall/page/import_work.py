"""Reading exports and a duty sheet as long work: it ends with questions, with totals, or with a scenario."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from filecmp import cmp
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simcall.errors import SimcallError
from simcall.files.whole import copy_whole
from simcall.observed.answers import ImportAnswers
from simcall.observed.saved import SCENARIO
from simcall.observed.without_data import without_data
from simcall.page.commands import command
from simcall.page.desk import Desk
from simcall.page.import_options import (
    Option,
    answers_of,
    as_text,
    in_fields,
    is_accepted,
    lines_of,
    of_roster,
    text_fields,
    words_of,
)
from simcall.page.jobs import Outcome, Work, drawing
from simcall.page.sheet_answers import SheetQuestions, questions_of, roster_keys
from simcall.page.uploads import Upload
from simcall.scenario import Scenario, load, rosters_in_words, warnings
from simcall.studies.imported import flagged_days, measure_files, observe_files
from simcall.studies.run import Progress

if TYPE_CHECKING:
    from simcall.observed.observations import FileRead, Observations, Question
    from simcall.studies.imported import ImportNumbers

__all__ = ["OPTIONS", "OUT", "STAFF", "UPLOADS", "ImportRequest", "reading", "writing"]

UPLOADS, OPTIONS, OUT, STAFF = "uploads", "options", "out", "staff"
"""Fields of a form that asks for an import."""
_GROUP = "handlers"
"""The group of the scenario that an import writes."""
_STEPS = 2
"""Reading and measuring."""


@dataclass(frozen=True)
class ImportRequest:
    """What is to be imported.

    Attributes
    ----------
    uploads : tuple of Upload
        The files.
    options : tuple of Option
        What the user has said about them.
    folder : Path
        Where the scenario is to be written.
    earlier : ImportAnswers
        The answers of an earlier import into the folder.
    is_there : bool
        Whether the folder is there already.
    staff : Upload or None
        The duty sheet that was sent.
    sheet : mapping of str to str
        The answers to its questions, as a form holds them.
    """

    uploads: tuple[Upload, ...]
    options: tuple[Option, ...]
    folder: Path
    earlier: ImportAnswers
    is_there: bool
    staff: Upload | None = None
    sheet: Mapping[str, str] = field(default_factory=dict)

    @property
    def sheet_options(self) -> tuple[Option, ...]:
        """The answers to the questions of the duty sheet."""
        return () if self.staff is None else of_roster(roster_keys(self.sheet))

    @property
    def answers(self) -> ImportAnswers:
        """What the options say, and an earlier import's answers where they say nothing."""
        staff = None if self.staff is None else str(self.staff.path)
        return answers_of((*self.options, *self.sheet_options), staff).laid_over(self.earlier)

    @property
    def fields(self) -> dict[str, str]:
        """The fields of a form that asks the same."""
        keys = ",".join(upload.key for upload in self.uploads)
        staff = {} if self.staff is None else {STAFF: self.staff.key}
        return {UPLOADS: keys, OPTIONS: as_text(self.options), OUT: self.folder.name, **staff}

    @property
    def command(self) -> str:
        """The command that does the same."""
        first, *others = (upload.name for upload in self.uploads)
        staff = () if self.kept_sheet is None else ("--staff", self.kept_sheet.as_posix())
        words = words_of((*self.options, *self.sheet_options))
        return command("import", Path(first), *others, *words, *staff, "--out", self.folder.as_posix())

    @property
    def identity(self) -> str:
        """All that the answer depends on."""
        return f"{self.fields} {self.sheet} {self.earlier} {self.is_there}"

    @property
    def kept_sheet(self) -> Path | None:
        """Where the duty sheet is kept, beside the folder: the scenario refers to it."""
        return None if self.staff is None else self.folder.with_name(self.staff.name)

    @property
    def replaces_sheet(self) -> bool:
        """Whether something else is where the duty sheet is kept."""
        path = self.kept_sheet
        if path is None or self.staff is None or not (path.exists() or path.is_symlink()):
            return False
        return path.is_symlink() or not path.is_file() or not cmp(path, self.staff.path, shallow=False)


def reading(request: ImportRequest) -> Work:
    """Return the work of reading the files: it ends with questions, or with totals to compare."""

    def do(progress: Progress) -> Outcome:
        values = _values_before_reading(request)
        try:
            values |= _read(request, progress)
        except SimcallError as error:
            values["problems"] = lines_of(error)
        return Outcome("read.html.j2", values, spoken=_sentence_to_speak(values))

    return Work(f"read {request.identity}", "Your data", request.command, do, page="data")


def _values_before_reading(request: ImportRequest) -> dict[str, Any]:
    """Return what the template needs whatever is read."""
    return {
        "fields": request.fields,
        "texts": text_fields(request.options),
        "folder": request.folder.as_posix(),
        "is_there": request.is_there,
        "has_earlier": request.earlier != ImportAnswers(),
        "names": tuple(upload.name for upload in request.uploads),
        "staff": "" if request.staff is None else request.staff.name,
        "staff_is_there": request.replaces_sheet,
        "sheet": None,
        "sheet_answers": request.sheet,
        "problems": (),
        "files": (),
        "questions": (),
        "spells": (),
        "totals": None,
        "sentences": (),
    }


def _read(request: ImportRequest, progress: Progress) -> dict[str, Any]:
    """Return what was read of the files, for the template."""
    from simcall.present.folders.imported import check_import_place  # the page starts faster
    from simcall.present.words.imported import finding_sentences, period_in_words, total_headings, total_rows

    check_import_place(request.folder)  # before the work, not after it
    observations = _observed(request, progress)
    files = tuple(map(_values_of_file, observations.files))
    if observations.questions:
        return {"files": files, "questions": tuple(map(_question_in_fields, observations.questions))}
    numbers = _measured(request, observations, progress)
    if numbers.left_out and not is_accepted(request.options):
        return {"files": files, "spells": tuple(_values_of_spells(numbers))}
    sheet = _sheet_questions(request, numbers)
    if sheet is not None and sheet.messages:
        return {"files": files, "sheet": sheet}
    headings = total_headings(numbers.measured)
    totals = {"period": period_in_words(numbers), "headings": headings, "rows": tuple(total_rows(numbers.measured))}
    sentences = (*finding_sentences(numbers), *_duty_sentences(request, numbers))
    return {"files": files, "sheet": sheet, "totals": totals, "sentences": tuple(map(in_fields, sentences))}


def _question_in_fields(question: Question) -> Question:
    return replace(question, text=in_fields(question.text))


def _observed(request: ImportRequest, progress: Progress) -> Observations:
    progress(0, _STEPS)
    with without_data():
        return observe_files([upload.path for upload in request.uploads], request.answers)


def _measured(request: ImportRequest, observations: Observations, progress: Progress) -> ImportNumbers:
    progress(1, _STEPS)
    with without_data():
        numbers = measure_files(request.folder.resolve().name, observations, request.answers)
    progress(_STEPS, _STEPS)
    return numbers


def _values_of_file(file: FileRead) -> dict[str, Any]:
    from simcall.present.words.imported import column_table, file_in_words, left_out_in_words

    headings, rows = column_table(file)
    return {
        "title": file_in_words(file),
        "headings": headings,
        "rows": rows,
        "left_out": left_out_in_words(file.left_out) or "No row is left out.",
    }


def _values_of_spells(numbers: ImportNumbers) -> list[dict[str, str]]:
    from simcall.present.words.imported import time_span

    return [
        {
            "when": time_span(spell.start, spell.end),
            "text": spell.text,
            "days": " ".join(day.isoformat() for day in flagged_days([spell])),
        }
        for spell in numbers.left_out
    ]


def _sheet_questions(request: ImportRequest, numbers: ImportNumbers) -> SheetQuestions | None:
    """Return what the duty sheet asks; None if none was sent."""
    if request.staff is None:
        return None
    without_rota = replace(numbers, answers=replace(numbers.answers, staff=None))
    return questions_of(request.staff, _scenario_of(without_rota), _GROUP, request.sheet)


def _scenario_of(numbers: ImportNumbers) -> Scenario:
    from simcall.present.imported.measured_scenario import measured_scenario  # the page starts faster

    with without_data():
        return measured_scenario(numbers)


def _duty_sentences(request: ImportRequest, numbers: ImportNumbers) -> Iterator[str]:
    """Yield what the rota or the files show of the people on duty."""
    from simcall.present.imported.people_entries import PLACEHOLDER, readings_in_words, rota_beside_files
    from simcall.present.words.imported import days_without_rota

    if numbers.answers.staff is None:
        yield readings_in_words(numbers.measured.staffing) if numbers.measured.staffing.readings else PLACEHOLDER
        return
    from_last_import = ", as in the last import" if request.staff is None else ""
    yield f"On duty: simcall reads the rota {Path(numbers.answers.staff).name}{from_last_import}."
    scenario = _scenario_of(numbers)
    # The first sentence on a rota has its totals; later ones may name people, whom an import does not.
    yield from rosters_in_words(scenario)[:1]
    remarks = (days_without_rota(numbers, scenario), rota_beside_files(scenario, numbers.measured.staffing))
    yield from filter(None, remarks)


def _sentence_to_speak(values: Mapping[str, Any]) -> str:
    if values["problems"]:
        return "There is a problem."
    if values["sheet"] is not None and values["sheet"].messages:
        return "simcall asks about your duty sheet."
    if questions := len(values["questions"] or values["spells"]):
        return f"simcall asks {questions} {'question' if questions == 1 else 'questions'}."
    return "Read. Compare the totals with your own report."


def writing(desk: Desk, request: ImportRequest) -> Work:
    """Return the work of writing the folder of the import; the files that were sent are removed then."""
    uploads = (*request.uploads, *((request.staff,) if request.staff is not None else ()))
    keys = [upload.key for upload in uploads]

    def do(progress: Progress) -> Outcome:
        from simcall.present.folders.imported import PAGE  # the page starts faster

        for key in keys:
            desk.uploads.get(key)
        observations = _observed(request, progress)
        if observations.questions:
            raise SimcallError("these files raise questions; go back, and answer them first")
        numbers = _measured(request, observations, progress)
        if numbers.left_out and not is_accepted(request.options):
            raise SimcallError("some hours look faulty; go back, and decide about them first")
        try:
            _save(request, numbers)
        except SimcallError as error:
            raise SimcallError("\n".join(lines_of(error))) from error
        desk.uploads.forget(keys)
        file = request.folder / SCENARIO
        desk.answers.forget(file)
        values = {
            "file": file.relative_to(desk.folder.path).as_posix(),
            "folder": request.folder.relative_to(desk.folder.path).as_posix(),
            "page": PAGE,
            "warnings": warnings(load(file)),
        }
        spoken = f"Written: {values['file']}."
        return Outcome("imported.html.j2", values, (), request.folder.as_posix(), spoken, {PAGE: request.folder / PAGE})

    return Work(f"write {request.identity}", "Your data as a scenario", request.command, do, page="data")


def _save(request: ImportRequest, numbers: ImportNumbers) -> None:
    """Write the folder, and the duty sheet to which its scenario refers; both or neither."""
    from simcall.faces.imported import Import  # the page starts faster

    sheet, existed = request.kept_sheet, True
    if request.staff is not None and sheet is not None:
        existed = sheet.exists()
        if sheet.is_symlink() or (existed and not sheet.is_file()):
            raise SimcallError(f"{sheet.name} is not a file that simcall can replace; rename your sheet")
        copy_whole(request.staff.path, sheet)
        numbers = replace(numbers, answers=replace(numbers.answers, staff=str(sheet)))
    try:
        with drawing(), without_data():
            Import.presenting(numbers).save(request.folder)
    except (OSError, SimcallError):
        if sheet is not None and not existed:
            sheet.unlink(missing_ok=True)
        raise
