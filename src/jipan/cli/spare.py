"""Spares a command the import of pandas, which Arrow tries by itself."""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder


class _NoPandas(MetaPathFinder):
    """Says that there is no pandas."""

    def find_spec(self, fullname: str, *_: object) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError(name=fullname)


def without_pandas() -> None:
    """Arrow imports pandas when it first meets a value of Python's: a third of a second and 70 MB that no import needs.

    It looks once, so for that moment pandas is not to be found. Only here, where the process is ours: in a notebook
    Arrow shall go on making data frames.
    """
    import pyarrow as pa

    nowhere = _NoPandas()
    sys.meta_path.insert(0, nowhere)
    try:
        pa.scalar(0)
    finally:
        sys.meta_path.remove(nowhere)
