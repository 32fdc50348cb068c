"""A step of a cadence as it is written: its distance, and who is to take it which way, where that is another than the
cadence's: `3 days`, `1 month service`, `6个月 微信 电话`. Pure.
"""

from __future__ import annotations

from jipan.errors import Bad
from jipan.kinds import CHANNEL, ROLE
from jipan.kinds.kind import Kind
from jipan.kinds.span import Span
from jipan.rules.plans import Way


def read_step(text: str) -> tuple[Span, Way | None]:
    """Raises Bad."""
    words = text.split()
    for count in range(len(words), 0, -1):
        try:
            span = Span.parse(" ".join(words[:count]))
        except Bad:
            continue
        return span, _way(words[count:])
    raise Bad("span", text=text)


def _way(words: list[str]) -> Way | None:
    """What the words behind a distance say: channels in the order in which they are tried, and a role."""
    channels = tuple(channel for word in words if (channel := _known(CHANNEL, word)))
    roles = [role for word in words if (role := _known(ROLE, word))]
    odd = [word for word in words if _known(CHANNEL, word) is None and _known(ROLE, word) is None]
    if odd or len(roles) > 1:
        raise Bad("step", text=" ".join(odd or words))
    return Way(roles[0] if roles else None, channels) if words else None


def _known(kind: Kind, word: str) -> str | None:
    try:
        found = kind.parse(word)
    except Bad:
        return None
    return None if found is None else str(found)
