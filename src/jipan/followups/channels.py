"""By which channel somebody is contacted: the one he asked for, else the first of a cadence's channels that he has not
refused.

Customers who said nothing about channels are left to their cadence. The others are told apart by what they said: a base
of a million customers has a few dozen manners of it, each looked at once, here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jipan.followups.laying import lay
from jipan.followups.sql import statement
from jipan.followups.subjects import Tables, query

if TYPE_CHECKING:
    from jipan.followups.courses import Course
    from jipan.store import Base

WRITING = ("sms", "wechat", "letter")
"""How somebody is written to whom calls do not reach."""
WRITTEN, ADVERTISED = -1, -2
"""Stand for a course where it is asked how somebody may be written to, and written to for marketing."""

BY_PHONE = frozenset({"call", "sms"})
_ANY = "*"


@dataclass(frozen=True, slots=True)
class Manner:
    """What some customers said: channels they refused, whether their number is wrong, the channel they asked for, and
    what they agreed to hear of marketing, in general and by which channel (`+sms`, `-call`).
    """

    refused: str = ""
    wrong_number: bool = False
    preferred: str = ""
    consent: bool = False
    consents: str = ""

    def against(self, channel: str, *, marketing: bool) -> str:
        """Why a channel is not taken; nothing where it may be."""
        if {channel, _ANY} & set(self.refused.split()):
            return "refused"
        if self.wrong_number and channel in BY_PHONE:
            return "wrong"
        said = {word[1:]: word[0] == "+" for word in self.consents.split()}
        return "unasked" if marketing and not said.get(channel, self.consent) else ""


def choose(channels: Sequence[str], manner: Manner, *, marketing: bool) -> tuple[str, str] | None:
    """The channel to take and why it is not the first one; None where none is left."""
    tried = sorted(channels, key=lambda channel: channel != manner.preferred)
    found = next((one for one in tried if not manner.against(one, marketing=marketing)), None)
    if found is None:
        return None
    because = manner.against(channels[0], marketing=marketing) or "preferred"
    return found, "" if found == channels[0] else because


def averse(base: Base, channel: str) -> tuple[int, ...]:
    """The manners, as laid out, of those who are not to be contacted by a channel."""
    manners = base.rows("SELECT DISTINCT manner, refused, wrong FROM followups_said")
    return tuple(n for n, refused, wrong in manners if Manner(refused, wrong).against(channel, marketing=False))


def lay_channels(base: Base, tables: Tables, lines: Sequence[Course]) -> None:
    """`followups_said`: which manner a customer has who said something; `followups_ways`: the channel of each course for
    each manner, as far as there is one.
    """
    base.run(statement("said", customers=query(tables, "customers")))
    manners = base.rows(
        "SELECT DISTINCT manner, refused, wrong, preferred, consent, consents FROM followups_said ORDER BY 1"
    )
    rows = [row for number, *said in manners for row in _ways(number, Manner(*said), lines)]
    lay(base, "followups_ways", "manner INTEGER, course INTEGER, channel VARCHAR, because VARCHAR", rows)


def _ways(number: int, manner: Manner, lines: Sequence[Course]) -> Iterator[tuple[int, int, str, str]]:
    asked = [(line.number, line.cadence.channels, line.cadence.purpose == "marketing") for line in lines]
    for course, channels, marketing in (*asked, (WRITTEN, WRITING, False), (ADVERTISED, WRITING, True)):
        way = choose(channels, manner, marketing=marketing)
        if way:
            yield number, course, *way
