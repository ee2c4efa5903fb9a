"""The command line: its commands, under the headings of its help, each made from its request.

Making one takes longer than the rest of ``simcall --help``, so simcall makes only those that the user may run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import MISSING, dataclass, fields
from importlib import import_module
from inspect import Parameter, Signature, cleandoc
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer
from typer.main import get_command

from simcall.cli.help_pages import HELP_OPTIONS, import_help_pages
from simcall.files.local_paths import local_path

__all__ = ["COMMAND_NAMES", "UnexpectedError", "command_line"]

_HELP = (
    "What would happen to 999 answer times and 101 abandonment if the rota changed? "
    "Write a scenario file, check it, run it."
)


class UnexpectedError(Exception):
    """An error of the work that Typer would take for Ctrl-D, or for a reader that has left our output."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        super().__init__(str(error))


@dataclass(frozen=True)
class Command:
    """A command: its name, its arguments and options, and the function that does the work.

    Attributes
    ----------
    name : str
        The word after ``simcall``.
    request : str
        ``module:class`` of a frozen dataclass whose fields are annotated with Typer's arguments and options. Its
        docstring is the help.
    work : str
        ``module:function``, imported when the command runs. The function takes a request and returns the exit status.
    """

    name: str
    request: str
    work: str

    def function(self) -> Callable[..., None]:
        """Return the function that Typer calls, with the request's fields as parameters."""
        request = _imported(self.request)

        def command(**values: Any) -> None:
            work = _imported(self.work)
            try:
                status = work(request(**{name: _local(value) for name, value in values.items()}))
            except (EOFError, OSError) as error:
                raise UnexpectedError(error) from error
            raise typer.Exit(status)

        hints = get_type_hints(request, include_extras=True)
        command.__name__ = self.name
        command.__doc__ = self.help
        command.__annotations__ = {field.name: hints[field.name] for field in fields(request)}
        command.__signature__ = Signature(  # type: ignore[attr-defined]
            [
                Parameter(
                    field.name,
                    Parameter.KEYWORD_ONLY,
                    default=Parameter.empty if field.default is MISSING else field.default,
                    annotation=hints[field.name],
                )
                for field in fields(request)
            ]
        )
        return command

    def entry(self, *, with_help: bool) -> Callable[[], None]:
        """Return a function without parameters, for a command that is listed and not run."""

        def command() -> None:
            """Do nothing: nobody runs it."""

        command.__name__ = self.name
        command.__doc__ = self.help if with_help else ""
        return command

    @property
    def help(self) -> str:
        """What the command does."""
        return cleandoc(_imported(self.request).__doc__ or "")


def _imported(name: str) -> Any:
    """Return what ``module:name`` names."""
    module, _, attribute = name.partition(":")
    return getattr(import_module(module), attribute)


def _local(value: Any) -> Any:
    """Return an argument whose paths have the form that this system uses."""
    if isinstance(value, list | tuple):
        return type(value)(map(_local, value))
    return local_path(value) if isinstance(value, Path) else value


COMMANDS = {
    "Start": (
        Command("new", "simcall.cli.requests.start:NewRequest", "simcall.cli.new:create"),
        Command("import", "simcall.cli.requests.start:ImportRequest", "simcall.cli.importing:import_and_save"),
        Command("check", "simcall.cli.requests.start:CheckRequest", "simcall.cli.check:check"),
        Command("rota", "simcall.cli.requests.start:RotaRequest", "simcall.cli.rota:show_rota"),
        Command("run", "simcall.cli.requests.start:RunRequest", "simcall.cli.run:run_and_save"),
        Command("staff", "simcall.cli.requests.staffing:StaffRequest", "simcall.cli.staff:staff_and_save"),
        Command("design", "simcall.cli.requests.staffing:DesignRequest", "simcall.cli.design:design_and_save"),
        Command("fit", "simcall.cli.requests.last_month:FitRequest", "simcall.cli.fit:fit_and_save"),
        Command(
            "validate", "simcall.cli.requests.last_month:ValidateRequest", "simcall.cli.validate:validate_and_save"
        ),
    ),
    "What if": (
        Command("compare", "simcall.cli.requests.what_if:CompareRequest", "simcall.cli.compare:compare_and_save"),
        Command("explain", "simcall.cli.requests.what_if:ExplainRequest", "simcall.cli.explain:explain_and_save"),
        Command("merge", "simcall.cli.requests.what_if:MergeRequest", "simcall.cli.merge:merge_and_save"),
        Command("sweep", "simcall.cli.requests.what_if:SweepRequest", "simcall.cli.sweep:sweep_and_save"),
        Command("best", "simcall.cli.requests.what_if:BestRequest", "simcall.cli.best:pick"),
        Command(
            "calibrate", "simcall.cli.requests.what_if:CalibrateRequest", "simcall.cli.calibrate:calibrate_and_save"
        ),
        Command("recruits", "simcall.cli.requests.what_if:RecruitsRequest", "simcall.cli.recruits:show_recruits"),
    ),
    "Show and hand on": (
        Command("page", "simcall.cli.requests.page:PageRequest", "simcall.cli.page:show_page"),
        Command("report", "simcall.cli.requests.hand_on:ReportRequest", "simcall.cli.report:write_report"),
        Command("plot", "simcall.cli.requests.hand_on:PlotRequest", "simcall.cli.plot:draw_one"),
    ),
}
"""By heading, in the order in which a planner needs them."""
COMMAND_NAMES = tuple(command.name for commands in COMMANDS.values() for command in commands)


def _print_version(is_requested: bool) -> None:
    if is_requested:
        from importlib import metadata

        print(f"simcall {metadata.version('simcall')}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the traceback of an error. You can write this anywhere.")
    ] = False,
) -> None:
    """Hold the options of all commands; `simcall.cli.main` has already acted on ``--debug``."""


def command_line(words: Sequence[str]) -> Callable[..., Any]:
    """Return what runs a command.

    Parameters
    ----------
    words : sequence of str
        The words after ``simcall``. A command whose name is among them has its arguments and options. The others are
        there by name, with what they do unless a command stands first, because then no help lists them.
    """
    if not words or set(HELP_OPTIONS) & set(words):
        import_help_pages()
    app = typer.Typer(
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": list(HELP_OPTIONS)},
        help=_HELP,
    )
    app.callback()(_options)
    with_help = not words or words[0] not in COMMAND_NAMES
    for heading, commands in COMMANDS.items():
        for command in commands:
            function = command.function() if command.name in words else command.entry(with_help=with_help)
            app.command(command.name, rich_help_panel=heading)(function)
    return get_command(app)
