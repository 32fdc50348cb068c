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
    """The last mapping that stands for each header, by its key. What an undone import confirmed is forgotten with it."""
    standing = "SELECT number FROM batches WHERE undone IS NULL"
    found = base.rows(
        f"SELECT headers, arg_max(mapping, batch) FROM confirmed_mappings WHERE batch IN ({standing}) GROUP BY headers"
    )
    return {key: Told(**json.loads(mapping)) for key, mapping in found}


def remember(base: Base, names: Sequence[str], told: Told, batch: int) -> bool:
    """Keep what was said for the next file with these headers. True where it is more or other than what was known."""
    key, said = headers_key(names), json.dumps(asdict(told), ensure_ascii=False)
    known = recall(base).get(key)
    base.run("INSERT OR REPLACE INTO confirmed_mappings VALUES (?, ?, ?)", [key, said, batch])
    return known is None or asdict(known) != json.loads(said)
