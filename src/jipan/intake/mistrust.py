"""What speaks against joining two customers who look like one without asking: their numbers, or a third who may be either."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jipan.intake.documents import series

if TYPE_CHECKING:
    from jipan.store import Base

Numbers = dict[str, dict[str, set[str]]]
"""Customer → kind of number → his numbers."""


def mistrust(base: Base, alike: str) -> Numbers:
    """Pairs of `found_pair` that are not to be joined are no longer sure. Gives the numbers of those in pairs that still are.

    Whoever gave two numbers of one kind held them for two people. Nor are firms one whose names are merely alike (the reason
    `alike`) and who have no phone in common: a town may know two of one brand.
    """
    if not base.value("SELECT count(*) FROM found_pair WHERE sure"):
        return {}
    base.run("""
        CREATE OR REPLACE TEMP TABLE family AS
        SELECT DISTINCT id, id AS now FROM (SELECT unnest([a, b]) AS id FROM found_pair WHERE sure)
        UNION SELECT s.id, s.now FROM aliases s WHERE s.now IN (SELECT unnest([a, b]) FROM found_pair WHERE sure)""")
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE numbers AS
        SELECT DISTINCT f.now AS id, {series("k")} AS type, k.value FROM keys k JOIN family f ON f.id = k.customer
        WHERE k.closed IS NULL AND k.type IN ('customer_no', 'id_number')""")
    base.run("""
        UPDATE found_pair SET sure = FALSE, reasons = reasons || ' other_number' WHERE sure AND EXISTS (
            FROM numbers x JOIN numbers y ON x.type = y.type AND x.value <> y.value
            WHERE x.id = found_pair.a AND y.id = found_pair.b)""")
    _either_of_two(base)
    _firms_apart(base, alike)
    found: Numbers = {}
    for id_, type_, value in base.rows("FROM numbers WHERE id IN (SELECT unnest([a, b]) FROM found_pair WHERE sure)"):
        found.setdefault(id_, {}).setdefault(type_, set()).add(value)
    for name in ("family", "numbers"):
        base.run(f"DROP TABLE {name}")
    return found


def _either_of_two(base: Base) -> None:
    """Who may be either of two whose numbers differ is nobody's until somebody says whose."""
    base.run("""
        CREATE OR REPLACE TEMP TABLE either AS
        WITH side AS (SELECT a AS id, b AS other FROM found_pair WHERE sure UNION SELECT b, a FROM found_pair WHERE sure)
        SELECT DISTINCT s.id FROM side s JOIN side t ON t.id = s.id AND t.other > s.other
        JOIN numbers x ON x.id = s.other JOIN numbers y ON y.id = t.other AND y.type = x.type
        GROUP BY s.id, s.other, t.other, x.type HAVING bool_and(x.value <> y.value)""")
    base.run("""
        UPDATE found_pair SET sure = FALSE, reasons = reasons || ' several'
        WHERE sure AND (a IN (FROM either) OR b IN (FROM either))""")
    base.run("DROP TABLE either")


def _firms_apart(base: Base, alike: str) -> None:
    reached = (
        """SELECT f.now FROM keys k JOIN family f ON f.id = k.customer WHERE k.closed IS NULL AND k.type = 'phone'"""
    )
    base.run(
        f"""UPDATE found_pair SET sure = FALSE, reasons = reasons || ' other_phone'
            WHERE sure AND reasons = ? AND a IN ({reached}) AND b IN ({reached})""",
        [alike],
    )


@dataclass
class Chains:
    """Who is whom (`head`: the smallest id of all that hang together) and why, and the pairs that are not joined after all."""

    head: dict[str, str] = field(default_factory=dict)
    why: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)

    def root(self, id_: str) -> str:
        while id_ in self.head:
            id_ = self.head[id_]
        return id_


def chains(pairs: Iterable[tuple[str, str, str]], numbers: Numbers) -> Chains:
    """What becomes of pairs (a, b, reasons), one after the other. Two whose numbers differ are not joined, nor through others."""
    made = Chains()
    for a, b, reasons in pairs:
        first, last = sorted((made.root(a), made.root(b)))
        mine, others = numbers.get(first, {}), numbers.get(last, {})
        if first == last:
            continue
        if _at_odds(mine, others):
            made.refused.append((a, b))
            continue
        made.head[last] = first
        made.why.append(reasons)
        numbers[first] = {kind: mine.get(kind, set()) | others.get(kind, set()) for kind in mine.keys() | others.keys()}
    return made


def _at_odds(one: dict[str, set[str]], other: dict[str, set[str]]) -> bool:
    """Both have numbers of a kind, and none in common."""
    return any(not (one[kind] & other[kind]) for kind in one.keys() & other.keys())
