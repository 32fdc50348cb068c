"""Names written in more than one way: what a file calls somebody is held against what he is called, and ever was called.

Only names that share a key are compared, each distinct pair once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from jipan.intake.called import is_surname
from jipan.intake.documents import series
from jipan.intake.likeness import likeness

if TYPE_CHECKING:
    import pyarrow as pa

    from jipan.store import Base

_WEAKEST = 6
"""The strengths of `met` at which a like name makes a customer: from a shared id down to a shared car."""


def admit(base: Base, core: str) -> None:
    """Rows of `named` whose name is no plain match fit all the same where it is another way to write one of his names."""
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE strange AS
        SELECT DISTINCT n.core, o.core AS known, n.customer FROM named n
        JOIN (SELECT DISTINCT c.id, {core} AS core FROM customers c
              WHERE c.id IN (SELECT customer FROM named WHERE NOT fits)
                AND c.opened NOT IN (SELECT number FROM batches WHERE undone IS NOT NULL)) o ON o.id = n.customer
        WHERE NOT n.fits AND n.strength BETWEEN 1 AND {_WEAKEST} AND n.core IS NOT NULL
          AND o.core IS NOT NULL AND NOT {is_surname("o.core")}""")
    if judge(base, "SELECT DISTINCT core, known FROM strange"):
        base.run("""
            UPDATE named SET fits = TRUE FROM strange s JOIN judged_pair j ON j.a = s.core AND j.b = s.known AND j.likeness = 'same'
            WHERE NOT named.fits AND named.customer = s.customer AND named.core = s.core""")
    base.run("DROP TABLE strange")


def trust_names(base: Base) -> None:
    """Of several customers who bear the row's very name one is enough, unless their numbers say that they are two."""
    base.run(f"""
        UPDATE best SET candidates = 1 WHERE candidates > 1 AND namesakes AND rn NOT IN (
            SELECT b.rn FROM (SELECT rn, unnest(all_of_them) AS customer FROM best WHERE candidates > 1) b
            JOIN keys k ON k.closed IS NULL AND k.customer = b.customer AND k.type IN ('customer_no', 'id_number')
            GROUP BY b.rn, {series("k")} HAVING count(DISTINCT k.value) > 1)""")


def settle_names(base: Base) -> None:
    """Rows of the file that share a phone or a car and spell one name differently are given the fullest spelling."""
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE spelled AS
        WITH shared AS (SELECT phone AS key, core FROM phone_of UNION SELECT vin, core FROM person UNION SELECT plate, core FROM person)
        SELECT key, list_sort(list(core)) AS cores FROM shared
        WHERE key IS NOT NULL AND core IS NOT NULL AND NOT {is_surname("core")} GROUP BY key HAVING count(*) > 1""")
    groups = [tuple(cores) for (cores,) in base.rows("SELECT DISTINCT cores FROM spelled")]
    renamed = [(list(group), a, b) for group in groups for a, b in spellings(group).items() if a != b]
    if renamed:
        base.take("respelled", _table(("cores", "core", "full"), renamed))
        base.run("""
            CREATE OR REPLACE TEMP TABLE respelling AS
            WITH told AS (SELECT s.key, r.core, r.full FROM respelled r JOIN spelled s ON s.cores = r.cores),
                 held AS (SELECT rn, phone AS key FROM phone_of UNION SELECT rn, vin FROM person UNION SELECT rn, plate FROM person)
            SELECT p.rn, min(t.full) AS core FROM person p JOIN held h ON h.rn = p.rn JOIN told t ON t.key = h.key AND t.core = p.core
            GROUP BY p.rn HAVING count(DISTINCT t.full) = 1""")
        for table in ("person", "phone_of"):
            base.run(f"UPDATE {table} SET core = r.core FROM respelling r WHERE r.rn = {table}.rn")
        base.run("DROP TABLE respelled")
    base.run("DROP TABLE spelled")


def spellings(cores: Iterable[str]) -> dict[str, str]:
    """Each spelling → the fullest spelling of the same name. What fits two of them stays what it is."""
    fullest = sorted(cores, key=lambda core: (-len(core), core))
    heads: list[str] = []
    found: dict[str, str] = {}
    for core in fullest:
        like = [head for head in heads if likeness(core, head) == "same"]
        if not like:
            heads.append(core)
        found[core] = like[0] if len(like) == 1 else core
    return found


def judge(base: Base, pairs: str) -> bool:
    """`judged_pair`: a, b, likeness, for the distinct pairs of names that a query gives. False where there are none."""
    rows = base.rows(pairs)
    base.run("DROP TABLE IF EXISTS judged_pair")
    if not rows:
        return False
    base.take("judged_pair", _table(("a", "b", "likeness"), [(a, b, likeness(a, b)) for a, b in rows]))
    return True


def _table(names: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> pa.Table:
    import pyarrow as pa

    return pa.table({name: [row[place] for row in rows] for place, name in enumerate(names)})
