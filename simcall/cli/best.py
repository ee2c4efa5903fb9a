"""``simcall best``: the cheapest point of a sweep that meets the targets."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.text import Text

from simcall.cli.console import FAILED, INTERRUPTED, SHOWN, messages, output, print_json, progress_of
from simcall.cli.requests.what_if import BestRequest
from simcall.faces.sweep import load_sweep
from simcall.files.messages import counted
from simcall.measures import Estimate, Verdict
from simcall.present.words.figure_texts import lines_with_one_target, requirements_in_words
from simcall.present.words.figures import figure
from simcall.studies.figure_names import figure_name, requirement_in_words
from simcall.studies.sweep import Choice, best
from simcall.studies.sweep.best import Candidate
from simcall.studies.sweep.table import kind_of

__all__ = ["pick"]


def pick(request: BestRequest) -> int:
    """Load a sweep, simulate its best points again, and print the choice; return the exit status."""
    grid = load_sweep(request.folder)
    console = messages()
    if grid.damaged:
        console.print(Text(_about_damaged(grid.damaged, request.folder)), soft_wrap=True)
    try:
        with progress_of(console, "checking") as advance:
            choice = best(
                grid,
                request.targets,
                request.minimise,
                replications=request.replications,
                seed=request.seed,
                jobs=request.jobs,
                progress=advance,
            )
    except KeyboardInterrupt:
        console.print("Interrupted: nothing was chosen.")
        return INTERRUPTED
    if request.as_json:
        print_json(choice.document())
    else:
        _print_choice(output(), choice)
    return 0 if choice.chosen is not None else FAILED


def _about_damaged(number: int, folder: Path) -> str:
    counts = "counts" if number == 1 else "count"
    return (
        f"{folder}: {counted(number, 'point')} with a damaged file in cells {counts} as not simulated. The same "
        "simcall sweep command simulates what is missing."
    )


def _print_choice(out: Console, choice: Choice) -> None:
    lines = lines_with_one_target(choice.sweep.design)
    least, required = figure_name(choice.minimise, lines), requirements_in_words(choice.targets, lines)
    out.print(Text(f"{choice.sweep.design.name}: least {least} with {required}", "bold"))
    out.print(Text(_what_was_looked_at(choice)))
    out.print(Text(_what_was_found(choice), style="bold"))
    _print_candidates(out, choice)
    out.print(Text(_how_sure(choice)))
    if choice.left:
        out.print(Text(_what_was_left(choice)))


def _what_was_found(choice: Choice) -> str:
    """Write which point is chosen, and how many may be better."""
    chosen, undecided = choice.chosen, counted(len(choice.undecided), "point")
    verb = "is" if len(choice.undecided) == 1 else "are"
    close = f"{verb} too close to call: run more replications to decide (--replications)" if choice.undecided else ""
    if chosen is None:
        return f"No point surely meets the targets{f'; {undecided} {close}' if close else ''}. {_what_to_do(choice)}"
    which = f"Chosen: point {chosen.cell.point.number}"
    return f"{which}; {undecided} that cost less {close}." if close else f"{which}."


def _what_to_do(choice: Choice) -> str:
    """Write which point came nearest, and where to look for one that meets the targets."""
    remedy = "To find one, try more values (--vary of simcall sweep) or an easier target (--target)."
    if choice.nearest is None:
        return remedy
    of_sweep = "" if choice.nearest in choice.candidates else ", as the sweep found it"
    return f"The nearest is point {choice.nearest.cell.point.number}{of_sweep}. {remedy}"


def _how_sure(choice: Choice) -> str:
    """Write how sure the choice is, as its intervals show."""
    is_met = choice.chosen is not None and choice.chosen.verdict is Verdict.MET
    met = "the chosen point meets the targets, and " if is_met else ""
    return f"In 95 of 100 such choices, {met}every point reported as missing a target misses it."


def _what_was_left(choice: Choice) -> str:
    """Write how many points that cost more were not simulated again, and which may cost no more after all."""
    cheap = choice.as_cheap
    numbers = ", ".join(str(cell.point.number) for cell in cheap[:SHOWN]) + (", …" if len(cheap) > SHOWN else "")
    same = f", though {numbers} may cost as little" if cheap else ""
    return f"Not simulated again: {counted(len(choice.left), 'point')} that cost more{same}."


def _what_was_looked_at(choice: Choice) -> str:
    unknown = f", and has no figures for {counted(choice.unknown, 'point')}" if choice.unknown else ""
    looked, able = len(choice.candidates), len(choice.candidates) + len(choice.left)
    return (
        f"The sweep rules out {choice.ruled_out} of {counted(len(choice.sweep.cells), 'point')}{unknown}. Simulated "
        f"again, the cheapest first: {looked} of the other {able}, with {choice.replications} replications of fresh "
        f"callers (seed {choice.seed})."
    )


def _cost(choice: Choice, candidate: Candidate) -> str:
    return figure(Estimate(candidate.cost, None, None), kind_of(choice.minimise))[0]


def _print_candidates(out: Console, choice: Choice) -> None:
    """Print the chosen point, or the nearest, and others that may meet the targets too, the dearest of them first."""
    first = choice.chosen or choice.nearest
    others = [candidate for candidate in reversed(choice.undecided) if candidate is not first]
    rows = [*([first] if first is not None else []), *others]
    lines = lines_with_one_target(choice.sweep.design)
    least = figure_name(choice.minimise, lines)
    for candidate in rows[:SHOWN]:
        label = choice.sweep.design.label_of(candidate.cell.point)
        point = f"Point {candidate.cell.point.number}: {label}; {least} {_cost(choice, candidate)}"
        out.print("", Text(f"{point}: {candidate.verdict}", "bold"), sep="\n")
        for judged in candidate.judged:
            interval = " ".join(figure(judged.estimate, kind_of(judged.target)))
            out.print(Text(f"  {requirement_in_words(judged.target, lines)}: {interval}, {judged.verdict}"))
    out.print()
    if len(rows) > SHOWN:
        out.print(f"and {len(rows) - SHOWN:,} more too close to call: --json has all of them")
    missed = sum(candidate.verdict is Verdict.MISSED and candidate is not first for candidate in choice.candidates)
    if missed:
        out.print(Text(f"{counted(missed, 'other point')} simulated again surely missed a target."))
