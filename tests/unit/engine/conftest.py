from __future__ import annotations

from collections.abc import Callable

import pytest

from simcall.engine import ENGINES, Records
from simcall.inputs import World


@pytest.fixture(params=sorted(ENGINES))
def simulate(request: pytest.FixtureRequest) -> Callable[[World], Records]:
    """Every engine in turn: each follows the same rules."""
    return ENGINES[request.param]
