"""What a format's reader finds in a file: the one thing that all of them give back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from jipan.sheets.grid import Grid, SheetInfo


@dataclass(frozen=True, slots=True)
class Contents:
    """The sheets of a file, and `load`, which reads one by its name."""

    sheets: tuple[SheetInfo, ...]
    load: Callable[[str], Grid]
    date1904: bool = False
    saved: datetime | None = None
    cut: bool = False
    """Whether the end of the file is broken off or padded."""
