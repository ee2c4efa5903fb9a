"""Work out where the values of merged layers come from; a changed value without a source becomes assumed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from simcall.scenario.models.keys import RUN_SETTINGS
from simcall.scenario.models.paths import KeyPath, covers, is_covered, leaves
from simcall.scenario.reading.layers import Layer

__all__ = ["WITHOUT_SOURCE", "merged_provenance"]

WITHOUT_SOURCE = "without a source"
"""The end of the source of every value that a layer set without giving its source."""


def merged_provenance(
    below: Mapping[KeyPath, object],
    layer: Layer,
    *,
    new: Iterable[KeyPath],
    changed: Sequence[KeyPath],
    gone: Sequence[KeyPath],
) -> dict[KeyPath, object]:
    """Return the entries of provenance after a layer is laid over others.

    Parameters
    ----------
    below : mapping
        The entries so far, by path.
    layer : Layer
        The layer.
    new, changed, gone : iterables of KeyPath
        What the layer does to the values below it.
    """
    entries = {path: entry for path, entry in below.items() if not is_covered(path, [*gone, *changed])}
    inherited = list(entries)
    source = f"set {'by' if layer.overrides else 'in'} {layer.label} {WITHOUT_SOURCE}"
    for path in [*changed, *(path for path in new if is_covered(path, inherited))]:
        if path[0] not in RUN_SETTINGS and not _is_sourced(path, layer):
            entries[path] = {"kind": "assumed", "source": source}
    return {**entries, **layer.provenance}


def _is_sourced(path: KeyPath, layer: Layer) -> bool:
    """Tell whether the layer says where a value is from, or, for a table, where each value in it is from."""
    if is_covered(path, layer.provenance):
        return True
    inside = [entry for entry in layer.provenance if covers(path, entry)]
    facts = [leaf for leaf, _ in leaves(layer.values) if covers(path, leaf) and leaf[-1] != "distribution"]
    return bool(inside) and all(is_covered(leaf, inside) for leaf in facts)
