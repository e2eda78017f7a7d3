"""Frozen, slotted dataclasses made at a third of the price, for the hundreds of thousands a large book holds.

The `__init__` of a frozen dataclass sets each field through `object.__setattr__`: 1.4 µs for an `Entry`, as long as reading
its row. Here a twin with the same slots and an ordinary `__init__` is filled, then becomes the frozen class: 0.4 µs. The
result is indistinguishable, and frozen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, field, fields, is_dataclass, make_dataclass
from typing import Any


def twin_of(kind: type[Any], order: Sequence[str], fixed: Mapping[str, object] | None = None) -> type[Any] | None:
    """Return a class that takes the fields of `order` by position; `made.__class__ = kind` then freezes what it made.

    Args:
        fixed: values of fields that are not in `order`; the rest take their defaults.
    Returns:
        None where a field would have no value, the frozen class does more than set its fields, or this interpreter sees
        two layouts.
    """
    assert is_dataclass(kind)
    defaults = {f.name: f.default for f in fields(kind)} | dict(fixed or {})
    rest = [name for name in defaults if name not in order]
    if any(defaults[name] is MISSING for name in rest) or hasattr(kind, "__post_init__"):
        return None
    described = [(name, Any) for name in order] + [(name, Any, field(default=defaults[name])) for name in rest]
    twin = make_dataclass(kind.__name__, described, slots=True, eq=False, repr=False)
    try:
        object.__new__(twin).__class__ = kind  # type: ignore[assignment]  # asks Python whether the layouts agree
    except TypeError:
        return None
    return twin
