"""Frozen dataclasses that are made as quickly as open ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import MISSING, fields
from typing import Any, Final, TypeVar

_Made = TypeVar("_Made")
_OPEN: Final[dict[type, type]] = {}
"""Frozen class → the one that its instances are of while they are filled."""
_PUT: Final = object.__setattr__


def quickly_made(cls: type[_Made]) -> type[_Made]:
    """The same frozen dataclass with slots, its ``__init__`` three times as quick: reading a file makes millions.

    ``dataclasses`` fills a frozen instance by one call of ``object.__setattr__`` for each field. Here the instance is,
    while it is filled, of a class with the same slots that is not frozen, and plain assignments do it.
    Fields with a ``default_factory``, ``init=False`` or ``kw_only``, and ``__post_init__``, are refused (TypeError).
    """
    own = fields(cls)  # type: ignore[arg-type]
    plain = all(field.init and not field.kw_only and field.default_factory is MISSING for field in own)
    if not plain or hasattr(cls, "__post_init__"):
        raise TypeError(f"{cls.__name__} is no dataclass of plain fields")
    open_ = _OPEN[cls] = type(cls.__name__, (), {"__slots__": cls.__slots__})  # type: ignore[attr-defined]
    names: dict[str, Any] = {f"_{field.name}": field.default for field in own}
    given = ", ".join(f"{field.name}=_{field.name}" if field.default is not MISSING else field.name for field in own)
    filled = "".join(f"    self.{field.name} = {field.name}\n" for field in own)
    source = f"def __init__(self, {given}):\n    _put(self, '__class__', _open)\n{filled}    self.__class__ = _frozen\n"
    names |= {"_put": _PUT, "_open": open_, "_frozen": cls}
    exec(source, names)  # noqa: S102 - made of the names of fields alone, as dataclasses does itself
    names["__init__"].__annotations__ = dict(cls.__init__.__annotations__)
    names["__init__"].__qualname__ = f"{cls.__qualname__}.__init__"
    cls.__init__ = names["__init__"]  # type: ignore[method-assign]
    return cls


def row_maker(cls: type[_Made]) -> Callable[[Sequence[Any]], _Made]:
    """What makes an instance of a ``quickly_made`` class of the values of all its fields in their order (no default is
    put in), in half the time of a call: the instance begins as one of the class that is not frozen.
    """
    names: dict[str, Any] = {"_new": object.__new__, "_open": _OPEN[cls], "_frozen": cls}
    filled = "".join(f"one.{field.name}, " for field in fields(cls))  # type: ignore[arg-type]
    source = f"def made(row):\n    one = _new(_open)\n    {filled}= row\n    one.__class__ = _frozen\n    return one\n"
    exec(source, names)  # noqa: S102 - made of the names of fields alone, as above
    made: Callable[[Sequence[Any]], _Made] = names["made"]
    return made
