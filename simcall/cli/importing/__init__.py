"""``simcall import``: read the options, ask what has two readings, and write the folder whole or not at all."""

from __future__ import annotations

from simcall.cli.importing.command import import_and_save

__all__ = ["import_and_save"]
