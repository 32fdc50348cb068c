"""The base: one DuckDB file with batches, versions and undo. The only room that knows DuckDB."""

from __future__ import annotations

from jipan.store.base import Base, was_full, was_interrupted
from jipan.store.batches import Batch, batches, begin, finish, last_batch
from jipan.store.bulk import Selected
from jipan.store.frames import CURRENT, as_known
from jipan.store.identities import stands_under
from jipan.store.undo import UndoPlan, plan_undo, undo

__all__ = [
    "CURRENT",
    "Base",
    "Batch",
    "Selected",
    "UndoPlan",
    "as_known",
    "batches",
    "begin",
    "finish",
    "last_batch",
    "plan_undo",
    "stands_under",
    "undo",
    "was_full",
    "was_interrupted",
]
