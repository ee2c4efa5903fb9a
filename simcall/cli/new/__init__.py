"""``simcall new``: a first scenario of one's own, from a few answers."""

from __future__ import annotations

from simcall.cli.new.making import Request, make

__all__ = ["Request", "make"]
