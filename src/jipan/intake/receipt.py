"""What an import did, in figures that add up: read = created + updated + same + doubtful + rejected + skipped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jipan.errors import Problem
from jipan.intake.age import MADE

OUTCOMES = ("created", "updated", "same", "doubtful", "rejected", "skipped")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row. `address` ends in the row's number in the file; `reasons` are codes."""

    address: str
    outcome: str
    customer: str | None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapped:
    """How one sheet was understood: what it lists, and header → `collection.field` (None: kept under its own name)."""

    sheet: str | None
    lists: str
    columns: Mapping[str, str | None]
    guessed: tuple[str, ...] = ()
    """Headers that nobody knows, told by their values."""
    recalled: bool = False
    """A mapping was used that an earlier import confirmed."""
    proposals: Mapping[str, str] = field(default_factory=dict)
    """Header → what it might be mapped to."""


@dataclass(frozen=True, slots=True)
class Returned:
    """A list that came back edited: what it lists, how many of its rows were deleted (and whose, where that is certain),
    how many cells wait in the inbox because both sides changed them.
    """

    collection: str
    deleted: int
    ids: tuple[str, ...]
    conflicts: int


@dataclass(slots=True)
class Receipt:
    """One file's import. `rows` counts rows of the file, `records` what was fed to each collection."""

    file: str
    batch: int | None = None
    dated: str = ""
    made: str = ""
    """When the file was made: of two files of one day the later one is newer."""
    rows: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("read", *OUTCOMES), 0))
    records: dict[str, dict[str, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    rejects: str | None = None
    outcomes: list[Outcome] = field(default_factory=list)
    mapped: list[Mapped] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    returned: Returned | None = None
    """Of an exported list that came back: what else can be said of it."""

    unclear: int = 0
    """Contacts of a call sheet that wait for what came of them: their rows were taken, and are to be mended all the same."""
    confirmed: bool = False
    """What the user said of the columns is remembered from now on."""

    @property
    def took_something(self) -> bool:
        return any(self.rows[name] for name in ("created", "updated", "same", "doubtful"))

    @property
    def took_nothing(self) -> bool:
        """True when there were rows and none of them could be taken."""
        return self.rows["rejected"] > 0 and not self.took_something

    def count(self, outcome: str, number: int) -> None:
        self.rows[outcome] += number
        self.rows["read"] += number

    def counts(self) -> dict[str, Any]:
        """What is kept with the batch."""
        return {"rows": self.rows, "records": self.records, "problems": len(self.problems), MADE: self.made}
