"""Save a changed scenario as a file that extends the one that stands: the text is shown before it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from simcall.errors import SimcallError
from simcall.files.folder_names import folder_name
from simcall.page.commands import command
from simcall.page.desk import Desk, desk_of, form_values
from simcall.page.rota_question import RotaQuestion, opened_question
from simcall.present.folders.changed_scenario import changed_text, write_changed

__all__ = ["ROUTES"]

_TITLE, _FILE, _REPLACE, _SEEN = "save_name", "save_file", "save_replace", "save_seen"
_LONGEST = 200


@dataclass(frozen=True)
class _Proposal:
    """A file to write.

    Attributes
    ----------
    question : RotaQuestion
        The scenario and its changes.
    overrides : tuple of str
        The changes.
    name : str
        The name of the new scenario.
    path : Path
        The new file, in the folder of the scenario that it extends.
    text : str
        What it will hold.
    """

    question: RotaQuestion
    overrides: tuple[str, ...]
    name: str
    path: Path
    text: str

    @property
    def mark(self) -> str:
        """A digest of the text, so that simcall writes only the text that the user has seen."""
        return blake2b(self.text.encode(), digest_size=12).hexdigest()


def save_page(request: Request) -> Response:
    """Show the file that would be written."""
    desk = desk_of(request)
    return _shown(desk, _proposal(desk, request.query_params))


async def save(request: Request) -> Response:
    """Write the file that was shown."""
    return await run_in_threadpool(_saved, desk_of(request), await form_values(request))


def _proposal(desk: Desk, values: Mapping[str, str]) -> _Proposal:
    """Return what a form asks to write; raise if it cannot be."""
    question = opened_question(desk, values)
    overrides = question.overrides()
    if not overrides:
        raise SimcallError("nothing is changed, so there is nothing to save; edit the rota or move a lever first")
    name = " ".join(values.get(_TITLE, "").split()) or f"{question.planned.name}, changed"
    if len(name) > _LONGEST or not name.isprintable():
        raise SimcallError(f"the name of the new scenario is longer than {_LONGEST} characters; enter a shorter one")
    stem = values.get(_FILE, "").strip().removesuffix(".toml") or name
    path = question.path.with_name(f"{folder_name(stem)}.toml")
    if any(path.resolve() == Path(file).resolve() for file in question.planned.history.files):
        raise SimcallError(f"the new file cannot replace {path.name}, because it extends it; enter another name")
    return _Proposal(question, overrides, name, path, changed_text(question.path.name, overrides, name, path.name))


def _shown(desk: Desk, proposal: _Proposal, problem: str = "") -> Response:
    return desk.html(
        "save.html.j2",
        400 if problem else 200,
        here="rota",
        file=proposal.question.name,
        query=proposal.question.query,
        fields=proposal.question.fields,
        back=proposal.question.query,
        name=proposal.name,
        stem=proposal.path.stem,
        written=proposal.path.name,
        text=proposal.text,
        mark=proposal.mark,
        is_there=proposal.path.exists(),
        problem=problem,
    )


def _saved(desk: Desk, values: Mapping[str, str]) -> Response:
    proposal = _proposal(desk, values)
    if values.get(_SEEN) != proposal.mark:
        return _shown(desk, proposal, "This is not the text that you saw last. Look at it again, and then write it.")
    expected = proposal.question.changed(proposal.overrides)
    try:
        write_changed(proposal.text, proposal.path, expected, replace=_REPLACE in values)
    except SimcallError as error:
        return _shown(desk, proposal, str(error))
    desk.answers.forget(proposal.path)
    name = proposal.path.relative_to(desk.folder.path).as_posix()
    return desk.html(
        "saved.html.j2",
        here="rota",
        file=name,
        query=f"?file={name}",
        title=proposal.name,
        written=name,
        edited=proposal.question.name,
        command=command("run", proposal.path),
    )


ROUTES = (
    Route("/rota/save", save_page),
    Route("/rota/save", save, methods=["POST"]),
)
