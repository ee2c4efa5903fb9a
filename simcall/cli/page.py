"""``simcall page``: the same in a browser, on this machine alone."""

from __future__ import annotations

import importlib.util
import os

from rich.text import Text

from simcall.cli.console import messages
from simcall.cli.requests.page import PageRequest
from simcall.errors import SimcallError

__all__ = ["show_page"]

_NEEDS = ("starlette", "uvicorn")


def show_page(request: PageRequest) -> int:
    """Show the page until Ctrl-C; return the exit status."""
    missing = [name for name in _NEEDS if importlib.util.find_spec(name) is None]
    if missing:
        raise SimcallError(
            f"The page needs {' and '.join(missing)}, which {'is' if len(missing) == 1 else 'are'} not installed here. "
            'Install with: python -m pip install "simcall[page]"'
        )
    os.environ["MPLBACKEND"] = "Agg"  # pictures go to the page, so no screen is needed
    from simcall.page.server import serve  # other commands need none of it

    console = messages()

    def announce(address: str) -> None:
        print(address, flush=True)
        console.print(Text("Open this address in a browser on this machine. To end simcall, press Ctrl-C."))

    serve(request.scenario, request.port, browser=request.browser, announce=announce)
    return 0
