"""Mappings that were confirmed once are remembered for files with the same headers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from jipan.intake.headers import normal
from jipan.intake.mapping import Told

if TYPE_CHECKING:
    from jipan.store import Base


def headers_key(names: Sequence[str]) -> str:
    """What tells a header again, whatever the order of its columns."""
    told = "\n".join(sorted(normal(name) for name in names if name))
    return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()


def recall(base: Base) -> dict[str, Told]:
    """All mappings that stand, by the key of their headers. What an undone import confirmed is forgotten with it."""
    standing = "SELECT number FROM batches WHERE undone IS NULL"
    found = base.rows(f"SELECT headers, mapping FROM mappings WHERE batch IN ({standing})")
    return {key: Told(**json.loads(mapping)) for key, mapping in found}


def remember(base: Base, names: Sequence[str], told: Told, batch: int) -> None:
    """Keep what was said for the next file with these headers."""
    said = json.dumps(asdict(told), ensure_ascii=False)
    base.run("INSERT OR REPLACE INTO mappings VALUES (?, ?, ?)", [headers_key(names), said, batch])
