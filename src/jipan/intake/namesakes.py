"""People of one full name who have almost the same phone or plate, or the same employer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jipan.store import Base


_ANY = """SELECT EXISTS (SELECT name FROM customers WHERE closed IS NULL AND length(name) > 1
    GROUP BY name HAVING count(*) > 1 AND bool_or(id IN (FROM touched)))"""
"""SQL: whether there are two of one full name at all."""


def find_namesakes(base: Base) -> None:
    """Add them to `near`, at least one of each pair from `touched`.

    A digit off or two swapped leave the beginning of a number as it is, or its end: there a pair meets, by one hash.
    """
    if not base.value(_ANY):
        return
    base.run("""
        CREATE OR REPLACE TEMP TABLE bears AS
        SELECT id, value, reason, id IN (FROM touched) AS mine, hash(name, reason, left(value, 6)) AS head,
               hash(name, reason, right(value, 5)) AS tail
        FROM (SELECT c.id, c.name, k.value, 'near_phone' AS reason FROM customers c
              JOIN keys k ON k.closed IS NULL AND k.type = 'phone' AND k.customer = c.id WHERE c.closed IS NULL
              UNION ALL SELECT c.id, c.name, v.plate, 'near_plate' FROM customers c
              JOIN ownerships o ON o.closed IS NULL AND o.customer = c.id
              JOIN vehicles v ON v.closed IS NULL AND v.id = o.vehicle AND v.plate IS NOT NULL WHERE c.closed IS NULL
              UNION ALL SELECT id, name, company, 'same_company' FROM customers WHERE closed IS NULL AND company IS NOT NULL)
        WHERE length(name) > 1""")
    found = " UNION ALL ".join(_meeting(block) for block in ("head", "tail"))
    base.run(f"""
        INSERT INTO near SELECT a, b, FALSE, 'same_name ' || string_agg(DISTINCT reason, ' ' ORDER BY reason)
        FROM ({found}) WHERE CASE WHEN reason = 'same_company' THEN one = other
            ELSE one <> other AND damerau_levenshtein(one, other) = 1 END GROUP BY a, b""")
    base.run("DROP TABLE bears")


def _meeting(block: str) -> str:
    """SQL: pairs who fall into one block: a, b, what each bears, and the reason that it would be."""
    return f"""(
        WITH several AS (SELECT {block} FROM bears GROUP BY {block} HAVING min(id) <> max(id) AND bool_or(mine)),
             few AS (FROM bears SEMI JOIN several USING ({block}))
        SELECT x.id AS a, y.id AS b, x.reason, x.value AS one, y.value AS other FROM few x JOIN few y
        ON x.{block} = y.{block} AND x.id > y.id WHERE x.mine OR y.mine)"""
