"""People who share no key but look alike: of name, birthday and address two agree, or the name and a number that is nearly his.

Pairs are found over blocks, two signs of likeness that are equal in both; a block that many fall into tells nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jipan.intake.acquaint import judge
from jipan.intake.birthdays import has_year, real
from jipan.intake.called import WIDE, core, flat, is_surname
from jipan.intake.namesakes import find_namesakes
from jipan.intake.places import agreement, grams, lives

if TYPE_CHECKING:
    from jipan.store import Base

_COMMON = 40
"""A block that so many people fall into is no sign of anything."""

_HAS_A_FACE = f"({has_year('birthday')} OR address IS NOT NULL)"

VERDICTS = (
    # name, birthday, address: `sure` is joined, the rest is asked about
    ("same", "same", "same", True),
    ("same", "same", "like", True),
    ("same", "same", "other", False),
    ("same", "near none", "same like", False),
    ("same", "other", "same", False),
    ("typo", "same", "same like other", False),
    ("typo", "near none", "same like", False),
    ("typo", "other", "same", False),
    ("slip", "same", "same like", False),
    ("slip", "near none", "same", False),
)
"""What is made of two people who agree so far."""
VERDICTS_OF_LETTERS = (("same", "other", "like", False), ("other", "same", "same like", False))
"""Where both names are in letters: part of such a name may be missing or another one."""


def near_pairs(base: Base) -> None:
    """`near`: a, b, sure, reasons: pairs of people, at least one of them in `touched`, who look like one."""
    base.run("CREATE OR REPLACE TEMP TABLE near (a VARCHAR, b VARCHAR, sure BOOLEAN, reasons VARCHAR)")
    find_namesakes(base)
    if base.value(f"SELECT EXISTS (FROM customers WHERE closed IS NULL AND {_HAS_A_FACE})"):
        _portraits(base)
        _candidates(base)
        if base.value("SELECT count(*) FROM candidate"):
            _compare(base)
            _trust_faces(base)
    for name in ("portrait", "candidate", "home", "compared", "keyless"):
        base.run(f"DROP TABLE IF EXISTS {name}")


def _portraits(base: Base) -> None:
    """`portrait`: what a block is made of, for everybody whose birthday or address is known.

    `house` is the first number of the address, `road` what stands before it, `door` its end. Of addresses
    only those beside names in letters are taken apart here: for all others it is enough to do so with those who have a pair.
    """
    base.run(rf"""
        CREATE OR REPLACE TEMP TABLE portrait AS
        SELECT id, id IN (FROM touched) AS mine, birthday, letters, core, told,
               CASE WHEN number = '' THEN '' ELSE right(rtrim(split_part(address, number, 1)), 2) END AS road,
               CASE WHEN number > '9' THEN translate(number, {WIDE}) WHEN number = '' THEN right(address, 4) ELSE number END AS house,
               right(address, 4) AS door,
               CASE WHEN letters THEN left(told, 2) ELSE left(told, 1) END AS initial, CASE WHEN letters THEN right(told, 2) END AS ending,
               left(street, 5) AS head, right(street, 5) AS tail
        FROM (SELECT * REPLACE ({real("birthday")} AS birthday), regexp_extract(address, '[0-9０-９]+') AS number,
                     CASE WHEN letters THEN {flat("address")} END AS street,
                     CASE WHEN letters THEN list_sort(string_split(lower(name), ' ')).list_reduce(lambda a, b: a || b) ELSE core END AS told
              FROM (SELECT id, name, birthday, address, {core("name")} AS core, NOT regexp_matches(name, '\p{{Han}}') AS letters
                    FROM customers WHERE closed IS NULL AND kind IS DISTINCT FROM 'organisation'
                      AND length(name) > 1 AND {_HAS_A_FACE}))
        WHERE NOT {is_surname("core")}""")


_BLOCKS = (
    ("told", "birthday"),
    ("told", "road", "house"),
    ("initial", "birthday", "house"),
    ("initial", "road", "house", "door"),
)
_BLOCKS_OF_LETTERS = (
    *(("told", part) for part in ("head", "tail")),
    *(("birthday", part) for part in ("head", "tail")),
    *((part, one) for part in ("initial", "ending") for one in ("birthday", "head", "tail")),
)
"""For names in letters, in which a slip leaves most of the name as it is. Of a name in signs nothing would be left but the surname."""


def _candidates(base: Base) -> None:
    """`candidate`: pairs who fall into one block."""
    letters = base.value("SELECT bool_or(letters) FROM portrait")
    blocks = [(block, "TRUE") for block in _BLOCKS] + [(block, "letters") for block in _BLOCKS_OF_LETTERS if letters]
    hashes = [
        f"CASE WHEN {of} AND {' AND '.join(f'{part} IS NOT NULL' for part in block)} THEN hash({nth}, {', '.join(block)}) END"
        for nth, (block, of) in enumerate(blocks)
    ]
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE candidate AS
        WITH held AS (SELECT id, mine, told, letters, birthday, unnest([{", ".join(hashes)}]) AS block FROM portrait),
             told AS (SELECT block FROM held WHERE block IS NOT NULL GROUP BY block
                      HAVING count(*) BETWEEN 2 AND {_COMMON} AND bool_or(mine)),
             few AS (SELECT h.* FROM held h JOIN told USING (block))
        SELECT DISTINCT x.id AS a, y.id AS b FROM few x JOIN few y ON x.block = y.block AND x.id > y.id
        WHERE (x.mine OR y.mine) AND (x.told = y.told OR x.letters OR y.letters
           OR x.birthday IS NULL OR y.birthday IS NULL OR {_near("x.birthday", "y.birthday")})""")


def _compare(base: Base) -> None:
    """`compared`: how far the birthdays and the addresses of candidates agree; then the names of those who may be one."""
    _homes(base)
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE compared AS
        SELECT *, {_birthdays("born_a", "born_b")} AS birthday FROM (
            SELECT c.a, c.b, x.core AS core_a, y.core AS core_b, x.letters AND y.letters AS letters,
                   x.birthday AS born_a, y.birthday AS born_b, {agreement("g", "h")} AS address
            FROM candidate c JOIN portrait x ON x.id = c.a JOIN portrait y ON y.id = c.b
            JOIN home g ON g.id = c.a JOIN home h ON h.id = c.b)
        WHERE address <> 'other' OR born_a = born_b""")
    if judge(base, "SELECT DISTINCT core_a, core_b FROM compared"):
        rows = (
            ", ".join(str((*row, False)) for row in VERDICTS)
            + ", "
            + ", ".join(str((*row, True)) for row in VERDICTS_OF_LETTERS)
        )
        base.run(f"""
            INSERT INTO near
            SELECT c.a, c.b, v.sure, concat_ws(' ',
                CASE j.likeness WHEN 'other' THEN 'other_name' WHEN 'same' THEN 'same_name' ELSE 'name_' || j.likeness END,
                CASE WHEN c.birthday IN ('same', 'near') THEN c.birthday || '_birthday' WHEN c.birthday = 'other' THEN 'other_birthday' END,
                CASE WHEN c.address <> 'other' THEN c.address || '_address' END)
            FROM compared c JOIN judged_pair j ON j.a = c.core_a AND j.b = c.core_b
            JOIN (VALUES {rows}) v(name, birthdays, addresses, sure, letters) ON (c.letters OR NOT v.letters)
             AND v.name = j.likeness AND contains(v.birthdays, c.birthday) AND contains(v.addresses, c.address)""")


def _homes(base: Base) -> None:
    """`home`: where candidates live, taken apart."""
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE home AS
        SELECT h.id, coalesce(h.city, c.city) AS city, coalesce(h.district, c.district) AS district, area, street,
               {grams("street")} AS grams, {grams("regexp_replace(street, '[0-9]', '', 'g')")} AS words,
               regexp_extract_all(street, '[0-9]+') AS numbers
        FROM (SELECT id, {lives("place", "told")} FROM (
                  SELECT id, {flat("address")} AS place, concat_ws(' ', province, city, district) AS told FROM customers
                  WHERE closed IS NULL AND id IN (SELECT a FROM candidate UNION SELECT b FROM candidate))) h
        JOIN customers c ON c.closed IS NULL AND c.id = h.id""")


def _trust_faces(base: Base) -> None:
    """Who has no key at all is the one namesake at his address: nothing else could tell who he is."""
    if not base.value("SELECT count(*) FROM near WHERE reasons = 'same_name same_address'"):
        return
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
    """SQL: how far two birthdays agree."""
    return (
        f"CASE WHEN {one} IS NULL OR {other} IS NULL THEN 'none' WHEN {one} = {other} THEN 'same'"
        f" WHEN {_near(one, other)} THEN 'near' ELSE 'other' END"
    )


def _near(one: str, other: str) -> str:
    """SQL: a digit off, two swapped, or day and month swapped. All but the last leave two of year, month and day as they are."""
    kept = " + ".join(f"({part}({one}) = {part}({other}))::INTEGER" for part in ("year", "month", "day"))
    slip = f"damerau_levenshtein({one}::VARCHAR, {other}::VARCHAR) <= 1"
    swapped = f"year({one}) = year({other}) AND month({one}) = day({other}) AND day({one}) = month({other})"
    return f"(({kept} >= 2 AND {slip}) OR ({swapped}))"
