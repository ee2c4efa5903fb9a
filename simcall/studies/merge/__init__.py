"""Merge two control rooms into one, and see what that gains and costs."""

from __future__ import annotations

from simcall.studies.merge.merge import SHARES, FewerPeople, MergeNumbers, Paired, merge
from simcall.studies.merge.rooms import OTHER_FORCE, Rooms, two_rooms

__all__ = ["OTHER_FORCE", "SHARES", "FewerPeople", "MergeNumbers", "Paired", "Rooms", "merge", "two_rooms"]
