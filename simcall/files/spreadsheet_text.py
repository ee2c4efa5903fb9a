"""Text that no spreadsheet takes for a formula, whether it reads a CSV file or a workbook.

A cell of text that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line end gets an apostrophe before it. In a
workbook such a cell would be text without it too; but it would become a formula once somebody edits it, or saves the
sheet as CSV and opens that. With the apostrophe in the text it is harmless in all of these, in whatever program.
"""

from __future__ import annotations

__all__ = ["harmless"]

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(text: str) -> str:
    """Return a text that a spreadsheet never takes for a formula."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text
