"""jipan: one clean customer base out of a dealer's spreadsheets."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["Rulebook", "__version__"]

if TYPE_CHECKING:
    from jipan.rulebook import Rulebook


def __getattr__(name: str) -> Any:
    """`jipan.Rulebook`, fetched when it is asked for: the command line starts without it."""
    if name == "Rulebook":
        return import_module("jipan.rulebook").Rulebook
    raise AttributeError(name)
