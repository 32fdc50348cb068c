"""Which kinds of open items there are: adding one is a module with a `KIND`, and a line here."""

from __future__ import annotations

from jipan.review import conflicts, doubts, levels, losses
from jipan.review.inbox import Kind

KINDS: dict[str, Kind] = {kind.id: kind for kind in (doubts.KIND, conflicts.KIND, losses.KIND, levels.KIND)}
