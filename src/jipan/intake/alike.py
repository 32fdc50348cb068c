"""Customers of the base who may be one, looked for after every import around those whom it brought or gave new keys.

Whoever shares a phone, a car or a number under one name is joined, by a row of `merges` that can be undone. Weaker
likeness makes a doubt. Candidates are found by SQL over blocks; names are compared once per distinct pair.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jipan.intake.acquaint import judge
from jipan.intake.called import core, is_surname
from jipan.intake.documents import part_portraits
from jipan.intake.mistrust import Chains, Numbers, chains, mistrust
from jipan.intake.portraits import near_pairs
from jipan.intake.rivals import ALIKE, firm_pairs

if TYPE_CHECKING:
    from jipan.intake.write import Source
    from jipan.store import Base

_EXTENSION = r"^(0\d{2,3}-\d{7,8})-\d+$"
_CROWD = 12
"""A phone or a car that so many customers share tells nobody: a switchboard, a rental firm's desk."""


def look(base: Base, source: Source) -> None:
    """Join and doubt what this batch made look alike; outcomes of its rows follow."""
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE touched AS
        SELECT id FROM customers WHERE opened = {source.batch} UNION SELECT customer FROM keys WHERE opened = {source.batch}
        UNION SELECT customer FROM ownerships WHERE opened = {source.batch}""")
    if not base.value("SELECT count(*) FROM touched"):
        return
    shared = _sharing(base)
    near_pairs(base)
    part_portraits(base)
    firm_pairs(base)
    if shared or base.rows("SELECT a FROM near UNION ALL SELECT a FROM firm_pair LIMIT 1"):
        _settle(base, source, _shared(base) if shared else "")
    for name in ("touched", "shared_key", "sharing", "near", "firm_pair", "found_pair", "rivalled"):
        base.run(f"DROP TABLE IF EXISTS {name}")


def _sharing(base: Base) -> bool:
    """`sharing`: pairs who share a phone, a number or a car: a (touched), b, both names, what they share. False where no two
    share anything.
    """
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE shared_key AS
        WITH held AS (SELECT customer AS id, type,
                             CASE WHEN contains(value, '-') THEN regexp_replace(value, '{_EXTENSION}', '\\1') ELSE value END AS value
                      FROM keys WHERE closed IS NULL
                      UNION ALL SELECT o.customer, 'car', o.vehicle FROM ownerships o WHERE o.closed IS NULL),
             several AS (SELECT type, value FROM held GROUP BY ALL HAVING min(id) <> max(id))
        SELECT * FROM (SELECT DISTINCT h.* FROM held h JOIN several USING (type, value))
        QUALIFY count(*) OVER (PARTITION BY type, value) <= {_CROWD}""")
    if not base.value("SELECT EXISTS (FROM shared_key)"):
        return False
    both = f"{core('x.name')} AS core_a, {core('y.name')} AS core_b"
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE sharing AS
        WITH pair AS (SELECT DISTINCT a.id AS a, b.id AS b, a.type FROM shared_key a JOIN shared_key b USING (type, value)
                      WHERE a.id <> b.id AND a.id IN (FROM touched))
        SELECT p.a, p.b, min(p.type) AS shares, max(p.type) <> 'car' AS keyed, any_value(core_a) AS core_a, any_value(core_b) AS core_b
        FROM (SELECT p.*, {both} FROM pair p JOIN customers x ON x.closed IS NULL AND x.id = p.a
              JOIN customers y ON y.closed IS NULL AND y.id = p.b WHERE root(p.a) <> root(p.b)) p
        WHERE core_a IS NOT NULL AND core_b IS NOT NULL GROUP BY p.a, p.b""")
    return True


def _rivals(base: Base) -> None:
    """`rivalled`: pairs of a mere surname and a name where a third bears a phone of either: nobody knows who is meant."""
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE rivalled AS
        WITH vague AS (SELECT a, b FROM sharing WHERE {is_surname("core_a")} OR {is_surname("core_b")}),
             side AS (SELECT a, b, a AS id FROM vague UNION ALL SELECT a, b, b FROM vague)
        SELECT DISTINCT s.a, s.b FROM side s JOIN keys k ON k.closed IS NULL AND k.type = 'phone' AND k.customer = s.id
        JOIN keys o ON o.closed IS NULL AND o.type = 'phone' AND o.value = k.value
        WHERE root(o.customer) <> root(s.a) AND root(o.customer) <> root(s.b)""")


def _shared(base: Base) -> str:
    """SQL: what is made of the pairs in `sharing`."""
    _rivals(base)
    if not judge(base, "SELECT DISTINCT core_a, core_b FROM sharing"):
        return ""
    vague = f"({is_surname('s.core_a')} OR {is_surname('s.core_b')})"
    return f"""
        SELECT greatest(s.a, s.b) AS a, least(s.a, s.b) AS b, j.likeness = 'same' AND (NOT {vague} OR (s.alone AND s.keyed)) AS sure,
               'shared_' || s.shares || CASE WHEN j.likeness IN ('typo', 'slip') THEN ' name_' || j.likeness WHEN {vague} THEN ' surname'
               ELSE '' END AS reasons
        FROM (SELECT *, count(*) OVER (PARTITION BY a) = 1 AND (a, b) NOT IN (FROM rivalled) AS alone FROM sharing) s
        JOIN judged_pair j ON j.a = s.core_a AND j.b = s.core_b WHERE j.likeness <> 'other'
        UNION ALL"""


def _settle(base: Base, source: Source, shared: str) -> None:
    """`found_pair`: a, b, reasons, whether they are one for sure; written as merges and doubts."""
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE found_pair AS
        WITH said AS ({shared} SELECT a, b, sure, reasons FROM near
                      UNION ALL SELECT a, b, sure, reasons FROM firm_pair),
             apart AS (SELECT root(a) AS x, root(b) AS y FROM decisions WHERE closed IS NULL AND kind = 'doubt' AND choice = 'apart')
        SELECT a, b, bool_or(sure) AS sure, string_agg(DISTINCT reasons, ' ' ORDER BY reasons) AS reasons
        FROM (SELECT root(a) AS a, root(b) AS b, sure, reasons FROM said) WHERE a <> b
          AND (a, b) NOT IN (SELECT (x, y) FROM apart UNION SELECT (y, x) FROM apart) GROUP BY ALL""")
    _join(base, source, mistrust(base, ALIKE))
    _doubt(base, source)


def _join(base: Base, source: Source, numbers: Numbers) -> None:
    """Sure pairs become one, chains of them too, unless a chain would join two with other numbers."""
    made = chains(base.rows("SELECT a, b, reasons FROM found_pair WHERE sure ORDER BY a, b"), numbers)
    for a, b in made.refused:
        base.run(
            "UPDATE found_pair SET sure = FALSE, reasons = reasons || ' other_number' WHERE a = ? AND b = ?", [a, b]
        )
    if made.head:
        _write_merges(base, source, made)


def _write_merges(base: Base, source: Source, made: Chains) -> None:
    base.run(
        "INSERT INTO merges SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), ?, NULL",
        [list(made.head), list(made.head.values()), made.why, source.batch],
    )
    base.run(
        """UPDATE done_customers SET outcome = 'updated' WHERE outcome = 'created'
           AND id IN (SELECT a FROM merges WHERE opened = ?)""",
        [source.batch],
    )


def _doubt(base: Base, source: Source) -> None:
    """All other pairs are asked about, unless they are already."""
    base.run(
        """INSERT INTO doubts SELECT a, b, reasons, ?::INTEGER, NULL::INTEGER FROM found_pair p
           WHERE NOT sure AND NOT EXISTS (FROM doubts d WHERE d.closed IS NULL AND (d.a, d.b) IN ((p.a, p.b), (p.b, p.a)))""",
        [source.batch],
    )
    base.run(
        """UPDATE done_customers SET outcome = 'doubtful' WHERE outcome = 'created'
           AND id IN (SELECT unnest([a, b]) FROM doubts WHERE opened = ?)""",
        [source.batch],
    )
