"""Make the Python reference from the docstrings of the names in ``simcall.__all__``.

The names are looked up in the running package, so the page follows them when their modules move.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

import griffe

import simcall

__all__ = ["page"]

_INTRODUCTION = """\
# Python reference

This page is made from the docstrings of everything that `import simcall as sc` offers. For worked examples, see the
README and the notebooks.
"""

_LINE_LENGTH = 100
_STARS: dict[Any, str] = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}
_METHODS = (staticmethod, classmethod)
_PROPERTIES = (property, cached_property)


def page() -> str:
    """Return the whole page."""
    public = {name: getattr(simcall, name) for name in simcall.__all__ if not name.startswith("_")}
    functions = {name: value for name, value in public.items() if not inspect.isclass(value)}
    errors = {name: value for name, value in public.items() if inspect.isclass(value) and _is_error(value)}
    classes = {name: value for name, value in public.items() if inspect.isclass(value) and not _is_error(value)}
    return "\n".join(
        [
            _INTRODUCTION,
            "## Functions\n",
            *(_function(f"sc.{name}", value, level=3) for name, value in functions.items()),
            "## Classes\n",
            *(_class(name, value) for name, value in classes.items()),
            "## Errors\n",
            *(_class(name, value) for name, value in errors.items()),
        ]
    )


def _is_error(value: type) -> bool:
    return issubclass(value, Exception)


# Functions and classes ------------------------------------------------------------------------------------------------


def _function(name: str, value: Callable[..., Any], *, level: int) -> str:
    heading = f"{'#' * level} `{name}`\n"
    return "\n".join([heading, _signature(name, value), _docstring(value)])


def _class(name: str, value: type) -> str:
    methods = [_function(f"{name}.{key}", method, level=4) for key, method in _methods(value)]
    properties = [f"- `{key}`: {_first_line(member)}" for key, member in _properties(value)]
    table = ["**Properties**\n", *properties, ""] if properties else []
    return "\n".join([f"### `{name}`\n", _docstring(value), *table, *methods])


def _methods(value: type) -> Iterator[tuple[str, Any]]:
    for name, member in _members(value):
        if inspect.isfunction(member) or isinstance(member, _METHODS):
            yield name, getattr(value, name)


def _properties(value: type) -> Iterator[tuple[str, Any]]:
    for name, member in _members(value):
        if isinstance(member, _PROPERTIES):
            yield name, member


def _members(value: type) -> Iterator[tuple[str, Any]]:
    """Yield the public members that simcall's own classes define, each once, those of the class itself first."""
    seen: set[str] = set()
    for owner in value.__mro__:
        if not owner.__module__.startswith("simcall"):
            continue
        for name, member in vars(owner).items():
            if not name.startswith(("_", "model_")) and name not in seen:
                seen.add(name)
                yield name, member


# Signatures -----------------------------------------------------------------------------------------------------------


def _signature(name: str, value: Callable[..., Any]) -> str:
    signature = inspect.signature(value)
    parameters = list(_parameters(signature))
    result = f" -> {_annotation(signature.return_annotation)}"
    line = f"{name}({', '.join(parameters)}){result}"
    if len(line) > _LINE_LENGTH:
        line = f"{name}(\n    " + ",\n    ".join(parameters) + f",\n){result}"
    return f"```python\n{line}\n```\n"


def _parameters(signature: inspect.Signature) -> Iterator[str]:
    """Yield the parameters as they are written, with the star before those that are given by keyword only."""
    shown = [parameter for parameter in signature.parameters.values() if parameter.name != "self"]
    keyword_only = [parameter.name for parameter in shown if parameter.kind is parameter.KEYWORD_ONLY]
    has_star = any(parameter.kind is parameter.VAR_POSITIONAL for parameter in shown)
    for parameter in shown:
        if not has_star and parameter.name in keyword_only[:1]:
            yield "*"
        yield _parameter(parameter)


def _parameter(parameter: inspect.Parameter) -> str:
    stars = _STARS.get(parameter.kind, "")
    default = "" if parameter.default is parameter.empty else f" = {parameter.default!r}"
    return f"{stars}{parameter.name}: {_annotation(parameter.annotation)}{default}"


def _annotation(annotation: Any) -> str:
    """Return an annotation as the source has it; the modules of simcall do not evaluate theirs."""
    return annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)


# Docstrings -----------------------------------------------------------------------------------------------------------


def _docstring(value: Any) -> str:
    parsed = griffe.Docstring(inspect.getdoc(value) or "").parse("numpy", warnings=False)
    return "\n".join(_section(section) for section in parsed)


def _first_line(value: Any) -> str:
    return _markdown((inspect.getdoc(value) or "").partition("\n\n")[0])


def _section(section: Any) -> str:
    if section.kind is griffe.DocstringSectionKind.text:
        return f"{_markdown(section.value)}\n"
    if section.kind is griffe.DocstringSectionKind.examples:
        return "\n".join(_example(kind, text) for kind, text in section.value)
    title = f"**{section.title or section.kind.value.capitalize()}**\n"
    if section.kind is griffe.DocstringSectionKind.admonition:  # Notes, References and the like
        return f"{title}\n{_markdown(section.value.description)}\n"
    return "\n".join([title, *(_item(item) for item in section.value), ""])


def _example(kind: Any, text: str) -> str:
    return f"```python\n{text}\n```\n" if kind is griffe.DocstringSectionKind.examples else f"{_markdown(text)}\n"


def _item(item: Any) -> str:
    """Return a parameter, result, error or attribute as an item of a list."""
    name = f"`{item.name}`" if getattr(item, "name", "") else ""
    kind = f"`{item.annotation}`" if item.annotation else ""
    described = _markdown(" ".join(item.description.split()))
    heading = " ".join(part for part in (name, f"({kind})" if name and kind else kind) if part)
    return f"- {heading}: {described}" if described else f"- {heading}"


def _markdown(text: str) -> str:
    """Return a docstring's words as Markdown."""
    return text.replace("``", "`")
