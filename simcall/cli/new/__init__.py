"""``simcall new``: a first scenario of your own, from a few answers."""

from __future__ import annotations

from simcall.cli.new.command import create

__all__ = ["create"]
