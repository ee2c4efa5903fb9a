"""The command line: its commands, under the headings of its help, each made from its request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from importlib import import_module
from inspect import Parameter, Signature, cleandoc
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer
from typer.main import get_command

from simcall.cli.requests import (
    BestRequest,
    CalibrateRequest,
    CheckRequest,
    CompareRequest,
    DesignRequest,
    ExplainRequest,
    FitRequest,
    ImportRequest,
    MergeRequest,
    NewRequest,
    PageRequest,
    PlotRequest,
    RecruitsRequest,
    ReportRequest,
    RotaRequest,
    RunRequest,
    StaffRequest,
    SweepRequest,
    ValidateRequest,
)
from simcall.files.local_paths import local_path

__all__ = ["UnexpectedError", "app", "command_line"]

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="What would happen to 999 answer times and 101 abandonment if the rota changed? "
    "Write a scenario file, check it, run it.",
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
    request : type
        A frozen dataclass whose fields are annotated with Typer's arguments and options. Its docstring is the help.
    work : str
        ``module:function``, imported when the command runs, so that ``simcall --help`` answers at once. The function
        takes a request and returns the exit status.
    """

    name: str
    request: type[Any]
    work: str

    def function(self) -> Callable[..., None]:
        """Return the function that Typer calls, with the request's fields as parameters."""

        def command(**values: Any) -> None:
            module, _, name = self.work.partition(":")
            work = getattr(import_module(module), name)
            try:
                status = work(self.request(**{name: _local(value) for name, value in values.items()}))
            except (EOFError, OSError) as error:
                raise UnexpectedError(error) from error
            raise typer.Exit(status)

        hints = get_type_hints(self.request, include_extras=True)
        command.__name__ = self.name
        command.__doc__ = cleandoc(self.request.__doc__ or "")
        command.__annotations__ = {field.name: hints[field.name] for field in fields(self.request)}
        command.__signature__ = Signature(  # type: ignore[attr-defined]
            [
                Parameter(
                    field.name,
                    Parameter.KEYWORD_ONLY,
                    default=Parameter.empty if field.default is MISSING else field.default,
                    annotation=hints[field.name],
                )
                for field in fields(self.request)
            ]
        )
        return command


def _local(value: Any) -> Any:
    """Return an argument whose paths have the form that this system uses."""
    if isinstance(value, list | tuple):
        return type(value)(map(_local, value))
    return local_path(value) if isinstance(value, Path) else value


COMMANDS = {
    "Start": (
        Command("new", NewRequest, "simcall.cli.new:create"),
        Command("import", ImportRequest, "simcall.cli.importing:import_and_save"),
        Command("check", CheckRequest, "simcall.cli.check:check"),
        Command("rota", RotaRequest, "simcall.cli.rota:show_rota"),
        Command("run", RunRequest, "simcall.cli.run:run_and_save"),
        Command("staff", StaffRequest, "simcall.cli.staff:staff_and_save"),
        Command("design", DesignRequest, "simcall.cli.design:design_and_save"),
        Command("fit", FitRequest, "simcall.cli.fit:fit_and_save"),
        Command("validate", ValidateRequest, "simcall.cli.validate:validate_and_save"),
    ),
    "What if": (
        Command("compare", CompareRequest, "simcall.cli.compare:compare_and_save"),
        Command("explain", ExplainRequest, "simcall.cli.explain:explain_and_save"),
        Command("merge", MergeRequest, "simcall.cli.merge:merge_and_save"),
        Command("sweep", SweepRequest, "simcall.cli.sweep:sweep_and_save"),
        Command("best", BestRequest, "simcall.cli.best:pick"),
        Command("calibrate", CalibrateRequest, "simcall.cli.calibrate:calibrate_and_save"),
        Command("recruits", RecruitsRequest, "simcall.cli.recruits:show_recruits"),
    ),
    "Show and hand on": (
        Command("page", PageRequest, "simcall.cli.page:show_page"),
        Command("report", ReportRequest, "simcall.cli.report:write_report"),
        Command("plot", PlotRequest, "simcall.cli.plot:draw_one"),
    ),
}
"""By heading, in the order in which a planner needs them."""


def _print_version(is_requested: bool) -> None:
    if is_requested:
        from importlib import metadata

        print(f"simcall {metadata.version('simcall')}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the traceback of an error. You can write this anywhere.")
    ] = False,
) -> None:
    """Hold the options of all commands; `simcall.cli.main` has already acted on ``--debug``."""


for heading, commands in COMMANDS.items():
    for command in commands:
        app.command(command.name, rich_help_panel=heading)(command.function())

command_line = get_command(app)
"""What runs a command, made once: calling `app` would make it anew each time."""
