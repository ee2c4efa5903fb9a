"""Fit response to a log of incidents, predict weeks, and write docs/dispatch.md.

``python -m docs.builder.dispatch LOG`` makes everything anew, in about half an hour. The log is not part of
the project, because it states no licence. Without it, the command only writes the page from what is kept in
results/dispatch/.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from docs.builder.dispatch import page
from docs.builder.dispatch.study import made


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the study if there is a log, then the page."""
    parser = argparse.ArgumentParser(prog="python -m docs.builder.dispatch", description=__doc__)
    parser.add_argument("log", nargs="?", type=Path, help="the log of incidents, as CSV")
    asked = parser.parse_args(arguments)
    if asked.log is not None:
        page.keep(*made(asked.log))
    page.PAGE.write_text(page.text(), encoding="utf-8", newline="\n")
    predictions = page.PREDICTIONS.read_text("utf-8")
    page.PREDICTIONS.write_text(page.with_prediction(predictions), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
