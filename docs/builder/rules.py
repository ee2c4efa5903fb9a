"""Make docs/rules.md, the two engines beside each other rule by rule, from their sources.

``python -m docs.builder.rules`` writes the page. A test fails if the page in docs/ differs from it.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["ENGINES", "PAGE", "Passage", "page", "passages", "rules"]

PAGE = Path(__file__).parents[1] / "rules.md"
ENGINE = Path(__file__).parents[2] / "simcall" / "engine"
_RULES = ("run", "callers", "queues", "people", "taken_people", "dispatch", "work", "follow_ons", "call_ups")
ENGINES = {
    "Reference": [ENGINE / "reference" / f"{name}.py" for name in (*_RULES, "groups", "call_up_rules", "clock")],
    "Kernel": [ENGINE / "kernel" / f"{name}.py" for name in _RULES],
}

_HEAD = """\
# The rules in both engines

simcall has two engines that give the same records. The reference engine is written to be read, and the kernel to be
fast. This page shows each rule of the model, and the code that follows it in both engines. Code that follows several
rules stands under the first of them. simcall makes this page from its sources (`python -m docs.builder.rules`).
"""
_RULE = re.compile(r"^(R\d+[a-z]?) +(.*(?:\n .*)*)", re.MULTILINE)
_CITATION = re.compile(r"R\d+[a-z]?")


@dataclass(frozen=True)
class Passage:
    """A piece of code, the rules that it cites, and where it stands."""

    name: str
    rules: tuple[str, ...]
    code: str


def page() -> str:
    """Return the text of the page."""
    engines = {engine: passages(files) for engine, files in ENGINES.items()}
    return "\n".join([_HEAD, *(_section(rule, text, engines) for rule, text in rules().items())])


def rules() -> dict[str, str]:
    """Return the text of each rule, by its name."""
    contract = ast.get_docstring(ast.parse((ENGINE / "records.py").read_text("utf-8"))) or ""
    return {name: " ".join(text.split()) for name, text in _RULE.findall(contract)}


def passages(files: list[Path]) -> list[Passage]:
    """Return the functions and the blocks of the main loop that cite rules, in the order of the files."""
    return [passage for file in files for passage in (*_functions(file), *_blocks(file))]


def _functions(file: Path) -> Iterator[Passage]:
    source = file.read_text("utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            cited, colon, _ = (ast.get_docstring(node) or "").partition(":")
            if colon and _CITATION.match(cited):
                code = "\n".join(source.splitlines()[node.lineno - 1 : node.end_lineno])
                yield Passage(f"{file.stem}.{node.name}", tuple(_CITATION.findall(cited)), textwrap.dedent(code))


def _blocks(file: Path) -> Iterator[Passage]:
    """Yield each statement whose first line ends in a comment that names rules, and only rules."""
    lines = file.read_text("utf-8").splitlines()
    for start, line in enumerate(lines):
        if comment := re.search(r"(?:\w|:|\[|\)|\()  # (R\d+[a-z]?(?:, R\d+[a-z]?)*)$", line):
            indent = len(line) - len(line.lstrip())
            end = start + 1
            while end < len(lines) and len(lines[end]) - len(lines[end].lstrip()) > indent:
                end += 1
            end += any(line.strip().startswith(")") for line in lines[end : end + 1])
            code = textwrap.dedent("\n".join(lines[start:end]))
            yield Passage(f"{file.stem}, line by line", tuple(_CITATION.findall(comment[1])), code)


def _section(rule: str, text: str, engines: dict[str, list[Passage]]) -> str:
    level = "###" if rule[-1].isalpha() else "##"
    return "\n".join([f"{level} {rule}\n", f"{text}\n", *(_column(rule, *engine) for engine in engines.items())])


def _column(rule: str, engine: str, code: list[Passage]) -> str:
    """Return one engine's code for a rule, and the names of what else follows it."""
    here = [passage for passage in code if passage.rules[0] == rule]
    others = [f"`{passage.name}`" for passage in code if rule in passage.rules[1:]]
    if not here and not others:
        return ""
    also = f"\nSee also: {', '.join(dict.fromkeys(others))}.\n" if others else ""
    return f"**{engine}**\n" + "".join(_listing(passage.code) for passage in here) + also


def _listing(code: str) -> str:
    """Return code as Markdown, without the marks for its formatter."""
    return f"\n```python\n{code.replace('  # fmt: skip', '')}\n```\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
