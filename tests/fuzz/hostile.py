"""Values, texts and documents that nobody should write, and that somebody will."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from datetime import date, datetime, time
from typing import Any

from hypothesis import strategies as st

Keys = tuple[str | int, ...]

_CONTROL = ("\x00", "\x07", "\x1b[2J", "\x1b]0;title\x07", "\x7f", "\x9b31m", "\r", "\u202e", "\u2066", "\u2028")
_LENGTHS = ("0 s", "-5 min", "1e-300 s", "1e300 h", "9" * 400 + " s", "5", "\u0665 min", "nan s", "inf h", "10 d")
_RANGES = ("0..6", "6..0", "1..1000000000", "1.0 min..2.0 min", "a,b", "@Europe/London", "2024-02-30", "24:00", "25:61")
_ZONES = ("Pacific/Apia", "America/Nuuk", "Africa/Monrovia", "Etc/GMT+12", "Factory", "../../etc/passwd", "")
_FILES = ("", ".", "..", "/", "~", "~nobody", "/dev/zero", "/dev/full", "fifo", "folder", "missing.csv", "x" * 300)
_FILES += ("http://127.0.0.1:9/x.csv", "file:///etc/passwd", "profiles/999.csv", "a\\b.csv", "case.toml", "tiny.toml")
_NAMES = (
    "999",
    "101",
    "A=B",
    "a.b",
    "paid_hours",
    ">=",
    "≥",
    "±",
    "'",
    '"',
    "\\",
    " ",
    "e\u0301",
    "\u0669",
    "x" * 5000,
)
_WORDS = ("exponential", "lognormal", "constant", "gamma", "assumed", "published", "Mon", "mon-fri", "80 %", "-1 %")
_WORDS += ("1e400 %", "off", "true", "null", "=1+1", "<script>", "{{ x }}", "%s", "999.answered_in_target >= 2")

_DAYS = (date.min, date(1, 1, 2), date(1582, 10, 10), date(1970, 1, 1), date(2024, 3, 31), date(9999, 12, 30), date.max)
_MOMENTS = (datetime.min, datetime.max, time.min, time.max, datetime(2011, 12, 30, 12))
_NUMBERS = (0, -1, 1, 7, 24, 100_000, 2**31, 2**63 - 1, 2**63, -(2**63) - 1, 10**18, 10**400)
_FLOATS = (0.0, -0.0, 5e-324, 1e-9, 0.5, 1.0000001, 1e9, 1e15, 1e308, -1e308, float("inf"), float("-inf"), float("nan"))


def texts() -> st.SearchStrategy[str]:
    """Return texts: parts that mean something to somebody, put together, or any letters."""
    known = st.sampled_from((*_CONTROL, *_LENGTHS, *_RANGES, *_ZONES, *_FILES, *_NAMES, *_WORDS))
    return known | st.text(max_size=8) | st.lists(known | st.text(max_size=2), max_size=3).map("".join)


def scalars() -> st.SearchStrategy[Any]:
    """Return numbers of any size, texts, days and times."""
    return st.sampled_from((*_NUMBERS, *_FLOATS, *_DAYS, *_MOMENTS, True)) | st.integers() | st.floats() | texts()


def values() -> st.SearchStrategy[Any]:
    """Return whatever TOML can hold, some of it deep or long."""
    large = st.sampled_from(
        (
            _nested(200),
            _nested(200, in_list=True),
            {f"key{number}": number for number in range(5000)},
            list(range(5000)),
            {},
            [],
            [[]],
            [{}],
        )
    )
    small = st.recursive(scalars(), lambda inner: st.lists(inner, max_size=3) | _tables(inner), max_leaves=5)
    return scalars() | small | large


def _tables(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(texts(), inner, max_size=3)


def _nested(depth: int, in_list: bool = False) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value] if in_list else {"a": value}
    return value


def mutated(document: Mapping[str, Any], most: int = 3) -> st.SearchStrategy[dict[str, Any]]:
    """Return a document changed in up to so many places."""
    return st.lists(_changes(), min_size=1, max_size=most).map(lambda changes: _apply(document, changes))


Change = tuple[str, float, Any]
"""What to do, where, as a share of all places, and with what."""


def _changes() -> st.SearchStrategy[Change]:
    share = st.floats(0, 1, exclude_max=True, allow_subnormal=False)
    return st.one_of(
        st.tuples(st.just("set"), share, values()),
        st.tuples(st.just("scale"), share, st.sampled_from((-1, 0, 1e-12, 1e-3, 0.1, 3, 1e3, 1e6, 1e300))),
        st.tuples(st.just("remove"), share, st.none()),
        st.tuples(st.just("add"), share, st.tuples(texts(), values())),
        st.tuples(st.just("rename"), share, texts()),
        st.tuples(st.just("copy"), share, share),
    )


def _apply(document: Mapping[str, Any], changes: list[Change]) -> dict[str, Any]:
    whole = {"document": deepcopy(dict(document))}
    for kind, share, value in changes:
        places = [keys for keys in _places(whole) if len(keys) > 1]
        if not places:
            break
        keys = places[int(share * len(places))]
        table = _at(whole, keys[:-1])
        _CHANGES[kind](whole, table, keys[-1], value)
    return whole["document"]


def _set(_whole: Any, table: Any, key: Any, value: Any) -> None:
    table[key] = deepcopy(value)


def _scale(_whole: Any, table: Any, key: Any, factor: float) -> None:
    if isinstance(table[key], int | float):
        scaled = table[key] * factor
        table[key] = round(scaled) if isinstance(table[key], int) and abs(scaled) < 1e300 else scaled


def _remove(_whole: Any, table: Any, key: Any, _value: Any) -> None:
    del table[key]


def _add(_whole: Any, table: Any, key: Any, addition: tuple[str, Any]) -> None:
    if isinstance(table, dict):
        table[addition[0]] = deepcopy(addition[1])
    else:
        table.insert(key, deepcopy(addition[1]))


def _rename(_whole: Any, table: Any, key: Any, name: str) -> None:
    if isinstance(table, dict):
        table[name] = table.pop(key)


def _copy(whole: Any, table: Any, key: Any, share: float) -> None:
    """Put here what stands elsewhere."""
    places = [keys for keys in _places(whole) if len(keys) > 1]
    table[key] = deepcopy(_at(whole, places[int(share * len(places))]))


_CHANGES: Mapping[str, Callable[[Any, Any, Any, Any], None]] = {
    "set": _set,
    "scale": _scale,
    "remove": _remove,
    "add": _add,
    "rename": _rename,
    "copy": _copy,
}


def _places(value: Any, keys: Keys = ()) -> Iterator[Keys]:
    if keys:
        yield keys
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from _places(inner, (*keys, key))


def _at(value: Any, keys: Keys) -> Any:
    for key in keys:
        value = value[key]
    return value


def toml_of(document: Mapping[str, Any]) -> str:
    """Write a document as TOML, every value in one line."""
    return "".join(f"{_text(key)} = {_inline(value)}\n" for key, value in document.items())


def _inline(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return _text(value)
        case dict():
            return "{" + ", ".join(f"{_text(key)} = {_inline(inner)}" for key, inner in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(_inline, value)) + "]"
        case date() | time():
            return value.isoformat()
        case int():
            return _digits(value)
        case _:
            return repr(value)


def _digits(number: int) -> str:
    return "1" + "0" * 400 if number == 10**400 else str(number)


def _text(text: str) -> str:
    """Write every character that a file might not hold as an escape."""
    return '"' + "".join(char if char.isalnum() and char.isascii() else f"\\U{ord(char):08x}" for char in text) + '"'


def spoilt(content: bytes, most: int = 4) -> st.SearchStrategy[bytes]:
    """Return text in which up to so many stretches are cut out, doubled or replaced."""
    share = st.floats(0, 1, exclude_max=True, allow_subnormal=False)
    stretch = st.integers(0, 40)
    return st.lists(st.tuples(share, stretch, _fragments()), min_size=1, max_size=most).map(
        lambda cuts: _spoil(content, cuts)
    )


def _fragments() -> st.SearchStrategy[bytes]:
    known = (b"", b'"', b"'", b'"""', b"=", b"[", b"[[", b"{", b",", b";", b"\t", b"\n", b"\r", b"#", b"\0", b"\xff")
    known += (b"\xff\xfe", b"\xef\xbb\xbf", b"\xe9", b"\x1b[2J", b"[" * 3000, b"{a=" * 3000, b"a." * 3000)
    known += (b"9" * 5000, b"1e400", b"0x" + b"f" * 400, b"inf", b"nan", b"9999-12-31", b"0001-01-01", b"x" * 200_000)
    known += (b'"\\ud800"', b"\\u0000", b"a=1\n" * 2000, b",,,,,,,,,,")
    return st.sampled_from(known) | st.binary(max_size=6) | texts().map(lambda text: text.encode("utf-8", "ignore"))


def _spoil(content: bytes, cuts: list[tuple[float, int, bytes]]) -> bytes:
    for share, length, fragment in cuts:
        start = int(share * (len(content) + 1))
        content = content[:start] + fragment + content[start + length :]
    return content
