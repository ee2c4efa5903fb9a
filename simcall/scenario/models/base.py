"""Define what all tables of a scenario share."""

from __future__ import annotations

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

__all__ = ["Frozen", "Prose", "Text", "without_controls"]

_BREAKS = "\n\r\t"


def without_controls(text: str) -> str:
    """Refuse control characters with a ValueError: on a terminal they are commands, and no page may hold them."""
    for character in text:
        if unicodedata.category(character) == "Cc" and character not in _BREAKS:
            raise ValueError(f"the text holds the control character U+{ord(character):04X}; take it out")
    return text


Text = Annotated[str, Field(strict=True)]
"""Text, and not the bytes that Python might be given for it."""
Prose = Annotated[Text, AfterValidator(without_controls)]
"""Text that is printed as it is; without what a terminal would take for a command."""


class Frozen(BaseModel):
    """A table that cannot change once it is made, and refuses keys that it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, use_attribute_docstrings=True)
