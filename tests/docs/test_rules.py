"""The page of rules agrees with the sources of both engines."""

from __future__ import annotations

import pytest

from docs.builder import rules

PARTS = {"R3": "abc", "R4": "ab", "R5": "a", "R6": "abcdef", "R14": "ab", "R15": "abcd"}


def test_the_page_is_the_one_that_the_sources_make():
    """The page is as the generator writes it, byte for byte: run `python -m docs.builder.rules` to renew it."""
    assert rules.PAGE.read_bytes() == rules.page().encode()


def test_the_page_has_every_rule():
    """The rules are R1 to R15, some of them in lettered parts."""
    whole = {f"R{number}" for number in range(1, 16)}
    assert set(rules.rules()) == whole | {f"{rule}{part}" for rule, parts in PARTS.items() for part in parts}


@pytest.mark.parametrize("engine", rules.ENGINES)
def test_each_engine_cites_each_rule(engine: str):
    """Each engine cites every rule, and no other; R3, R6 and R15 are cited by their parts."""
    cited = {rule for passage in rules.passages(rules.ENGINES[engine]) for rule in passage.rules}
    assert set(rules.rules()) - {"R3", "R6", "R15"} <= cited <= set(rules.rules())
