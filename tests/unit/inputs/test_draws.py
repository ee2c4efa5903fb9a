"""Random numbers by address."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
import pytest
from scipy import stats

from simcall.inputs import Draws, Purpose

ADDRESS = ("line '999'", Purpose.PATIENCE, 738_000)


def by_hand(seed: int, replication: int, stream: str, purpose: int, date: int, number: int, n: int) -> np.ndarray:
    """Compute the numbers at an address from what the documentation says of them, with NumPy's Philox alone."""
    digest = blake2b(f"{seed}/{replication}/{stream}".encode(), digest_size=16).digest()
    key = int.from_bytes(digest, "little")
    counter = purpose << 128 | date << 64 | number << 192
    raw = np.random.Philox(key=key, counter=counter).random_raw(n)
    return np.array([((int(value) >> 12) + 0.5) * 2.0**-52 for value in raw])


@pytest.mark.parametrize(
    "address",
    [
        (1, 0, "line '999'", Purpose.COUNT, 738_551, 0),
        (20_240_201, 29, "line '101' burst 'A14'", Purpose.BURST_SPREAD, 738_551 | 3 << 32, 0),
        (0, 7, "busyness", Purpose.DAY_FACTOR, 1, 4),
    ],
    ids=["a line", "an incident", "shared"],
)
def test_golden_addresses(address):
    """The numbers at an address are Philox's, with seed, replication and stream as key, and the rest as counter."""
    seed, replication, *place, number = address
    found = Draws(seed, replication).uniforms(*place, 11, number)
    assert np.array_equal(found, by_hand(*address, 11))


def test_golden_values():
    """Three numbers, written down: a seed's results do not change with a library or a machine."""
    found = Draws(1, 0).uniforms("line '999'", Purpose.COUNT, 738_551, 3)
    assert found.tolist() == [0.1677579118785194, 0.8257291449019409, 0.17339466151582383]


def test_prefix():
    """Asking for more numbers continues the same sequence."""
    draws = Draws(3, 1)
    long = draws.uniforms(*ADDRESS, 1000)
    for n in (0, 1, 3, 4, 5, 999):
        assert np.array_equal(draws.uniforms(*ADDRESS, n), long[:n])


def test_order_does_not_matter():
    """What is asked before, and how much of it, changes nothing at an address."""
    expected = Draws(3, 1).uniforms(*ADDRESS, 10)
    draws = Draws(3, 1)
    for n in (1, 2, 3, 17):
        draws.uniforms("another stream", Purpose.TIME, 5, n)
        draws.uniforms(ADDRESS[0], Purpose.TIME, ADDRESS[2], n)
        assert np.array_equal(draws.uniforms(*ADDRESS, 10), expected)


def neighbours() -> list[np.ndarray]:
    """Return the numbers at addresses that differ in one thing each."""
    stream, purpose, date = ADDRESS
    n = 20_000
    return [
        Draws(3, 1).uniforms(stream, purpose, date, n),
        Draws(4, 1).uniforms(stream, purpose, date, n),
        Draws(3, 2).uniforms(stream, purpose, date, n),
        Draws(3, 1).uniforms("line '99'", purpose, date, n),
        Draws(3, 1).uniforms(stream, Purpose.REDIAL, date, n),
        Draws(3, 1).uniforms(stream, purpose, date + 1, n),
        Draws(3, 1).uniforms(stream, purpose, date | 1 << 32, n),
        Draws(3, 1).uniforms(stream, purpose, date, n, 1),
    ]


def test_neighbouring_addresses_share_no_number():
    """Addresses that differ in one thing only (seed, replication, …, attempt) have no number in common."""
    everything = np.concatenate(neighbours())
    assert len(np.unique(everything)) == len(everything)


def uniform(values: np.ndarray) -> bool:
    """Tell whether numbers pass for uniform: Kolmogorov and Smirnov at a significance of 1e-4."""
    return stats.kstest(values, "uniform").pvalue > 1e-4


def test_uniform():
    """The numbers are uniform; the test (n = 160,000) tells u**1.03 from u with a power of over 0.99."""
    everything = np.concatenate(neighbours())
    assert uniform(everything)
    assert not uniform(everything**1.03)


def test_independent():
    """Neighbouring addresses, and neighbours in a sequence, are uncorrelated, within 4.5 standard errors (36 pairs).

    Power over 0.99 against a correlation of 0.05 (n = 20,000: 7 standard errors).
    """
    rows = neighbours()
    n = len(rows[0])
    pairs = np.corrcoef(rows)[np.triu_indices(len(rows), 1)]
    lags = np.array([np.corrcoef(row[1:], row[:-1])[0, 1] for row in rows])
    assert np.abs([*pairs, *lags]).max() * np.sqrt(n) < 4.5
    mixed = 0.05 * rows[0] + rows[1]
    assert abs(np.corrcoef(rows[0], mixed)[0, 1]) * np.sqrt(n) > 4.5


def test_several_dates():
    """Numbers of several dates, some of none, are those of each date, one after the other."""
    draws, dates, sizes = Draws(3, 1), np.array([738_000, 738_002, 738_001]), np.array([5, 0, 3])
    found = draws.uniforms(*ADDRESS[:2], dates, sizes, 2)
    each = [draws.uniforms(*ADDRESS[:2], date, n, 2) for date, n in zip(dates.tolist(), sizes.tolist(), strict=True)]
    assert np.array_equal(found, np.concatenate(each))
