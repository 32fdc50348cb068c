"""Spares a command the import of numpy and pandas, which Arrow tries by itself."""

from __future__ import annotations

import sys

_SPARED = frozenset({"numpy", "pandas"})


class _Nowhere:
    """A finder of modules (importlib.abc.MetaPathFinder, which is slow to load): says that there is neither of them."""

    def find_spec(self, fullname: str, *_: object) -> None:
        if fullname in _SPARED:
            raise ModuleNotFoundError(name=fullname)


def lean_arrow() -> None:
    """Load Arrow by itself. It would take numpy with it, and pandas when it first meets a value of Python's: half a second
    and 90 MB that no import needs.

    It looks for each once, so for that moment they are not to be found. Only where the process does nothing else: in
    a notebook Arrow shall go on making arrays and data frames.
    """
    nowhere = _Nowhere()
    sys.meta_path.insert(0, nowhere)
    try:
        import pyarrow.compute

        pyarrow.scalar(0)
    finally:
        sys.meta_path.remove(nowhere)
