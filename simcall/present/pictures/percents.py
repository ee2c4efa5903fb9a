"""Per cent on an axis."""

from __future__ import annotations

from collections.abc import Iterable

from matplotlib.ticker import PercentFormatter

__all__ = ["Percents"]


class Percents(PercentFormatter):
    """Writes shares on an axis in per cent, all with as many decimals as the steps between them need."""

    def format_ticks(self, values: Iterable[float]) -> list[str]:
        """Write all of them."""
        shares = list(values)
        self.decimals = max((len(f"{100 * share:.6g}".partition(".")[2]) for share in shares), default=0)
        return super().format_ticks(shares)
