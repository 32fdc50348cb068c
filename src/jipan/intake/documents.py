"""ID numbers: two valid numbers of one kind that differ are two people (or two firms), until a person says otherwise.

Whatever else speaks for one person, a phone under one name or the same home: father and son, and the clerk who gave his
own number, are not joined. A number that is masked or misread is no number, and says nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jipan.store import Base

_GIVEN_BY = ":"
"""Stands between a customer number and the system that gave it."""
_NUMBERED = 2
"""The strengths of `met` of keys that tell one customer alone: his customer number, his ID number."""


def series(key: str) -> str:
    """SQL: with which numbers that of a key is to be compared: ID numbers with each other, customer numbers within their system."""
    system = f"split_part({key}.value, '{_GIVEN_BY}', 1)"
    return f"CASE WHEN contains({key}.value, '{_GIVEN_BY}') THEN {key}.type || {system} ELSE {key}.type END"


def of_system(number: str) -> str:
    """SQL: a customer number with the system that gave it (a parameter) before it."""
    return f"? || '{_GIVEN_BY}' || {number}"


def document(value: str) -> str:
    """SQL: what a resident number or a credit code comes down to, its kind first; the older form of a number is the same number."""
    return (
        f"CASE WHEN length({value}) = 18 THEN CASE WHEN regexp_full_match({value}, '[0-9]{{17}}[0-9X]')"
        f" THEN 'r' || left({value}, 17) ELSE 'c' || {value} END"
        f" WHEN regexp_full_match({value}, '[0-9]{{15}}') THEN 'r' || left({value}, 6) || '19' || right({value}, 9) END"
    )


def deny(base: Base) -> None:
    """Rows of `named` with another ID number than the customer has are not about him, whatever phone or car they share."""
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE denied AS
        WITH open AS (SELECT DISTINCT rn, root FROM named ANTI JOIN (
                          SELECT rn, root FROM named WHERE strength <= {_NUMBERED}) USING (rn, root)),
             asked AS (SELECT o.rn, o.root, {document("p.id_number")} AS document FROM open o
                       JOIN person p ON p.rn = o.rn WHERE p.id_number IS NOT NULL)
        SELECT a.rn, a.root FROM asked a JOIN ({_held("SELECT root FROM asked")}) h
          ON h.root = a.root AND left(h.document, 1) = left(a.document, 1)
        GROUP BY a.rn, a.root HAVING bool_and(h.document <> a.document)""")
    base.run("DELETE FROM named USING denied d WHERE d.rn = named.rn AND d.root = named.root")
    base.run("DROP TABLE denied")


def part(base: Base) -> None:
    """Rows that `spread` drew to one customer of `whose` though their ID numbers differ are customers of their own.

    So are those without a number of a new customer whom they could be either of. Rows under one customer number stay together.
    """
    base.run("""
        CREATE OR REPLACE TEMP TABLE drawn AS
        SELECT DISTINCT label FROM whose WHERE NOT fixed AND label <> printf('~%012d', rn)""")
    if base.value("SELECT count(*) FROM drawn"):
        base.run(f"""
            CREATE OR REPLACE TEMP TABLE papers AS
            SELECT w.rn, w.label, w.fixed, CASE WHEN p.customer_no IS NULL THEN {document("p.id_number")}
                   ELSE min({document("p.id_number")}) OVER (PARTITION BY w.label, p.customer_no, p.core) END AS document
            FROM whose w SEMI JOIN drawn USING (label) JOIN person p ON p.rn = w.rn""")
        base.run(f"""
            CREATE OR REPLACE TEMP TABLE parted AS
            WITH known AS (SELECT root AS label, document FROM ({_held("SELECT label FROM drawn")})),
                 held AS (SELECT label, document FROM papers WHERE document IS NOT NULL UNION FROM known),
                 torn AS (SELECT label FROM held GROUP BY label, left(document, 1) HAVING count(*) > 1)
            SELECT rn, printf('~%012d', min(rn) OVER (PARTITION BY label, document)) AS label FROM papers SEMI JOIN torn USING (label)
            WHERE NOT fixed AND (label, document) NOT IN (FROM known) AND (document IS NOT NULL OR label[1] = '~')""")
        base.run("UPDATE whose SET label = p.label FROM parted p WHERE p.rn = whose.rn")
    for name in ("drawn", "papers", "parted"):
        base.run(f"DROP TABLE IF EXISTS {name}")


def part_portraits(base: Base) -> None:
    """Whoever is alike in `near` but has another ID number is somebody else: nobody need be asked, unless all else agrees."""
    if base.value("SELECT count(*) FROM near WHERE NOT sure"):
        base.run(f"""
            CREATE OR REPLACE TEMP TABLE papers AS
            {_held("SELECT root(id) FROM (SELECT unnest([a, b]) AS id FROM near WHERE NOT sure)")}""")
        base.run("""
            DELETE FROM near WHERE NOT sure AND (a, b) IN (
                SELECT (n.a, n.b) FROM near n JOIN papers x ON x.root = root(n.a)
                JOIN papers y ON y.root = root(n.b) AND left(x.document, 1) = left(y.document, 1)
                GROUP BY n.a, n.b HAVING bool_and(x.document <> y.document))""")
        base.run("DROP TABLE papers")


def _held(roots: str) -> str:
    """SQL: root, document: the numbers that these customers have, under all their ids."""
    family = f"SELECT root AS id, root FROM ({roots}) r(root) UNION SELECT a.id, a.now FROM aliases a WHERE a.now IN ({roots})"
    return f"""SELECT DISTINCT f.root, {document("k.value")} AS document FROM keys k JOIN ({family}) f ON f.id = k.customer
        WHERE k.closed IS NULL AND k.type = 'id_number' AND {document("k.value")} IS NOT NULL"""
