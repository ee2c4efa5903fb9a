"""What the models say about their fields: the docstrings under them.

They are read from the source when they are asked for. With pydantic's own ``use_attribute_docstrings`` every start of
simcall would read them all, which takes a third of the time that the models need.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise

from pydantic import BaseModel

__all__ = ["described_fields"]


@cache
def described_fields(model: type[BaseModel]) -> Mapping[str, str]:
    """Return the docstring of each field of a model that has one, by the field's name in Python.

    Where the source is not installed there is none.
    """
    docstrings: dict[str, str] = {}
    for ancestor in reversed(model.__mro__):
        docstrings |= _classes(ancestor.__module__).get(ancestor.__qualname__, {})
    return docstrings


@cache
def _classes(module: str) -> Mapping[str, Mapping[str, str]]:
    """Return the fields with docstrings of each class of one of simcall's modules."""
    if not module.startswith(f"{__name__.partition('.')[0]}."):
        return {}
    try:
        source = inspect.getsource(sys.modules[module])
    except OSError:
        return {}
    return {node.name: dict(_docstrings(node)) for node in ast.parse(source).body if isinstance(node, ast.ClassDef)}


def _docstrings(definition: ast.ClassDef) -> Iterator[tuple[str, str]]:
    """Yield the name and the docstring of each field of a class."""
    for field, below in pairwise(definition.body):
        match field, below:
            case ast.AnnAssign(target=ast.Name(name)), ast.Expr(ast.Constant(str(text))):
                yield name, inspect.cleandoc(text)
