"""Define what may happen to a call on its way, as frozen models: targets, promotion, passing on, redials."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer

from simcall.scenario.models.base import Frozen, Text
from simcall.scenario.models.distributions import Distribution
from simcall.scenario.models.quantities import PositiveSeconds, Share, plain_duration

__all__ = ["AnswerTarget", "AnswerTargets", "Divert", "PassOn", "Promote", "Redial"]


class AnswerTarget(Frozen):
    """A target such as 90 % within 10 s."""

    within: PositiveSeconds
    """A call counts when its answer time is strictly under this."""
    share: Share
    """The share of answered calls that should meet it."""


def _as_list(value: object) -> object:
    """Return one target as a list of one; what is neither is left for validation to refuse."""
    return [value] if isinstance(value, Mapping | AnswerTarget) else value


def _as_written(targets: tuple[AnswerTarget, ...]) -> dict[str, Any] | list[dict[str, Any]]:
    tables = [target.model_dump(mode="json", by_alias=True) for target in targets]
    return tables[0] if len(tables) == 1 else tables


def _each_time_once(targets: tuple[AnswerTarget, ...]) -> tuple[AnswerTarget, ...]:
    times = [target.within for target in targets]
    for within in times:
        if times.count(within) > 1:
            raise ValueError(f"{times.count(within)} targets are within {plain_duration(within)}; keep one of them")
    return targets


AnswerTargets = Annotated[
    tuple[AnswerTarget, ...],
    Field(min_length=1),
    BeforeValidator(_as_list),
    AfterValidator(_each_time_once),
    PlainSerializer(_as_written),
]
"""One target as a table, or several as a list of tables."""


class PassOn(Frozen):
    """When a call goes to another force."""

    after: PositiveSeconds
    """How long a call waits before it is passed on."""


class Promote(Frozen):
    """When a call that has waited gets another priority."""

    after: PositiveSeconds
    """How long it waits before that."""
    priority: Annotated[int, Field(ge=1, le=1_000_000, strict=True)] = 1
    """Its priority from then on, unless its own is better."""


class Divert(Frozen):
    """Redials that ring another line."""

    to: Text
    """The other line, by name."""
    share: Share
    """Share of redials that ring the other line; they are handled as calls to that line."""


class Redial(Frozen):
    """How callers ring again after giving up or hearing the engaged tone."""

    probability: Share
    """Probability of ringing again after an abandonment, including short ones."""
    engaged_probability: Share | None = None
    """Probability of ringing again after an engaged tone; by default the same."""
    delay: Distribution
    """From giving up to ringing again; at least one tick."""
    limit: Annotated[int, Field(ge=0, le=100, strict=True)] = 25
    """The most redials that one caller makes."""
    divert: Divert | None = None
    """Redials that ring another line instead."""
    patience: Literal["fresh", "same"] = "fresh"
    """fresh: a caller who rings again has a new patience; same: the caller's first patience again."""
