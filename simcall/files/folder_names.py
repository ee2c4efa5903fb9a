"""Names for folders of results that any file system takes."""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b

__all__ = ["folder_name"]

_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


def folder_name(scenario_name: str) -> str:
    """Return a name for a scenario's results that any file system takes.

    A name that loses letters on the way, or is long, or that Windows keeps for itself, gets a short hash at its end.
    """
    plain = unicodedata.normalize("NFKD", scenario_name)
    bare = "".join(char for char in plain if not unicodedata.combining(char)).lower()
    slug = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")
    lost = any(char.isalnum() and not char.isascii() for char in bare) or not slug
    if lost or len(slug) > 80 or _RESERVED.fullmatch(slug):
        mark = blake2b(scenario_name.encode(), digest_size=4).hexdigest()
        return f"{slug[:60].strip('-')}-{mark}".strip("-")
    return slug
