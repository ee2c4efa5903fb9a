"""Look up in the models what may stand at a path, so that messages and listings do not repeat it."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from simcall.scenario.models import distributions
from simcall.scenario.models.field_docs import described_fields
from simcall.scenario.models.lines import ScenarioModel
from simcall.scenario.models.paths import KeyPath, child

__all__ = ["DISTRIBUTIONS", "SchemaKey", "bounds", "known_keys", "schema_key"]

DISTRIBUTIONS: Mapping[str, type[BaseModel]] = {
    get_args(distribution.model_fields["distribution"].annotation)[0]: distribution
    for distribution in get_args(get_args(distributions.Distribution)[0])
}
"""The distributions by their names in a scenario."""


@dataclass(frozen=True)
class SchemaKey:
    """What may stand at one path.

    Attributes
    ----------
    annotation : type
        The type, without None and without metadata.
    metadata : tuple
        Bounds and the like.
    field : pydantic.fields.FieldInfo or None
        The field of a model, if the path leads to one.
    owner : type of BaseModel or None
        That model.
    name : str
        The field's name in the model.
    """

    annotation: Any
    metadata: tuple[Any, ...] = ()
    field: FieldInfo | None = None
    owner: type[BaseModel] | None = None
    name: str = ""

    @property
    def description(self) -> str:
        """What the models say about it, in one line; empty if it is not a field."""
        return " ".join(described_fields(self.owner).get(self.name, "").split()) if self.owner else ""

    @property
    def meaning(self) -> str:
        """The first sentence of that."""
        return self.description.partition(". ")[0].removesuffix(".")

    @property
    def is_distribution(self) -> bool:
        """Whether it must be a table with a ``distribution``."""
        return _is_any_distribution(self.annotation)


def schema_key(path: KeyPath, document: object, model: type[BaseModel] = ScenarioModel) -> SchemaKey | None:
    """Return what may stand at a path; None where nothing may.

    Parameters
    ----------
    path : KeyPath
        The keys.
    document : object
        The document, which names each distribution.
    model : type of BaseModel
        What the document may hold; by default, a scenario.
    """
    entry: SchemaKey | None = SchemaKey(model)
    node = document
    for key in path:
        entry = _inner(entry, key, node) if entry else None
        node = child(node, key)
    return entry


def known_keys(path: KeyPath, document: object, model: type[BaseModel] = ScenarioModel) -> tuple[str, ...]:
    """Return the keys that the table at a path may have; none if any key may be chosen.

    The parameters are those of `schema_key`.
    """
    entry = schema_key(path, document, model)
    node = _node(path, document)
    table = _model_of(_suitable(entry.annotation, node), node) if entry else None
    return tuple(_fields(table)) if table else ()


def bounds(entry: SchemaKey) -> dict[str, float]:
    """Return the bounds of a number: some of ge, gt, le and lt."""
    limits: dict[str, float] = {}
    for item in entry.metadata:
        for name in ("ge", "gt", "le", "lt"):
            if (limit := getattr(item, name, None)) is not None:
                limits[name] = limit
    return limits


def _node(path: KeyPath, document: object) -> object:
    for key in path:
        document = child(document, key)
    return document


def _inner(entry: SchemaKey, key: str, node: object) -> SchemaKey | None:
    annotation = _suitable(entry.annotation, node)
    model = _model_of(annotation, node)
    if model:
        if (name := _fields(model).get(key)) is None:
            return None
        field = model.model_fields[name]
        entry = _unwrapped(field.annotation, tuple(field.metadata))
        return replace(entry, field=field, owner=model, name=name)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is tuple:
        element = _unwrapped(arguments[0])
        # One table may stand for a list of one.
        return _inner(element, key, node) if isinstance(node, Mapping) else element
    return _unwrapped(arguments[1]) if isinstance(origin, type) and issubclass(origin, Mapping) else None


def _suitable(annotation: Any, node: object) -> Any:
    """Return which of a list and a table may stand where a document has one of them."""
    if get_origin(annotation) not in (Union, types.UnionType) or _is_any_distribution(annotation):
        return annotation
    suitable = (Mapping, BaseModel) if isinstance(node, Mapping) else tuple
    kinds = {option: get_origin(option) or option for option in get_args(annotation)}
    fitting = (option for option, kind in kinds.items() if isinstance(kind, type) and issubclass(kind, suitable))
    return next(fitting, annotation)


@cache
def _fields(model: type[BaseModel]) -> Mapping[str, str]:
    """Return the names of a model's fields in Python, by those in a scenario."""
    return {field.alias or name: name for name, field in model.model_fields.items()}


def _model_of(annotation: Any, node: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) is tuple and isinstance(node, Mapping):
        return _model_of(_unwrapped(get_args(annotation)[0]).annotation, node)
    if _is_any_distribution(annotation) and isinstance(node, Mapping):
        return DISTRIBUTIONS.get(str(node.get("distribution")))
    return None


def _is_any_distribution(annotation: Any) -> bool:
    is_union = get_origin(annotation) in (Union, types.UnionType)
    return is_union and set(get_args(annotation)) == set(DISTRIBUTIONS.values())


def _unwrapped(annotation: Any, metadata: tuple[Any, ...] = ()) -> SchemaKey:
    """Take None and metadata off a type; of ``"flat"`` or a list, keep the list."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            metadata = (*metadata, *_flattened(more))
        elif get_origin(annotation) in (Union, types.UnionType) and not _is_any_distribution(annotation):
            rest = [option for option in get_args(annotation) if option is not type(None)]
            if len(rest) > 1 and not any(get_origin(option) is Literal for option in rest):
                return SchemaKey(annotation, metadata)
            (annotation,) = rest if len(rest) == 1 else [option for option in rest if get_origin(option) is not Literal]
        else:
            return SchemaKey(annotation, metadata)


def _flattened(metadata: list[Any]) -> tuple[Any, ...]:
    """Take the bounds out of a `Field`."""
    return tuple(part for item in metadata for part in (item.metadata if isinstance(item, FieldInfo) else (item,)))
