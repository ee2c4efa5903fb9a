"""``simcall design``: which shifts, and how many people on each."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.text import Text

from simcall.cli.console import INTERRUPTED, changes_in_words, messages, output, print_json
from simcall.cli.oddities import print_oddities
from simcall.cli.plain_tables import plain_table
from simcall.cli.requests.staffing import DesignRequest
from simcall.cli.study_commands import answered_and_saved
from simcall.faces.rota_design import RotaDesign, design
from simcall.files.own_folders import check_place
from simcall.present.folders.rota_design import KIND, SCENARIO, WORKBOOK, folder_of
from simcall.present.words.rota_changes import changes_of
from simcall.present.words.rota_design import (
    POST_HEADINGS,
    POST_MEANING,
    POST_NUMBERS,
    TARGET_HEADINGS,
    answer_sentences,
    assumed_inputs,
    bound_sentences,
    method_sentences,
    odd_sentences,
    post_rows,
    target_rows,
    targets_sentence,
    worst_hours,
)
from simcall.studies.design.request_files import read_request
from simcall.studies.kept_arrays import unfinished_beside

__all__ = ["design_and_save"]

_WIDEST = 100
_TARGETS_NOT_MET = 1


def design_and_save(request: DesignRequest) -> int:
    """Search, save and print; return the exit status."""
    rules = read_request(request.file, request.overrides)
    scenario = rules.scenario
    folder = request.out or folder_of(scenario)
    check_place(folder, KIND)  # before the work, not after it
    console = messages()
    print_oddities(console, scenario, Path(scenario.history.files[-1]))
    unfinished = unfinished_beside(folder)
    answer = answered_and_saved(
        lambda advance: design(rules, seed=request.seed, jobs=request.jobs, keep=unfinished, progress=advance),
        folder,
        figures=request.figures,
        console=console,
        unfinished=unfinished,
    )
    if answer is None:
        return INTERRUPTED
    if request.as_json:
        print_json(answer.document())
    else:
        _print(answer, request, folder)
    if answer.obstacle:
        console.print(Text(answer.obstacle), soft_wrap=True)
        return _TARGETS_NOT_MET
    return 0


def _print(answer: RotaDesign, request: DesignRequest, folder: Path) -> None:
    out = output()
    out.width = min(out.width, _WIDEST)
    out.print(Text(answer.request.scenario.name, style="bold"))
    if request.overrides:
        out.print(Text(f"Changed: {changes_in_words(request.overrides)}", style="bold"))
    out.print(Text(targets_sentence(answer)))
    for sentence in (sentence for sentence in answer_sentences(answer) if sentence != answer.obstacle):  # on stderr
        out.print(Text(sentence, style="bold"))
    for sentence in (*bound_sentences(answer), *odd_sentences(answer)):
        out.print(Text(sentence))
    out.print()
    out.print(plain_table(TARGET_HEADINGS, target_rows(answer), numbers=TARGET_HEADINGS[1:3]))
    _print_all(out, "", worst_hours(answer))
    out.print()
    out.print(plain_table(POST_HEADINGS, post_rows(answer), numbers=POST_NUMBERS))
    _print_all(out, "", [POST_MEANING])
    _print_all(out, "Against today's rota", changes_of(answer))
    _print_all(out, "How sure this is", [*method_sentences(answer), assumed_inputs(answer)])
    out.print()
    out.print(Text(f"The duty sheet is {folder / WORKBOOK}"), soft_wrap=True)
    same = f"--seed {answer.check_seed} --replications {answer.replications}"
    scenario = shlex.quote(str(folder / SCENARIO))
    out.print(Text(f"To get these figures again: simcall run {scenario} {same}"), soft_wrap=True)
    out.print(Text(f"For a report: simcall report {shlex.quote(str(folder))}"), soft_wrap=True)


def _print_all(out: Console, heading: str, sentences: Iterable[str]) -> None:
    """Print sentences under a heading; nothing if there are none."""
    lines = [sentence for sentence in sentences if sentence]
    if lines and heading:
        out.print("", Text(heading, style="bold"), sep="\n")
    for line in lines:
        out.print(Text(line))
