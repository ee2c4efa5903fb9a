"""Fold the segments of a call, such as its menu, its queue, its ringing and its talk, into one call."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from simcall.observed.reading.logs.outcomes import ABANDONED, ANSWERED, OTHER

__all__ = ["SEGMENT_FIELD", "calls_of_segments", "is_segments"]

SEGMENT_FIELD = "leg"
MENU, QUEUE, RING, TALK, HOLD, WRAP = "menu", "queue", "ring", "talk", "hold", "wrap"

_WORDS: Mapping[str, tuple[str, ...]] = {
    MENU: ("ivr", "menu", "vru", "announcement", "flow", "system", "prompt", "dialogue"),
    QUEUE: ("queue", "acd", "queued", "waiting", "wait", "in queue", "queueing", "delay"),
    RING: ("alert", "alerting", "ring", "ringing", "contacting", "offer", "offered", "delivered"),
    TALK: ("interact", "talk", "talking", "connected", "conversation", "agent", "answered", "active", "connect"),
    HOLD: ("hold", "held", "on hold"),
    WRAP: ("wrapup", "wrap up", "wrap", "acw", "after call work", "work"),
}  # fmt: skip
_STAGES = {word: stage for stage, words in _WORDS.items() for word in words}


def _stage(text: str) -> str:
    return _STAGES.get(text.strip().casefold().replace("-", " ").replace("_", " "), "")


def is_segments(texts: pd.Series) -> bool:
    """Return whether a column names the stages of calls: at least a queue and a talk."""
    stages = {_stage(text) for text in texts.unique()[:100]}
    return {QUEUE, TALK} <= stages


def calls_of_segments(segments: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each time that a call queued.

    A call that queues again after a talk was transferred, and one that goes to another queue without a talk overflowed.
    One that queues again in the same queue, after ringing, was not picked up.

    Parameters
    ----------
    segments : pandas.DataFrame
        `call_id`, `leg` (the stage), `start` and `ended_at`, and the texts of a call log.
    """
    frame = segments.assign(stage=segments[SEGMENT_FIELD].map(_stage))
    frame = frame[frame["stage"] != ""].sort_values(["call_id", "start", "ended_at"], kind="stable")
    frame["seconds"] = (frame["ended_at"] - frame["start"]).dt.total_seconds()
    # What follows a queue belongs to it until the next visit.
    frame["visit"] = _visits(frame).reindex(frame.index).groupby(frame["call_id"]).ffill()
    menus = frame[frame["stage"] == MENU].groupby("call_id")["seconds"].sum()
    frame = frame[frame["visit"].notna()]
    keys = [frame["call_id"], frame["visit"]]
    first = frame[~frame.duplicated(["call_id", "visit"])].copy()
    index = pd.MultiIndex.from_frame(first[["call_id", "visit"]])
    talks = frame[frame["stage"] == TALK].drop_duplicates(["call_id", "visit"]).set_index(["call_id", "visit"])
    waiting = frame["ended_at"].where(frame["stage"].isin((QUEUE, RING))).groupby(keys, sort=False).max()
    answered_at = talks["start"].reindex(index)
    ended = answered_at.fillna(waiting.reindex(index)).to_numpy()
    first["wait"] = (ended - first["start"].to_numpy()) / np.timedelta64(1, "s")
    goes_on = first["visit"] < first.groupby("call_id")["visit"].transform("max")
    first["outcome"] = np.where(answered_at.notna(), ANSWERED, np.where(goes_on, OTHER, ABANDONED))
    first["agent"] = talks["agent"].reindex(index).fillna("").to_numpy() if "agent" in talks else ""
    for stage in (TALK, HOLD, WRAP, RING):
        total = frame["seconds"].where(frame["stage"] == stage).groupby(keys, sort=False).sum(min_count=1)
        first[stage] = total.reindex(index).to_numpy()
    first["menu"] = first["call_id"].map(menus).where(first["visit"] == 0)
    return first


def _visits(frame: pd.DataFrame) -> pd.Series:
    """Return the number of the visit that each queue begins or goes on with, from 0 for a call's first queue."""
    talks = (frame["stage"] == TALK).groupby(frame["call_id"]).cumsum()
    queues = frame.assign(talks=talks)[frame["stage"] == QUEUE]
    before = queues.groupby("call_id")[["talks", *(["queue"] if "queue" in queues else [])]].shift()
    is_new = before["talks"].notna() & (before["talks"] != queues["talks"])
    if "queue" in queues:
        is_new |= before["queue"].notna() & (queues["queue"] != "") & (before["queue"] != queues["queue"])
    return is_new.groupby(queues["call_id"]).cumsum()
