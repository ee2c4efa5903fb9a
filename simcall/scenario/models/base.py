"""Define what all tables of a scenario share.

Modules of models do not postpone the evaluation of annotations: Pydantic would compile the text of each one at every
start.
"""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from simcall.files.messages import unprintable

__all__ = ["Frozen", "Prose", "Text", "one_of_these", "without_controls"]


def without_controls(text: str) -> str:
    """Refuse control characters and marks of direction with a ValueError: they can make a text look like another."""
    if character := unprintable(text.replace("\r\n", "\n")):
        raise ValueError(f"the text holds the invisible character {character}; take it out")
    return text


Text = Annotated[str, Field(strict=True)]
"""Text; bytes are refused."""
Prose = Annotated[Text, AfterValidator(without_controls)]
"""Text that can be printed as it is, without characters that a terminal obeys."""


class Frozen(BaseModel):
    """A table that cannot change once it is made, and refuses keys that it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def one_of_these(keys: tuple[str, ...]) -> str:
    """Say that exactly one of several keys must be given."""
    if len(keys) > 2:
        return f"give exactly one of {', '.join(keys[:-1])} and {keys[-1]}"
    return f"give either {' or '.join(keys)}: exactly one of them"
