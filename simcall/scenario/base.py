"""What every table of a scenario shares."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Frozen", "Text"]

Text = Annotated[str, Field(strict=True)]
"""Text, and not the bytes that Python might be given for it."""


class Frozen(BaseModel):
    """A table that cannot change once it is made, and refuses keys that it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, use_attribute_docstrings=True)
