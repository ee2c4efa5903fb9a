"""Make every figure of docs/validity.md, and the page: ``make validity``.

A section that this version has already made from the same scenarios is not made again, so an interrupted run goes on
where it stopped. Sections that only read the kept results of other studies are always made again. ``python -m
docs.builder.validity --again`` makes all of them again; names of sections make only those; ``--page`` only writes the
page.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import date
from importlib import import_module
from typing import Any

import simcall as sc
from docs.builder.validity import kept, page
from docs.builder.validity.own_tests import make_importable
from docs.builder.validity.sections import READERS, SECTIONS, SEED


def main(arguments: Sequence[str] | None = None) -> int:
    """Make what is missing, then the page."""
    parser = argparse.ArgumentParser(prog="python -m docs.builder.validity", description=__doc__)
    parser.add_argument("sections", nargs="*", choices=[[], *SECTIONS], help="the sections to make; by default all")
    parser.add_argument("--again", action="store_true", help="also make what is up to date")
    parser.add_argument("--page", action="store_true", help="only write the page, from what is kept")
    asked = parser.parse_args(arguments)
    if not asked.page:
        make_importable()
        for section in asked.sections or SECTIONS:
            make(section, again=asked.again)
    page.PAGE.write_text(page.text(), encoding="utf-8", newline="\n")
    return 0


def make(section: str, *, again: bool) -> None:
    """Make one section, unless it is up to date."""
    module = import_module(f"docs.builder.validity.{SECTIONS[section]}")
    stamp: dict[str, Any] = {"simcall": sc.__version__, "scenarios": kept.digest_of(module.SCENARIOS), "seed": SEED}
    if not again and section not in READERS and kept.is_current(section, stamp):
        print(f"{section}: up to date", file=sys.stderr)
        return
    print(f"{section}: …", file=sys.stderr, flush=True)
    began = time.monotonic()
    document = module.made(SEED)
    seconds = round(time.monotonic() - began)
    kept.keep(section, {"made": {**stamp, "date": f"{date.today():%Y-%m-%d}", "seconds": seconds}, **document})
    print(f"{section}: {seconds} s", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
