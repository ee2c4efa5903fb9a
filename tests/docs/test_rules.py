"""The page of rules agrees with the sources of both engines."""

from __future__ import annotations

import pytest

from docs.builder import rules


def test_the_page_is_the_one_that_the_sources_make():
    """The page is as the generator writes it, byte for byte: run `python -m docs.builder.rules` to renew it."""
    assert rules.PAGE.read_bytes() == rules.page().encode()


def test_the_page_has_every_rule():
    """The rules are R1 to R13, with R3 and R6 in lettered parts."""
    whole = {f"R{number}" for number in range(1, 14)}
    assert set(rules.rules()) == whole | {f"R3{part}" for part in "abc"} | {f"R6{part}" for part in "abcdef"}


@pytest.mark.parametrize("engine", rules.ENGINES)
def test_each_engine_cites_each_rule(engine: str):
    """Each engine cites every rule, and no other; R3 and R6 are cited by their parts."""
    cited = {rule for passage in rules.passages(rules.ENGINES[engine]) for rule in passage.rules}
    assert set(rules.rules()) - {"R3", "R6"} <= cited <= set(rules.rules())
