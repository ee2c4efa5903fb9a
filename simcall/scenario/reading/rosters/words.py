"""The words and codes that rotas have for time off, for breaks and for work at the phones."""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["BREAK", "CANCELLED", "DUTY", "REST", "folded_word", "is_shift_name", "meaning_of"]

REST, BREAK, DUTY, CANCELLED = "rest days", "breaks", "duty", "cancelled duties"

_WORDS: Mapping[str, str] = {
    REST: "off|rd|r/d|rest|rest day|rest days|rdo|rest day off|day off|days off|nwd|non working day|not working|-|--",
    "leave": "al|a/l|leave|annual leave|ann leave|hol|hols|holiday|holidays|vacation|vac|toil|lieu|time off in lieu|"
    "bank holiday leave|special leave|parental leave|paternity|paternity leave|maternity|maternity leave|mat leave|"
    "compassionate leave|unpaid leave|career break|carers leave|leave day|on leave|pto",
    "sickness": "sick|sickness|sick leave|off sick|ill|illness|s/l|absent|absence",
    "training": "trg|trng|training|train|course|trn|training day|e-learning|cpd|ttd|on course",
    "meetings": "mtg|meeting|meetings|team meeting|121|1-2-1|1:1|one to one|coaching|appraisal|pdr|team brief",
    "court": "court|crt|jury|jury service",
    BREAK: "lunch|break|breaks|meal|meal break|rest break|refs|refreshments|refreshment|dinner|tea|tea break|"
    "lunch break|comfort break|screen break|coffee",
    DUTY: "duty|on duty|phone|phones|calls|call handling|call taking|call|on calls|taking calls|available|work|working|"
    "shift|normal|on shift|in|on phones|phone duty|overtime|o/t|ot|wfh|working from home|999|101|"
    "rdw|rest day worked|rest day working|rest day work|day off worked|published|confirmed|approved|authorised|"
    "planned|scheduled|rostered|active|worked|completed|accepted|assigned",
    CANCELLED: "cancelled|canceled|cancelled duty|duty cancelled|cancelled shift|shift cancelled|deleted|withdrawn|"
    "void|voided|declined|rejected",
}
_MEANING = {word: meaning for meaning, words in _WORDS.items() for word in words.split("|")}
_SHIFT_CODE = re.compile(r"(?:e|l|n|d|m|ld|ln|es|ls|ns|ed|am|pm)\d?")
_SHIFT_WORD = re.compile(
    r"\b(?:early|earlies|late|lates|night|nights|day|days|mid|middle|morning|afternoon|evening|twilight|core|swing|"
    r"shift|long|short|relief|cover|flexi|flexible|double|back)\b"
)
_UNDONE = re.compile(
    r"\b(?:work(?:ed|ing)?|cancel\w*|refused|returns?|returned|no|not|back|recalled|half|part|am|pm)\b|½|0\.5"
)
"""Words that turn time off into something else: leave cancelled, rest day worked, half a day of leave."""
_AWAY = frozenset(word for word, meaning in _MEANING.items() if meaning not in (DUTY, BREAK) and word.isalpha())
_PARTIAL = re.compile(r"\bhalf\b|½|0\.5")
_MEANT = re.compile(
    r"\b(?:(?P<rest>rest ?days?|days? off|off)|(?P<leave>leave|holiday|vacation|maternity|paternity)|"
    r"(?P<sickness>sick|sickness)|(?P<training>training|course)|(?P<meetings>meeting)|(?P<court>court))\b"
)


def folded_word(text: str) -> str:
    """Return a word or a code without what does not matter in it."""
    return " ".join(text.casefold().split()).strip(" .:*")


def meaning_of(text: str) -> str | None:
    """Return why somebody with this word is not at the phones, or `DUTY`, or `BREAK`; None of an unknown word."""
    word = folded_word(text)
    if word in _MEANING:
        return _MEANING[word]
    match = _MEANT.search(word) if len(word) > 4 and len(word.split()) <= 3 else None
    if match is None or _SHIFT_WORD.search(word.replace("day", "")) or _UNDONE.search(word):
        return None
    return REST if match.lastgroup == "rest" else match.lastgroup


def is_shift_name(text: str) -> bool:
    """Tell whether a word is a usual name or code of a shift: E, L2, Early, Long day."""
    word = folded_word(text)
    if _PARTIAL.search(word) or _AWAY & set(re.findall(r"[^\W\d_]+", word)):
        return False  # "Early (AL)" and "AL half day" do not say whether the shift is worked
    return bool(_SHIFT_CODE.fullmatch(word) or _SHIFT_WORD.search(word))
