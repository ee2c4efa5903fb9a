"""What may stand at a path of a scenario, read off the models, so that messages and listings never restate them."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from simcall.scenario.models import distributions
from simcall.scenario.models.lines import ScenarioModel
from simcall.scenario.models.paths import KeyPath, child

__all__ = ["LAWS", "Place", "bounds", "known_keys", "place_at"]

LAWS: Mapping[str, type[BaseModel]] = {
    get_args(law.model_fields["distribution"].annotation)[0]: law
    for law in get_args(get_args(distributions.Distribution)[0])
}
"""The laws by their names in a scenario."""


@dataclass(frozen=True)
class Place:
    """What may stand at one path.

    Attributes
    ----------
    annotation : type
        The type, without None and without metadata.
    metadata : tuple
        Bounds and the like.
    field : pydantic.fields.FieldInfo or None
        The field of a model, if the place is one.
    """

    annotation: Any
    metadata: tuple[Any, ...] = ()
    field: FieldInfo | None = None

    @property
    def meaning(self) -> str:
        """The first sentence of what the models say about it."""
        text = " ".join((self.field.description or "").split()) if self.field else ""
        return text.partition(". ")[0].removesuffix(".")

    @property
    def is_distribution(self) -> bool:
        """Whether a table with a ``distribution`` is wanted."""
        return _is_laws(self.annotation)


def place_at(path: KeyPath, document: object) -> Place | None:
    """Return what may stand at a path; None where nothing may.

    Parameters
    ----------
    path : KeyPath
        The keys.
    document : object
        The scenario's document, which tells the law of each distribution.
    """
    place: Place | None = Place(ScenarioModel)
    node = document
    for key in path:
        place = _inner(place, key, node) if place else None
        node = child(node, key)
    return place


def known_keys(path: KeyPath, document: object) -> tuple[str, ...]:
    """Return the keys that the table at a path may have; none if any key may be chosen."""
    place = place_at(path, document)
    model = _model_of(place.annotation, _node(path, document)) if place else None
    return tuple(_fields(model)) if model else ()


def bounds(place: Place) -> dict[str, float]:
    """Return the bounds of a number: some of ge, gt, le and lt."""
    limits: dict[str, float] = {}
    for item in place.metadata:
        for name in ("ge", "gt", "le", "lt"):
            if (limit := getattr(item, name, None)) is not None:
                limits[name] = limit
    return limits


def _node(path: KeyPath, document: object) -> object:
    for key in path:
        document = child(document, key)
    return document


def _inner(place: Place, key: str, node: object) -> Place | None:
    model = _model_of(place.annotation, node)
    if model:
        field = _fields(model).get(key)
        return _unwrapped(field.annotation, tuple(field.metadata), field) if field else None
    origin, arguments = get_origin(place.annotation), get_args(place.annotation)
    if origin is tuple:
        return _unwrapped(arguments[0])
    return _unwrapped(arguments[1]) if isinstance(origin, type) and issubclass(origin, Mapping) else None


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _model_of(annotation: Any, node: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if _is_laws(annotation) and isinstance(node, Mapping):
        return LAWS.get(str(node.get("distribution")))
    return None


def _is_laws(annotation: Any) -> bool:
    return get_origin(annotation) in (Union, types.UnionType) and set(get_args(annotation)) == set(LAWS.values())


def _unwrapped(annotation: Any, metadata: tuple[Any, ...] = (), field: FieldInfo | None = None) -> Place:
    """Take None and metadata off a type; of ``"flat"`` or a list, keep the list."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            metadata = (*metadata, *_flattened(more))
        elif get_origin(annotation) in (Union, types.UnionType) and not _is_laws(annotation):
            rest = [option for option in get_args(annotation) if option is not type(None)]
            if len(rest) > 1 and not any(get_origin(option) is Literal for option in rest):
                return Place(annotation, metadata, field)
            (annotation,) = rest if len(rest) == 1 else [option for option in rest if get_origin(option) is not Literal]
        else:
            return Place(annotation, metadata, field)


def _flattened(metadata: list[Any]) -> tuple[Any, ...]:
    """Take the bounds out of a `Field`."""
    return tuple(part for item in metadata for part in (item.metadata if isinstance(item, FieldInfo) else (item,)))
