"""Values as TOML on one line, as options of commands take them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

__all__ = ["inline_toml"]


def inline_toml(value: object) -> str:
    """Return text, a number, a truth value, a list or a table as TOML on one line."""
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{_text(key)} = {inline_toml(part)}' for key, part in value.items())} }}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(map(inline_toml, value))}]"
    return _text(value)


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
