"""Read what became of each call, and which rows are not calls to a queue, from the words of the system."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simcall.files.advice import Advice, Give
from simcall.files.messages import counted
from simcall.observed.observations import Question
from simcall.observed.reading.logs.shown_words import words_not_to_show
from simcall.observed.reading.options import ReadingOptions

__all__ = [
    "ABANDONED",
    "ANSWERED",
    "IN_MENU",
    "OTHER",
    "PHANTOM",
    "TEST",
    "Outcomes",
    "has_both_directions",
    "is_direction",
    "is_media",
    "is_test",
    "left_out_by_direction",
    "left_out_by_media",
    "read_outcomes",
]

ANSWERED, ABANDONED, OTHER = "answered", "abandoned", "other"
IN_MENU, TEST, PHANTOM = "ended in the menu", "test call", "phantom call"
OPTION = "--outcome of"
CHOICES = (
    (ANSWERED, "a person answered"),
    (ABANDONED, "the caller gave up in the queue"),
    (OTHER, "neither; the calls count only as offered"),
)

_WORDS: Mapping[str, tuple[str, ...]] = {
    ANSWERED: (
        "answered", "handled", "ans", "connected", "completed", "complete", "agent", "served", "success", "normal",
        "accepted", "picked up", "answered by agent", "call handled", "call answered", "handled by agent", "spoken",
        "taken", "answer", "contained by agent", "resolved", "completeagent", "completecaller", "talked", "yes", "y",
        "transferred by agent", "answered in sl", "in conversation", "serviced",
    ),
    ABANDONED: (
        "abandoned", "abandon", "aban", "aband", "lost", "no answer", "noanswer", "not answered", "unanswered",
        "missed", "hang", "hangup", "hang up", "hung up", "caller hung up", "dropped", "gave up", "abandoned in queue",
        "abandoned while ringing", "abandoned in ring", "abandoned ringing", "customer abandoned", "call abandoned",
        "disconnected in queue", "cancelled", "canceled", "caller abandoned", "ring no answer", "rna", "lost call",
        "missed call", "caller disconnected in queue", "queue abandon", "short abandon", "no", "n",
    ),
    IN_MENU: (
        "ivr", "abandoned in ivr", "abandoned in menu", "in menu", "menu", "ivr abandon", "abandoned ivr", "vru",
        "ended in ivr", "ivr disconnect", "contained in ivr", "self service",
    ),
    OTHER: (
        "voicemail", "voice mail", "callback", "call back", "overflow", "overflowed", "flow out", "forwarded",
        "deflected", "rejected", "busy", "failed", "congestion", "closed", "out of hours", "diverted", "redirected",
        "timeout", "time out", "exit with timeout", "exitwithtimeout", "exit with key", "queue full", "blocked",
        "aborted", "system error", "error", "callback requested", "transferred to voicemail", "routed elsewhere",
    ),
    PHANTOM: ("phantom", "ghost", "ghost call"),
    TEST: ("test", "test call"),
}  # fmt: skip
_MEANINGS = {word: meaning for meaning, words in _WORDS.items() for word in words}
_PARTS = {
    "ivr": IN_MENU,
    "voicemail": OTHER,
    "voice mail": OTHER,
    "overflow": OTHER,
    "callback": OTHER,
    "abandon": ABANDONED,
    "hung up": ABANDONED,
    "hang up": ABANDONED,
    "no answer": ABANDONED,
    "not answered": ABANDONED,
    "unanswered": ABANDONED,
    "missed": ABANDONED,
    "lost": ABANDONED,
}
"""What a longer phrase with one of these parts means, if no person took such calls. The first part that fits counts."""
_SYSTEM_WORDS = frozenset(part for word in _MEANINGS for part in word.split())
_CISCO = {"1": ABANDONED, "2": ANSWERED}
_TRUE, _FALSE = frozenset({"yes", "y", "true", "t", "1", "x"}), frozenset({"no", "n", "false", "f", "0", ""})

_DIRECTIONS: Mapping[str, tuple[str, ...]] = {
    "": ("in", "inbound", "incoming", "i", "acd", "acd in", "external in", "received", "queue", "acd call", "ib",
         "inward"),
    "outbound": ("out", "outbound", "outgoing", "o", "dialled", "dialed", "manual", "manual dial", "external out", "ob",
                 "callback out", "api", "outward", "dialout", "dial out"),
    "internal": ("internal", "int", "intercom", "agent to agent", "consult", "ext", "extension", "in house",
                 "station to station", "internal call", "local"),
}  # fmt: skip
_DIRECTION_OF = {word: reason for reason, words in _DIRECTIONS.items() for word in words}
_VOICE = frozenset(
    {"voice", "call", "calls", "phone", "telephone", "audio", "telephony", "voice call", "phone call", ""}
)
# Asterisk's queues are often named "q" and a word: "qtest".
_TEST = re.compile(r"(?<![a-z])(q?test|q?testing|zz+)(?![a-z])", re.IGNORECASE)
_PLAIN = re.compile(r"[\W_]+")
_ATTENDED, _UNATTENDED = 0.95, 0.05
_FEW = 0.01
_MOST_WORDS, _MOST_ASKED = 50, 6


def _plain(text: str) -> str:
    return _PLAIN.sub(" ", text).strip().casefold()


@dataclass(frozen=True)
class Outcomes:
    """What became of each call.

    Attributes
    ----------
    outcomes : pandas.Series
        ``"answered"``, ``"abandoned"``, ``"other"``, or a reason to leave the row out.
    assumed : str
        What the system's words were read as.
    questions : tuple of Question
        Words that may mean one thing or another.
    answered : frozenset of str
        Words whose meaning the planner has said.
    hidden : frozenset of str
        Words that may name somebody, and are not shown.
    """

    outcomes: pd.Series
    assumed: str = ""
    questions: tuple[Question, ...] = ()
    answered: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()


def read_outcomes(rows: pd.DataFrame, options: ReadingOptions, where: str, column: str = "") -> Outcomes:
    """Read what became of calls.

    Parameters
    ----------
    rows : pandas.DataFrame
        As `read_rows` gives them: the text in `outcome`, `answered` or `abandoned`, if the table has it, and what shows
        that a person took the call.
    options : ReadingOptions
        Its answer to ``--outcome of Finished`` says what that word means: ``"answered"``.
    where : str
        The file, for the question.
    column : str
        The column of outcomes, for the question.
    """
    attended = _attended(rows)
    if "outcome" in rows:
        return _by_words(rows, attended, options, (where, column))
    flags = {name: _is_flagged(rows[name]) for name in ("abandoned", "answered") if name in rows}
    if len(flags) == 2:
        # A call with neither went to voicemail, overflowed or left in another way.
        given_up = np.where(flags["abandoned"], ABANDONED, OTHER)
        return Outcomes(pd.Series(np.where(flags["answered"], ANSWERED, given_up), index=rows.index))
    if "abandoned" in flags:
        return Outcomes(pd.Series(np.where(flags["abandoned"], ABANDONED, ANSWERED), index=rows.index))
    if "answered" in flags:
        return Outcomes(pd.Series(np.where(flags["answered"], ANSWERED, ABANDONED), index=rows.index))
    return Outcomes(pd.Series(np.where(attended, ANSWERED, ABANDONED), index=rows.index))


def _is_flagged(texts: pd.Series) -> pd.Series:
    """Return which rows of a column of flags say yes."""
    flags = texts.map(_plain)
    return flags.isin(_TRUE) | ~flags.isin(_FALSE)


def _attended(rows: pd.DataFrame) -> pd.Series:
    """Return which rows show that a person took the call."""
    attended = pd.Series(data=False, index=rows.index)
    if "answered_at" in rows:
        return attended | rows["answered_at"].notna()
    if "talk" in rows:
        return attended | (rows["talk"] > 0)
    return attended | (rows["agent"].str.strip() != "") if "agent" in rows else attended


def _by_words(
    rows: pd.DataFrame, attended: pd.Series, options: ReadingOptions, where_and_column: tuple[str, str]
) -> Outcomes:
    texts = rows["outcome"]
    shares = attended.groupby(texts).agg(["mean", "size"])
    meanings: dict[str, str] = {}
    unclear: list[str] = []
    for word, share, count in shares.itertuples():
        meaning = _answer(str(word), options) or _meaning(str(word), float(share))
        if meaning is None and count < _FEW * len(texts):
            meaning = OTHER
        if meaning is None:
            unclear.append(str(word))
        meanings[str(word)] = meaning or OTHER
    named = {text for name in ("agent", "caller") if name in rows for text in rows[name].dropna().unique()}
    hidden = words_not_to_show(texts, named, _SYSTEM_WORDS)
    evident = [word for word in meanings if word and _plain(word) not in _MEANINGS and word not in hidden | {*unclear}]
    assumed = ", ".join(f"{word}: {meanings[word]}" for word in evident[:6])
    answered = frozenset(word for word in meanings if _answer(word, options))
    where, column = where_and_column
    questions = [_question(word, where) for word in unclear if word not in hidden][:_MOST_ASKED]
    if withheld := [word for word in unclear if word in hidden]:
        questions.append(_question_of_names(rows[texts.isin(withheld)], len(withheld), where, column))
    return Outcomes(texts.map(meanings), assumed, tuple(questions), answered, hidden)


def _meaning(word: str, attended: float) -> str | None:
    """Return what a word means, by itself or because a person took all such calls, or none."""
    plain = _plain(word)
    if meaning := _MEANINGS.get(plain):
        return meaning
    if attended >= _ATTENDED:
        return ANSWERED
    if attended <= _UNATTENDED:
        parts = (meaning for part, meaning in _PARTS.items() if part in plain)
        return ABANDONED if not plain or _CISCO.get(plain) == ABANDONED else next(parts, None)
    return None


def _answer(word: str, options: ReadingOptions) -> str | None:
    return options.answers.get(f"{OPTION} {word}")


def _question(word: str, where: str) -> Question:
    return Question(f"{OPTION} {word}", f'{where}: what happened to calls with "{word}"?', CHOICES)


def _question_of_names(rows: pd.DataFrame, words: int, where: str, column: str) -> Question:
    """Ask about words that may name people, without showing them."""
    text = Advice(
        f'{where}: column "{column}" has {counted(words, "value")} that simcall does not know, in '
        f"{counted(len(rows), 'row')}; the first is row {int(rows['row'].iloc[0])}. simcall does not show them, as "
        "they may name people. If the column does not say what became of the calls, leave it out. Otherwise answer for "
        "each value: ",
        Give("--answer", "outcome of VALUE=answered"),
    )
    return Question("--map", text, ((f"{column}=ignore", "do not read this column"),))


def left_out_by_direction(texts: pd.Series) -> pd.Series:
    """Return ``"outbound"`` or ``"internal"`` for calls that nobody outside made, and ``""`` for the others."""
    return texts.map({text: _DIRECTION_OF.get(_plain(text), "") for text in texts.unique()})


def left_out_by_media(texts: pd.Series) -> pd.Series:
    """Return a reason to leave out what came by chat or message, and ``""`` for calls."""
    return texts.map({text: "" if _plain(text) in _VOICE else "not a phone call" for text in texts.unique()})


def is_media(texts: pd.Series) -> bool:
    """Return whether the words of a column tell calls from messages; its name does not matter."""
    return bool({_plain(text) for text in texts.unique()[:_MOST_WORDS]} & (_VOICE - {""}))


def is_test(queue: str) -> bool:
    """Return whether a queue is there for tests, by its name."""
    return _TEST.search(queue.replace("_", " ")) is not None


def is_direction(texts: pd.Series) -> bool:
    """Return whether the words of a column say which way calls went; its name does not matter."""
    words = {_plain(text) for text in texts.unique()[:_MOST_WORDS]} - {""}
    return bool(words) and sum(word in _DIRECTION_OF for word in words) * 2 >= len(words)


def has_both_directions(texts: pd.Series) -> bool:
    """Return whether the words of a column say which calls came in; its name does not matter."""
    ways = {_DIRECTION_OF.get(_plain(text)) for text in texts.unique()[:_MOST_WORDS] if text}
    return is_direction(texts) and "" in ways and bool(ways & {"outbound", "internal"})
