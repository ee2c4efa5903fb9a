"""Tell cells that name several people from the name of one person."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from typing import Literal

from simcall.scenario.reading.rosters.tables import FORMULA_ERRORS, shown_cell

__all__ = ["bare_names", "is_calendar", "is_total", "is_vacant", "people_of", "question_of_people", "shared_cells"]

_BETWEEN = re.compile(r"\s*(?:[;\n|+&]|\band\b|(?<!^[A-Z])(?<!^[A-Z]{2})/|\s/\s)\s*", re.IGNORECASE)
"""What stands between two names; a slash after one or two letters is part of a rank: A/Sgt."""
_ENDS_IN_INITIAL = re.compile(r".*,\s*(?:[A-Z]\.?\s*){1,3}").fullmatch
"""Of "Smith, J." and "Smith, AB"."""
_INITIALS = re.compile(r"[A-Z]{2,3}(?:/[A-Z]{2,3})+")
"""Of two people: no rank has only capitals after its slash."""
_REMARK = re.compile(r"(.+?)\s*(?:\*+|\([^()\d]*\)|[-\N{EN DASH}]?\s*\b(?:OT|O/T|overtime|RDW|TOIL))", re.IGNORECASE)
_RANKS = frozenset(
    "pc pcso psi wpc dc ps sgt sergeant dps ds insp inspector ci a t tps aps mr mrs ms miss".split()  # noqa: SIM905
)
_TOTAL = re.compile(
    r"(?:grand |sub-?\s?|daily |staff )?totals?\b.*|(?:sum|strength|minimum|min|variance|shortfall|surplus)"
    r"(?: (?:staff|staffing|strength|level|levels|total|required|needed))?",
    re.IGNORECASE,
)
_CALENDAR = re.compile(
    r"(?:school|bank|public|national) (?:holidays?|hols?|terms?)|half[ -]terms?|term (?:time|dates?)|"
    r"(?:local )?events?|pay ?days?|notes?|comments?|remarks?",
    re.IGNORECASE,
)
_VACANT = frozenset(("vacant", "vacancy", "unfilled", "tbc", "tba", "n/a", "-", "none"))
_SHOWN = 3


def is_vacant(text: str) -> bool:
    """Tell whether a cell says that nobody works the duty."""
    return text.casefold() in _VACANT


def is_total(text: str) -> bool:
    """Tell whether a label in the place of a name is that of a total: Total, Total on duty, Minimum staffing."""
    return _TOTAL.fullmatch(" ".join(text.split()).strip(" :")) is not None


def is_calendar(text: str) -> bool:
    """Tell whether a label in the place of a name is that of a row about the days: School holidays, Events."""
    return _CALENDAR.fullmatch(" ".join(text.split()).strip(" :")) is not None


def bare_names(names: Iterable[str]) -> dict[str, str]:
    """Return the names that are another way to write somebody else's, with that name.

    They have a remark, such as ``Ann (OT)`` or ``Ann*``, or differ in capitals, order or rank: ``PC 12 Smith`` and
    ``Smith 12``. A number in brackets tells people apart, and is no remark. The name that comes first is kept.
    """
    people = dict.fromkeys(names)
    bare = {name: match[1] for name in people if (match := _REMARK.fullmatch(name)) and match[1] in people}
    first: dict[tuple[str, ...], str] = {}
    for name in people:
        if name not in bare:
            first.setdefault(_identity(name), name)
    kept = {name: first[_identity(bare.get(name, name))] for name in people}
    return {name: person for name, person in kept.items() if name != person}


def _identity(name: str) -> tuple[str, ...]:
    """Return the words of a name, whose order and capitals do not matter; nor does a rank beside a number.

    The order of several numbers does matter: ``team 0 post 2`` is not ``team 2 post 0``.
    """
    words = re.findall(r"[^\W_]+", name.casefold())
    numbers = sum(word.isdecimal() for word in words)
    if numbers > 1:
        return tuple(words)
    without = [word for word in words if word not in _RANKS]
    return tuple(sorted(without if numbers and len(without) > 1 else words))


def shared_cells(texts: Collection[str]) -> list[str]:
    """Return the different cells that seem to name several people.

    A comma alone parts a surname from a first name too. So it counts only between whole names, between numbers, or
    where a part is the name of somebody elsewhere.
    """
    alone = _alone(texts)
    mixed = any("," not in text and text[:1].isalpha() for text in texts)
    return [
        text
        for text in dict.fromkeys(texts)
        if len(_by_marks(text)) > 1 or _is_list(text, alone) or (mixed and "," in text and not _ENDS_IN_INITIAL(text))
    ]


def _alone(texts: Iterable[str]) -> set[str]:
    """Return the names that stand alone in a cell, or on either side of a comma."""
    parted = [[part.strip().casefold() for part in text.split(",")] for text in texts]
    firsts = {parts[0] for parts in parted if len(parts) > 1}
    lasts = {parts[-1] for parts in parted if len(parts) > 1}
    return {parts[0] for parts in parted if len(parts) == 1} | (firsts & lasts)


def _by_marks(text: str) -> list[str]:
    if _INITIALS.fullmatch(text):
        return text.split("/")
    return [part for part in _BETWEEN.split(text) if part]


def _is_list(text: str, alone: Collection[str]) -> bool:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) < 2:
        return False
    whole = all(len(part.split()) > 1 and not re.search(r"\b\w\.?$", part) for part in parts)
    return whole or all(re.search(r"\d", part) for part in parts) or any(part.casefold() in alone for part in parts)


def question_of_people(shared: list[str]) -> str:
    """Ask whether cells name several people."""
    listed = ", ".join(shown_cell(text) for text in shared[:_SHOWN])
    more = f" and {len(shared) - _SHOWN} more" if len(shared) > _SHOWN else ""
    return (
        f'Do cells such as {listed}{more} name two people each? Write people_in_cell = "split" if each part is a '
        'person, or people_in_cell = "one" if the cell is one name'
    )


def people_of(
    texts: Iterable[str], choice: Literal["split", "one"] | None, *, lists_are_usual: bool = False
) -> tuple[Callable[[str], list[str]], str | None]:
    """Return how cells are parted into people, and the question that must be answered first.

    Parameters
    ----------
    texts : iterable of str
        All cells with names.
    choice : str or None
        The planner's answer.
    lists_are_usual : bool
        Whether a cell holds everybody on a shift, so that several names in it need no question.
    """
    distinct = list(dict.fromkeys(text for text in texts if text and text not in FORMULA_ERRORS))
    if choice == "one":
        return lambda text: [text], None
    shared = dict.fromkeys(shared_cells(distinct))

    def parts(text: str) -> list[str]:
        if text not in shared:
            return [text]
        return [name.strip() for part in _by_marks(text) for name in part.split(",") if name.strip()]

    if lists_are_usual:
        return _parted_lists(distinct, choice)
    return parts, question_of_people([*shared]) if shared and choice is None else None


def _parted_lists(
    texts: list[str], choice: Literal["split", "one"] | None
) -> tuple[Callable[[str], list[str]], str | None]:
    """Part cells that list everybody on a shift; only commas can mislead there."""
    pieces = [part for text in texts for part in _by_marks(text)]
    commas = [piece for piece in pieces if "," in piece]
    alone = _alone(pieces)
    by_comma = choice == "split" or any(piece.count(",") > 1 or _is_list(piece, alone) for piece in commas)

    def parts(text: str) -> list[str]:
        marked = _by_marks(text)
        names = [name for part in marked for name in part.split(",")] if by_comma else marked
        return [name.strip() for name in names if name.strip()]

    initials = all(map(_ENDS_IN_INITIAL, commas))
    return parts, None if by_comma or initials else question_of_people(commas)
