"""The assurance record that the Aqua Book asks for: purpose, who may rely on it, verification, limits.

What is said here of the project's tests and of the model is what ``tests/`` does and ``docs/model.md`` says.
"""

from __future__ import annotations

from collections.abc import Sequence

from simcall.report.content import Block, Listing, Paragraph, Section, Table

__all__ = ["assurance"]

_RELY = (
    "May rely on it: planners of the contact centre it describes, and the chief officers they advise, to choose "
    "between "
    "rotas, numbers of people and rules for who answers what, where the difference between two scenarios is larger "
    "than its interval and stands up when the assumed inputs are varied.",
    "May not rely on it: anybody who wants the figure of a coming month, or of another force, or of a part of the hub "
    "by "
    "itself; who judges one person's or one team's work; or who asks what a wait did to a caller.",
    "Trust a difference between two scenarios before the level of either, and neither outside the range in which the "
    "inputs were chosen. Replace assumed inputs by the hub's own before a decision hangs on them.",
)
_VERIFIED = (
    "Exact answers: 23 queues whose figures are known exactly are simulated through the same door as any scenario "
    "(calls that are lost, wait, or give up; priorities; a reserve kept for one line; callers who ring again; rates "
    "and "
    "staff that change over the day). Every figure has to lie within 3.5 standard errors of the exact one; a miss "
    "counts "
    "only if a second seed misses too. Calls made 2 % longer on purpose are caught.",
    "Two engines: one written to be read, one to be fast, follow the same rules on the same callers and give the same "
    "records to the last tick and person, on random worlds where many things happen at once. Every rule is swapped "
    "once "
    "to show that a wrong one would be noticed.",
    "Laws that must hold: every attempt ends in exactly one way, nobody handles two calls at once or takes a call into "
    "the reserve, calls of a line are taken in their order, with one more handler nobody waits longer (where nobody "
    "gives up), and extremes (nobody on duty, no calls, overload, the nights when the clock changes) come out as "
    "worked out by hand.",
    "The same seed gives the same callers in every scenario, and the same figures on one core and on many.",
)
_VALIDATED = (
    "Reproduced: two published states of one hub, Cambridgeshire's: 76.8 % of 999 calls answered in 10 s in November "
    "2023 with one 101 caller in three giving up, and 91.8 % in February 2024 with officers at peak times. They come "
    "out "
    "because inputs were chosen so that they do: it is a calibration and no forecast that came true.",
    "Not reproduced: how 999 answer times are spread beyond 10 s. The model has too few calls answered between 10 and "
    "60 s and too many after a minute (in November 11 %, as at forces that answered only 63 to 69 % in 10 s). So mean "
    "answer times, upper quantiles and the share after 60 s are not calibrated figures.",
    "Not known: no month after those two has been held against the model, and volumes of 101, numbers of people, "
    "patience and redials at the hub are not published. For another hub nothing is validated until its own published "
    "figures are met.",
)
_LIMITS = (
    "It does not forecast demand: it says what follows from the demand it is given.",
    "It does not follow an incident after the call, and does not know what a wait does to anybody.",
    "It leaves out work between calls (online reports, call-backs, transfers), silent 999 calls as a kind of their "
    "own, "
    "and a menu or a desk before the queue.",
    "People do not tire, recruits get better in one step, and absence is drawn for each person alone, where real leave "
    "is planned to be spread: days differ more in the model.",
    "Callers do not change their habits when waits get shorter, and nothing trends within a run.",
    "People of a headcount have no shifts, breaks or absence: they are the people at the phones.",
)
_SIGNED = ("Commissioned by", "Analysed by", "Assured by", "Used for the decision")


def assurance(
    purpose: Sequence[str],
    registers: Sequence[Block],
    checked: Sequence[str],
    uncertainty: Sequence[str],
    recipe: Section,
) -> Section:
    """Return the assurance record.

    Parameters
    ----------
    purpose : sequence of str
        What was asked.
    registers : sequence of Block
        The register of inputs.
    checked : sequence of str
        What was checked of these results, besides what the project's tests check.
    uncertainty : sequence of str
        What the intervals hold and what they do not.
    recipe : Section
        How to make it again.
    """
    parts = (
        _text("Purpose", *map(Paragraph, purpose)),
        _text("Who may rely on it, and for what", Listing(_RELY)),
        _text("Register of inputs", *registers),
        _text("Verification: does the program do what the model says?", Listing((*checked, *_VERIFIED))),
        _text("Validation: does the model do what hubs do?", Listing(_VALIDATED)),
        _text("Uncertainty", Listing(tuple(uncertainty))),
        _text("Limits", Listing(_LIMITS)),
        recipe,
        _text("Who stands for it", Paragraph("To be filled in by hand."), _signatures()),
    )
    what = (
        "This is the record that the Aqua Book, the government's guide to producing quality analysis, asks for: enough "
        "to "
        "judge whether the figures may be used for a decision."
    )
    return Section("Assurance record", (Paragraph(what),), parts, sheet="Method")


def _text(heading: str, *blocks: Block) -> Section:
    return Section(heading, blocks, sheet="Method")


def _signatures() -> Table:
    rows = tuple((who, " ", " ") for who in _SIGNED)
    return Table("Who stands for this analysis", ("role", "name", "date"), rows, sheet="Method")
