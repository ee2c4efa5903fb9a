"""The search for a rota."""

from __future__ import annotations

from simcall.errors import SimcallError
from simcall.studies.design.designed import RotaDesignNumbers
from simcall.studies.design.request import DesignRequest
from simcall.studies.run import Progress

__all__ = ["design"]


def design(
    request: DesignRequest,  # noqa: ARG001
    *,
    seed: int = 1,  # noqa: ARG001
    jobs: int | None = None,  # noqa: ARG001
    progress: Progress | None = None,  # noqa: ARG001
) -> RotaDesignNumbers:
    """Find the rota."""
    raise SimcallError("the search for a rota is not there yet")
