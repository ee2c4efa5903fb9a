"""Build the documentation into site/: ``python -m docs.builder``.

The pages of docs/ are copied to build/docs, where the pages made from the code are added: the Python reference and
the files of the checkout that pages link to. Zensical builds the site from there, and the built pages are checked.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from docs.builder import api, checkout, links

ROOT = Path(__file__).parents[2]
STAGE = ROOT / "build" / "docs"
SITE = ROOT / "site"


def main() -> int:
    """Build the site, and return the exit status: 0 if it has no problem."""
    stage_pages()
    built = subprocess.run([sys.executable, "-m", "zensical", "build", "--clean", "--strict"], cwd=ROOT, check=False)
    if built.returncode:
        return built.returncode
    problems = links.problems(SITE)
    print(*problems, sep="\n", file=sys.stderr)
    return min(len(problems), 1)


def stage_pages() -> None:
    """Put the pages to build into build/docs."""
    shutil.rmtree(STAGE, ignore_errors=True)
    shutil.copytree(ROOT / "docs", STAGE, ignore=shutil.ignore_patterns("builder", "__pycache__"))
    (STAGE / "api.md").write_text(api.page(), encoding="utf-8", newline="\n")
    checkout.add_linked_files(STAGE, ROOT)


if __name__ == "__main__":
    sys.exit(main())
