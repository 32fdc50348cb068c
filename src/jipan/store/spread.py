"""Lets all processors work on the tables that a command lays out beside the base.

DuckDB hands its threads whole groups of 122,880 rows, so that one thread would work on a dealer's customers while the others wait. A
setting made for its own tests hands out 2,048 rows at a time. Rows laid out beside the base are plain and quickly found; those in the
base are packed, and unpacked anew for each such piece: statements that read them go the usual way.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from jipan.models import COLLECTIONS

if TYPE_CHECKING:
    from collections.abc import Callable

KEPT = (
    *COLLECTIONS, "aliases", "assessments", "batches", "confirmed_mappings", "conflicts", "counters", "custom_columns", "days_off",
    "decisions", "doubts", "forgotten", "keys", "mappings", "merges", "open_doubts", "optouts", "origins", "ownerships", "plans", "runs",
    "standing", "taken_back",
)  # fmt: skip
"""The tables of a base, and what stands for them."""


@cache
def _reads_kept() -> re.Pattern[str]:
    return re.compile(rf"""\b(?:FROM|JOIN)\s+\(?\s*"?(?:{"|".join(KEPT)})\b""")


MANY = 10_000
"""With fewer rows than that one processor has done the work before it could be handed out."""


class Spread:
    """Hands out rows in small pieces where that suits a statement, once there are many (`worth_it`). Where there are few, one
    processor works alone: to call the others costs a short command a quarter of its time.
    """

    def __init__(self, execute: Callable[[str], object], *, worth_it: bool) -> None:
        self._execute = execute
        self._fine = False
        self._worth_it = worth_it
        if not worth_it:
            execute("SET threads = 1")

    def expect(self, rows: int) -> None:
        """So many rows are about to be worked on."""
        if rows > MANY and not self._worth_it:
            self._worth_it = True
            self._execute("RESET threads")

    def suit(self, sql: str) -> None:
        """Hand out rows as suits the statement that runs next. After one that failed none follows in its transaction, which
        would take none.
        """
        self._set(fine=self._worth_it and not _reads_kept().search(sql))

    def _set(self, *, fine: bool) -> None:
        if fine != self._fine:
            self._execute(f"PRAGMA {'' if fine else 'disable_'}verify_parallelism")
            self._fine = fine
