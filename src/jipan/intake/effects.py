"""The outcomes that lead to something, as SQL."""

from __future__ import annotations

from jipan.kinds.talk import Effect, leading_to

_NONE = ("",)


def listed(*effects: Effect) -> str:
    """SQL: the outcomes that lead to these, to be looked for with IN."""
    return "(" + ", ".join(f"'{word}'" for word in leading_to(*effects) or _NONE) + ")"
