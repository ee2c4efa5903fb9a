"""The page of a validation: your month against the model's month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

from simcall.files.messages import counted
from simcall.files.program import program
from simcall.measures import Kind
from simcall.present.pictures.validation import validation_pictures
from simcall.present.words.imported import time_span
from simcall.present.words.obstacles import obstacles
from simcall.present.words.validation import (
    WEEK_HEADINGS,
    error_rows,
    figure_headings,
    figure_rows,
    honest_sentences,
    missing_figures,
    next_step,
    period_of,
    reasons,
    scaled_counts,
    shown_rows,
    span_of,
    verdict_sentence,
    week_rows,
)
from simcall.report.content import (
    Block,
    Document,
    Illustration,
    KeyFigure,
    Listing,
    Mark,
    Paragraph,
    Part,
    Section,
    Table,
)
from simcall.report.html import page
from simcall.report.register import register
from simcall.studies.validate.comparison import FigureRow
from simcall.studies.validate.validation import ValidationNumbers
from simcall.studies.validate.verdicts import RULES, RULES_OF_FIGURES

__all__ = ["validation_page"]

_KEY_FIGURES = 4
_OF_ONE_POOL = (
    "Erlang A is the usual formula. It treats each half hour separately, with the model's calls, handling times, "
    "people and ring times. Its patience is exponential, with as many callers lost in the first minute as in the "
    "model. It treats lines that share people as one queue, without priorities. It ignores that some people take "
    "longer over their calls than others, and that some days and hours are busier than usual."
)
_PREDICTED = (
    "simcall predicts each week only from the weeks before it. It gives the model and Erlang A the week's number of "
    "calls. They take the shape of the week, and the share of people on duty, from the weeks before."
)


def validation_page(numbers: ValidationNumbers) -> str:
    """Return the page as HTML that needs nothing else."""
    now, version = datetime.now(UTC), program()["versions"]["simcall"]
    written_by = f"Written by simcall {version} on {now.day} {now:%B %Y}."
    return page(Document(f"{numbers.scenario.name}: your month and the model's", written_by, (_part(numbers),)))


def _part(numbers: ValidationNumbers) -> Part:
    return Part(
        title=numbers.scenario.name,
        about=f"Compared over {period_of(numbers)}, simulated {counted(numbers.replications, 'time')}, "
        f"seed {numbers.seed}.",
        answer=tuple(filter(None, (verdict_sentence(numbers), *obstacles(numbers), next_step(numbers)))),
        alerts=tuple(filter(None, (" ".join(honest_sentences(numbers)),))),
        targets=None,
        sections=tuple(section for section in _sections(numbers) if section.blocks),
        key_figures=tuple(_key_figures(numbers)),
        evidence=(Table("Your month and the model's", figure_headings(numbers), tuple(figure_rows(numbers))),),
        basis=" ".join(
            filter(None, (scaled_counts(numbers), missing_figures(numbers), f"What to add next: {numbers.more}"))
        ),
    )


def _key_figures(numbers: ValidationNumbers) -> Iterator[KeyFigure]:
    texts = zip(shown_rows(numbers), figure_rows(numbers), strict=True)
    main = [pair for pair in texts if _is_key(pair[0])]
    for row, (label, yours, model, span, *_) in main[:_KEY_FIGURES]:
        note = f"in your data. Model: {model}; {span} in {span_of(numbers)}"
        yield KeyFigure(label, yours, "", note, _inside(row))


def _is_key(row: FigureRow) -> bool:
    """Tell whether a figure is a main one that says how callers fare."""
    return row.measure.is_main and row.measure.kind in (Kind.SHARE, Kind.SECONDS)


def _inside(row: FigureRow) -> Mark | None:
    if row.is_inside is None:
        return None
    return Mark("inside", "good") if row.is_inside else Mark("outside", "bad")


def _sections(numbers: ValidationNumbers) -> Iterator[Section]:
    yield Section("Hours and days", tuple(_pictures(numbers)))
    yield Section("Weeks predicted from earlier weeks", tuple(_weeks(numbers)))
    yield Section("How the verdict is reached", tuple(_verdict(numbers)))
    yield Section("What was left out and assumed", tuple(_left_out(numbers)))
    yield Section("Register of inputs", register(numbers.scenario, in_full="the scenario file"))


def _pictures(numbers: ValidationNumbers) -> Iterator[Block]:
    pictures = (picture for line in numbers.lines for picture in validation_pictures(line))
    for number, picture in enumerate(pictures, start=1):
        yield Illustration(picture.title, picture.alternative, partial(picture.svg, f"validation-{number}"))


def _weeks(numbers: ValidationNumbers) -> Iterator[Block]:
    if not numbers.held_out.weeks:
        return
    yield Paragraph(_PREDICTED)
    yield Table("Each week and its predictions", WEEK_HEADINGS, tuple(week_rows(numbers)))
    yield Table("Mean error over these weeks", ("predictor", "mean error"), tuple(error_rows(numbers)))


def _verdict(numbers: ValidationNumbers) -> Iterator[Block]:
    yield Listing(tuple(reasons(numbers)))
    yield Paragraph("These are the rules. The first that applies counts:")
    yield Listing(RULES if numbers.observed is not None else RULES_OF_FIGURES)


def _left_out(numbers: ValidationNumbers) -> Iterator[Block]:
    spells = tuple(f"{time_span(spell.start, spell.end)}: {spell.text}" for spell in numbers.left_out)
    if spells:
        yield Paragraph("Left out of your figures and of the model's:")
        yield Listing(spells)
    if numbers.lines:
        yield Listing((*numbers.notes, _OF_ONE_POOL))
