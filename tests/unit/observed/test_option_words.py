"""Sentences of an import name no option of the command as text: the page has fields where the command has options."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import simcall
from simcall.errors import Problem, ScenarioError, SimcallError
from simcall.files.advice import Advice, Give, advice_of
from simcall.page.import_options import in_fields, lines_of

_ROOT = Path(simcall.__file__).parent
_READ_BY_BOTH = ("observed", "present/imported", "present/folders/imported.py", "studies/imported.py")
_OPTION = re.compile(r"(?<![\w`-])--[a-z]")


def sentences(tree: ast.AST) -> Iterator[str]:
    """Yield the texts of a module that are no docstrings: they have more than one word."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    of_documentation = {
        id(part.value)
        for node in ast.walk(tree)
        if isinstance(node, documented)
        for part in node.body
        if isinstance(part, ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in of_documentation:
            yield node.value


def test_no_sentence_names_an_option_as_text():
    """Options stand in sentences as a `Give`, which each surface words; the file of answers is the command's own."""
    files = [
        file
        for place in _READ_BY_BOTH
        for file in ([_ROOT / place], (_ROOT / place).rglob("*.py"))[place[-3:] != ".py"]
    ]
    found = [
        f"{file.relative_to(_ROOT)}: {text}"
        for file in files
        for text in sentences(ast.parse(file.read_text("utf-8")))
        if _OPTION.search(text) and " " in text.strip() and "simcall import" not in text
    ]
    assert len(files) > 50
    # How an answer about outcomes is named to the reader, and not to a person.
    assert [each for each in found if not each.endswith("--outcome of")] == []


def test_advice_is_worded_by_each_surface():
    """The command line reads an option, the page the label of its field; parts of parts are kept."""
    inner = Advice("give it ", Give("--staff"), ".")
    advice = Advice.lines([Advice("Write ", Give("--map", "Its name=wait"), " or ", Give("--zone", "UTC")), inner, "x"])
    assert advice == 'Write --map "Its name=wait" or --zone UTC\ngive it with --staff.\nx'
    assert in_fields(advice).splitlines() == [
        "Write “Its name=wait” under “What columns hold” or UTC under “Time zone of the files”",
        "give it under “Your duty sheet” on the page Your data.",
        "x",
    ]
    assert in_fields("plain") == "plain"


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (SimcallError(Advice("x ", Give("--keep", "DATE"))), "x DATE under “Days to keep although they look faulty”"),
        (SimcallError("one\ntwo"), "one"),
        (ScenarioError([Problem("--zone", "", "no such zone")]), "Time zone of the files: no such zone"),
        (
            ScenarioError([Problem("", "", Advice("add ", Give("--answer", "a=b")))]),
            "add a=b under “Answers to questions”",
        ),
    ],
)
def test_errors_keep_their_ways(error: SimcallError, line: str):
    """An error's message has the page's words on the page, and the command's elsewhere."""
    assert lines_of(error)[0] == line
    assert str(error).startswith(str(advice_of(error)).partition("\n")[0][:3])
