"""The assurance record that the Aqua Book asks for: purpose, who may rely on it, verification, limits.

What is said here of the project's tests and of the model is what ``tests/`` does and ``docs/model.md`` says.
"""

from __future__ import annotations

from collections.abc import Sequence

from simcall.report.content import Block, Listing, Paragraph, Section, Table

__all__ = ["assurance"]

_RELY = (
    "Planners of the contact centre it describes, and the chief officers they advise, may rely on it to choose between "
    "rotas, numbers of people and rules for who answers what. The difference between two scenarios must be larger than "
    "its interval, and must hold when the assumed inputs are varied.",
    "Do not rely on it for the figure of a coming month, another force or a part of the hub, for judging one person's "
    "or one team's work, or for what a wait does to a caller.",
    "Differences between scenarios are more reliable than levels. Neither is reliable outside the range in which the "
    "inputs were chosen. Replace assumed inputs with the hub's own figures before a decision depends on them.",
)
_VERIFIED = (
    "Exact answers: simcall simulates 23 queues whose figures are known exactly. They cover lost calls, waiting, "
    "abandonment, priorities, a reserve for one line, redials, and rates and staff that change over the day. Every "
    "figure must lie within 3.5 standard errors of the exact one; it fails only if a second seed misses too. Calls "
    "made 2 % longer on purpose are caught.",
    "Two engines: one is written to be read and one to be fast. They give the same records to the last tick and "
    "person, on random worlds where many things happen at once. For every rule, a test shows that a wrong rule would "
    "be noticed.",
    "Laws: every attempt ends in exactly one way. Nobody handles two calls at once or takes a call into the reserve. "
    "Calls of a line are taken in order. With one more handler nobody waits longer, if nobody abandons. Extremes (no "
    "staff, no calls, overload, the nights when the clock changes) match figures worked out by hand.",
    "The same seed gives the same callers in every scenario, and the same figures on one core and on many.",
)
_VALIDATED = (
    "Reproduced: two published states of one hub, Cambridgeshire's. In November 2023, 76.8 % of 999 calls were "
    "answered in 10 s and one 101 caller in three abandoned. In February 2024, with officers at peak times, it was "
    "91.8 %. The inputs were chosen so that the model meets these figures: this is a calibration, not a forecast that "
    "came true.",
    "Not determined: the mean answer time of 999 and the share after 60 s. They follow from how long it takes to pick "
    "up, which the share in 10 s leaves open. At a force's published mean, the model predicts the share after 60 s to "
    "about a point.",
    "Conditional: what the officers did. They account for between 9.3 and 14.9 of the 15.0 points by which the share "
    "in 10 s rose, and lowered 101 abandonment by between 1.1 and 4.7 points, if they answered only 999. It depends on "
    "February's volume, on what other forces gained, and on whether others in the room answer 999. docs/validity.md "
    "has the table.",
    "Not known: no other month has been compared with the model. The hub does not publish its 101 volumes, numbers of "
    "people, patience or redials. For another hub nothing is validated until the model meets that hub's own figures.",
)
_LIMITS = (
    "It does not forecast demand. It shows what follows from the demand that you give it.",
    "It does not follow an incident after the call, or what a wait does to a caller.",
    "It leaves out work between calls (online reports, call-backs, transfers), silent 999 calls as a kind of their "
    "own, and a menu or a desk before the queue.",
    "People do not tire, and recruits improve in one step. Absence is drawn for each person alone; real leave is "
    "spread on purpose, so the model's days differ more.",
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
        _text("Sign-off", _signatures()),
    )
    introduction = (
        "The Aqua Book, the government's guide to producing quality analysis, asks for this record. It helps you judge "
        "whether to use the figures for a decision."
    )
    return Section("Assurance record", (Paragraph(introduction),), parts, sheet="Method")


def _text(heading: str, *blocks: Block) -> Section:
    return Section(heading, blocks, sheet="Method")


def _signatures() -> Table:
    rows = tuple((who, " ", " ") for who in _SIGNED)
    return Table("Names to fill in by hand", ("role", "name", "date"), rows, sheet="Method")
