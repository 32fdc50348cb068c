"""The one inbox of decisions: what is open, and what follows from an answer.

A kind of open item is a module like `doubts` that offers a `Kind`, and a line in `KINDS`. Items are worked out from the
base whenever somebody asks; only decisions are kept.
"""

from __future__ import annotations

from jipan.review.inbox import Answer, Fact, Item, Kind, Outcome, View, decide, open_items
from jipan.review.kinds import KINDS

__all__ = ["KINDS", "Answer", "Fact", "Item", "Kind", "Outcome", "View", "decide", "open_items"]
