"""People who share no key but look alike: of name, birthday and address two agree, or the name and a number that is nearly his.

Pairs are found over blocks, two signs of likeness that are equal in both; a block that many fall into tells nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jipan.intake.acquaint import judge
from jipan.intake.called import core, flat, is_surname

if TYPE_CHECKING:
    from jipan.store import Base

_COMMON = 40
"""A block that so many people fall into is no sign of anything."""
_SAME_PLACE, _LIKE_PLACE = 0.9, 0.55
"""How much of two addresses (of their pairs of neighbouring signs) is the same in one place, and in one written with slips or parts."""
_AREA = "^(?:.{2,8}?(?:省|自治区))?(?:.{1,8}?[市州])?(?:[^小社园校厂]{1,6}?[区县旗])?"
"""What stands before the street, and is left out as often as not."""

VERDICTS = (
    # name, birthday, address: `sure` is joined, the rest is asked about
    ("same", "same", "same", True),
    ("same", "same", "like", True),
    ("same", "same", "other", False),
    ("same", "near other none", "same like", False),
    ("typo", "same", "same like other", False),
    ("typo", "near none", "same like", False),
    ("typo", "other", "same", False),
    ("slip", "same near", "same like", False),
    ("slip", "none", "same", False),
    ("other", "same", "same like", False),
)
"""What is made of two people who agree so far."""


def near_pairs(base: Base) -> None:
    """`near`: a, b, sure, reasons: pairs of people, at least one of them in `touched`, who look like one."""
    base.run("CREATE OR REPLACE TEMP TABLE near (a VARCHAR, b VARCHAR, sure BOOLEAN, reasons VARCHAR)")
    _namesakes(base)
    _portraits(base)
    if base.value("SELECT count(*) FROM portrait"):
        _candidates(base)
        _compare(base)
        _trust_faces(base)
    for name in ("near_people", "bears", "portrait", "candidate", "grams", "compared", "keyless"):
        base.run(f"DROP TABLE IF EXISTS {name}")


def _namesakes(base: Base) -> None:
    """People of one full name who have almost the same phone or plate, or the same employer."""
    base.run("""
        CREATE OR REPLACE TEMP TABLE near_people AS
        SELECT * FROM (SELECT c.id, c.name, c.company, c.id IN (FROM touched) AS mine FROM customers c
                       WHERE c.closed IS NULL AND length(c.name) > 1)
        QUALIFY count(*) OVER (PARTITION BY name) > 1 AND bool_or(mine) OVER (PARTITION BY name)""")
    base.run("""
        CREATE OR REPLACE TEMP TABLE bears AS
        SELECT n.id, n.name, n.mine, k.value, 'near_phone' AS reason FROM near_people n
        JOIN keys k ON k.closed IS NULL AND k.type = 'phone' AND k.customer = n.id
        UNION ALL SELECT n.id, n.name, n.mine, v.plate, 'near_plate' FROM near_people n
        JOIN ownerships o ON o.closed IS NULL AND o.customer = n.id
        JOIN vehicles v ON v.closed IS NULL AND v.id = o.vehicle AND v.plate IS NOT NULL
        UNION ALL SELECT id, name, mine, company, 'same_company' FROM near_people WHERE company IS NOT NULL""")
    found = [
        f"""SELECT a.id AS a, b.id AS b, a.reason FROM bears a JOIN bears b
            ON a.name = b.name AND a.reason = b.reason AND {block("a.value")} = {block("b.value")} AND a.id <> b.id
            WHERE a.mine AND a.reason IN ('near_phone', 'near_plate')
              AND a.value <> b.value AND (length(a.value) <> length(b.value) OR hamming(a.value, b.value) <= 2)
              AND damerau_levenshtein(a.value, b.value) = 1"""
        for block in ("left({}, 6)".format, "right({}, 5)".format)
    ]
    found.append("""SELECT a.id, b.id, a.reason FROM bears a JOIN bears b
        ON a.name = b.name AND a.reason = b.reason AND a.value = b.value AND a.id <> b.id
        WHERE a.mine AND a.reason = 'same_company'""")
    base.run(f"""
        INSERT INTO near SELECT greatest(a, b) AS a, least(a, b) AS b, FALSE,
            'same_name ' || string_agg(DISTINCT reason, ' ' ORDER BY reason)
        FROM ({" UNION ALL ".join(found)}) GROUP BY ALL""")


def _portraits(base: Base) -> None:
    """`portrait`: what a block is made of, for everybody whose birthday or address is known."""
    bare = flat("address")
    base.run(rf"""
        CREATE OR REPLACE TEMP TABLE portrait AS
        SELECT *, left(street, 5) AS head, right(street, 5) AS tail, nullif(regexp_extract(street, '[0-9]+'), '') AS house,
               CASE WHEN letters THEN left(told, 2) ELSE left(told, 1) END AS initial, right(told, 2) AS ending
        FROM (SELECT id, mine, birthday, core, place, regexp_replace(place, '{_AREA}', '') AS street, letters,
                     CASE WHEN letters THEN list_sort(string_split(lower(name), ' ')).list_reduce(lambda a, b: a || b) ELSE core END AS told
              FROM (SELECT id, id IN (FROM touched) AS mine, name, birthday, {core("name")} AS core, {bare} AS place,
                           NOT regexp_matches(name, '\p{{Han}}') AS letters FROM customers
                    WHERE closed IS NULL AND kind IS DISTINCT FROM 'organisation'
                      AND length(name) > 1 AND (birthday IS NOT NULL OR address IS NOT NULL)))
        WHERE NOT {is_surname("core")}""")


_BLOCKS = (
    *(("told", one) for one in ("birthday", "head", "tail")),
    *(("birthday", one) for one in ("head", "tail")),
    ("initial", "street"),
)
_BLOCKS_OF_LETTERS = (
    ("told", "house"),
    *((part, one) for part in ("initial", "ending") for one in ("birthday", "head", "tail")),
)
"""For names in letters, in which a slip leaves most of the name as it is. Of a name in signs nothing would be left but the surname."""


def _candidates(base: Base) -> None:
    """`candidate`: pairs who fall into one block."""
    base.run("CREATE OR REPLACE TEMP TABLE candidate (a VARCHAR, b VARCHAR)")
    letters = base.value("SELECT count(*) FROM portrait WHERE letters")
    blocks = [(*block, "TRUE") for block in _BLOCKS] + [(*block, "letters") for block in _BLOCKS_OF_LETTERS if letters]
    for one, other, of in blocks:
        base.run(f"""
            INSERT INTO candidate
            WITH held AS (SELECT id, mine, hash({one}, {other}) AS block FROM portrait
                          WHERE {of} AND {one} IS NOT NULL AND {other} IS NOT NULL),
                 told AS (SELECT block FROM held GROUP BY block
                          HAVING count(*) BETWEEN 2 AND {_COMMON} AND bool_or(mine)),
                 few AS (SELECT h.* FROM held h JOIN told USING (block))
            SELECT x.id, y.id FROM few x JOIN few y ON x.block = y.block AND x.id > y.id WHERE x.mine OR y.mine""")
    base.run("CREATE OR REPLACE TEMP TABLE candidate AS SELECT DISTINCT a, b FROM candidate")


def _compare(base: Base) -> None:
    """`compared`: how far the birthdays and the addresses of candidates agree; then the names of those who may be one."""
    base.run("""
        CREATE OR REPLACE TEMP TABLE grams AS
        SELECT p.id, list_distinct(list_transform(range(1, greatest(length(street), 2)), lambda i: substr(street, i, 2))) AS grams,
               regexp_extract_all(street, '[0-9]+') AS numbers
        FROM portrait p WHERE id IN (SELECT a FROM candidate UNION SELECT b FROM candidate)""")
    shared = "len(list_intersect(g.grams, h.grams)) * 2.0 / (len(g.grams) + len(h.grams))"
    strangers = "len(g.numbers) > 0 AND len(h.numbers) > 0 AND NOT list_has_any(g.numbers, h.numbers)"
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE compared AS
        SELECT c.a, c.b, x.core AS core_a, y.core AS core_b, {_birthdays("x.birthday", "y.birthday")} AS birthday,
               CASE WHEN x.place IS NULL OR y.place IS NULL THEN 'other' WHEN x.street = y.street THEN 'same' WHEN {strangers} THEN 'other'
               WHEN {shared} >= {_SAME_PLACE} THEN 'same' WHEN {shared} >= {_LIKE_PLACE} THEN 'like' ELSE 'other' END AS address
        FROM candidate c JOIN portrait x ON x.id = c.a JOIN portrait y ON y.id = c.b
        JOIN grams g ON g.id = c.a JOIN grams h ON h.id = c.b""")
    base.run("DELETE FROM compared WHERE address = 'other' AND birthday <> 'same'")
    if judge(base, "SELECT DISTINCT core_a, core_b FROM compared"):
        rows = ", ".join(str(row) for row in VERDICTS)
        base.run(f"""
            INSERT INTO near
            SELECT c.a, c.b, v.sure, concat_ws(' ',
                CASE j.likeness WHEN 'other' THEN 'other_name' WHEN 'same' THEN 'same_name' ELSE 'name_' || j.likeness END,
                CASE WHEN c.birthday IN ('same', 'near') THEN c.birthday || '_birthday' WHEN c.birthday = 'other' THEN 'other_birthday' END,
                CASE WHEN c.address <> 'other' THEN c.address || '_address' END)
            FROM compared c JOIN judged_pair j ON j.a = c.core_a AND j.b = c.core_b
            JOIN (VALUES {rows}) v(name, birthdays, addresses, sure)
              ON v.name = j.likeness AND contains(v.birthdays, c.birthday) AND contains(v.addresses, c.address)""")


def _trust_faces(base: Base) -> None:
    """Who has no key at all is the one namesake at his address: nothing else could tell who he is."""
    base.run("""
        CREATE OR REPLACE TEMP TABLE keyless AS
        SELECT n.id, any_value(n.other) AS other FROM (
            SELECT a AS id, b AS other FROM near WHERE reasons = 'same_name same_address'
            UNION ALL SELECT b, a FROM near WHERE reasons = 'same_name same_address') n
        WHERE n.id NOT IN (SELECT customer FROM keys WHERE closed IS NULL)
          AND n.id NOT IN (SELECT customer FROM ownerships WHERE closed IS NULL)
        GROUP BY n.id HAVING count(DISTINCT root(n.other)) = 1""")
    base.run("""
        UPDATE near SET sure = TRUE WHERE reasons = 'same_name same_address'
           AND (a, b) IN (SELECT (id, other) FROM keyless UNION ALL SELECT (other, id) FROM keyless)""")


def _birthdays(one: str, other: str) -> str:
    """SQL: how far two birthdays agree; a digit off, two swapped, or day and month swapped is near."""
    swapped = f"year({one}) = year({other}) AND month({one}) = day({other}) AND day({one}) = month({other})"
    slip = f"damerau_levenshtein({one}::VARCHAR, {other}::VARCHAR) = 1"
    return (
        f"CASE WHEN {one} IS NULL OR {other} IS NULL THEN 'none' WHEN {one} = {other} THEN 'same'"
        f" WHEN {slip} OR ({swapped}) THEN 'near' ELSE 'other' END"
    )
