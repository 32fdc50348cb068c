"""`escalate` of the desk, a level or a cadence: who takes over what is left undone, and after how long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jipan.kinds.span import Span
from jipan.rules.plans import RUNGS, Ladder, Rung

if TYPE_CHECKING:
    from jipan.rules.reading import Reader
    from jipan.rules.tree import Node

_NEVER: Final = "never"


def read_ladder(node: Node | None, reader: Reader) -> Ladder:
    """`{manager: 3 days, reassign: 7 days, pool: 14 days}`, any of them `never`; or `never` for all."""
    if node is not None and node.text == _NEVER:
        return Ladder(_NEVER, _NEVER, _NEVER)
    entries = reader.entries(node, RUNGS)
    return Ladder(**{name: _rung(entries.get(name), reader) for name in RUNGS})


def _rung(node: Node | None, reader: Reader) -> Rung:
    return _NEVER if node is not None and node.text == _NEVER else reader.value(node, Span.parse)
