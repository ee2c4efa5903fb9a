"""The report of an answer with assumptions: how far it could be off, whether it holds, and what to measure first."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from simcall.files.documents import check_shape
from simcall.files.messages import in_a_row
from simcall.report.assurance import assurance
from simcall.report.content import Block, Listing, Part, Section, Sheet, Table
from simcall.report.reading import SUMMARY, Folder
from simcall.report.recipe import recipe
from simcall.report.register import depends_on, differing_register, register
from simcall.report.sentences import as_saved, days_of, notes_on
from simcall.report.svg import saved
from simcall.scenario import Scenario

__all__ = ["of_assumptions"]

_TITLES = {
    "what-matters-most": "Which assumption matters most",
    "parts": "The part of each cause in the draws",
    "people": "People needed at the phones in the draws",
}
_OF_FIGURES = (
    "With assumptions: each draw gives every input with a span a value from it. The range over the draws includes "
    "chance.",
    "Sampling alone: chance, with the scenario's own values.",
)
_OF_PEOPLE = (
    "With assumptions: each draw gives every input with a span a value from it, and people are found for it.",
    "Chance: in each draw the targets are met with 95 % confidence.",
)
_OF_ALL = (
    "The spans: they are somebody's judgement of the lowest and the highest possible value. Inputs without a span keep "
    "their values.",
    "The model: the draws do not allow for what the model leaves out (see Limits).",
)


class _Shape(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class _Table(_Shape):
    caption: str
    subject: str
    headings: list[str]
    rows: list[list[str]]

    @model_validator(mode="after")
    def _has_whole_rows(self) -> Self:
        if any(len(row) != len(self.headings) for row in self.rows):
            raise ValueError(f'a row of the table "{self.caption}" has not as many cells as it has headings')
        return self


class _MainFigures(_Shape):
    name: str
    figures: dict[str, str]


class _Words(_Shape):
    """What the folder keeps of `simcall.present.words.assumed_reports.WordedAnswer`."""

    title: str
    question: str
    about: str
    answer: Annotated[list[str], Field(min_length=1)]
    main_table: _Table | None
    tables: list[_Table]
    targets: list[str]
    intervals: str
    first_to_measure: list[str]
    shares: list[_Table]
    drawn: list[_Table]
    method: list[str]
    main: list[_MainFigures]
    command: str
    ensemble: str | None


class _Summary(_Shape):
    words: _Words


def of_assumptions(folder: Folder, prefix: str) -> Part:
    """Return the report of an answer with assumptions; parameters as for `simcall.report.of_run.of_run`."""
    remedy = "make the results again, with --assumptions"
    words = check_shape(folder.summary, _Summary, folder.path / SUMMARY, remedy).words
    scenarios = [Scenario.from_document(document) for document in folder.manifest["scenarios"]]
    first, *others = scenarios
    changed = folder.manifest["changed_for_this_run"]
    about = f"{days_of(first)}: {words.about}"
    purpose = "To find out whether an answer about a police contact centre holds if inputs are not known."
    return Part(
        title=words.title,
        about=f"{about} Changed: {'; '.join(changed)}." if changed else about,
        answer=tuple(words.answer),
        alerts=tuple(notes_on(folder, scenarios)),
        targets=None,
        sections=(
            *_section("The figures over the draws", _figures(words)),
            *_section("Which assumption matters most", _what_matters(words)),
            Section("What is drawn", (*_tables(words.drawn, "Assumptions"), Listing(tuple(words.method)))),
            assurance(
                (purpose, f"The question: {words.question}"),
                (*register(first), *(block for other in others for block in differing_register(first, other))),
                [as_saved(folder)],
                (*(_OF_FIGURES if words.main_table else _OF_PEOPLE), *_OF_ALL),
                _recipe(folder, words, scenarios),
            ),
        ),
        main=tuple((column.name, dict(column.figures)) for column in words.main),
        evidence=(
            *_tables([words.main_table] if words.main_table else [], "Measures"),
            *saved(folder.path / "figures", _TITLES, prefix, small_type=True)[:1],
        ),
        basis=f"{depends_on(scenarios)} {words.intervals}",
    )


def _section(heading: str, blocks: Iterator[Block]) -> Iterator[Section]:
    """Yield a section, unless nothing is in it."""
    if content := tuple(blocks):
        yield Section(heading, content)


def _figures(words: _Words) -> Iterator[Block]:
    yield from _tables(words.tables, "Measures")
    if words.targets:
        yield Listing(tuple(words.targets))


def _tables(tables: Sequence[_Table], sheet: Sheet) -> Iterator[Table]:
    """Yield tables as a report has them, without the empty ones, such as differences without a figure in common."""
    for table in tables:
        if table.rows:
            yield Table(table.caption, tuple(table.headings), tuple(map(tuple, table.rows)), table.subject, sheet)


def _what_matters(words: _Words) -> Iterator[Block]:
    if words.first_to_measure:
        yield Listing(tuple(words.first_to_measure))
    yield from _tables(words.shares, "Assumptions")


def _recipe(folder: Folder, words: _Words, scenarios: Sequence[Scenario]) -> Section:
    numbers = [f"-{number}" for number in range(1, len(scenarios) + 1)] if len(scenarios) > 1 else [""]
    names = [f"scenario{number}.toml" for number in numbers]
    how = (
        f"Save the text below as {in_a_row(names)} in an empty folder and type the command there. In place of "
        f'FOLDER, name the results of the calibration "{words.ensemble}".'
        if words.ensemble
        else None
    )
    command = words.command.replace("FILES", " ".join(names), 1)
    return recipe(folder, command, dict(zip(names, scenarios, strict=True)), how=how)
