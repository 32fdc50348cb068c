"""Mere surnames: `王先生` is a customer only where nobody else can be meant.

A row that tells a surname stands for the one full name that bears its phone or keeps its car, in the file or in the base.
Where two could be meant it is nobody's, and `review` asks; so it is where only a car speaks for him and the phones differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jipan.intake.acquaint import judge, spellings
from jipan.intake.called import core, is_surname

if TYPE_CHECKING:
    from jipan.store import Base

_BY_CAR = 6
"""From this strength of `met` on a customer was found by his car."""


def stand_in(base: Base) -> None:
    """Give rows without a full name the one that is meant. `torn`: rows that could be about several people of their surname."""
    if not base.value("SELECT EXISTS (FROM person WHERE vague OR core IS NULL)"):
        base.run("CREATE OR REPLACE TEMP TABLE torn (rn BIGINT)")
        return
    meant = f"a.vague AND NOT {is_surname('b.core')} AND starts_with(b.core, a.core)"
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE bearer AS
        SELECT a.rn, b.core, a.core IS NOT NULL AS vague FROM phone_of a JOIN phone_of b
          ON a.phone = b.phone AND NOT {is_surname("b.core")}
         AND (a.core IS NULL OR ({is_surname("a.core")} AND starts_with(b.core, a.core)))
        UNION SELECT a.rn, b.core, TRUE FROM person a JOIN person b ON a.plate = b.plate WHERE {meant}
        UNION SELECT a.rn, b.core, TRUE FROM person a JOIN person b ON a.vin = b.vin WHERE {meant}
        UNION SELECT m.rn, {core("c.name")} AS found, TRUE FROM (
            SELECT p.rn, p.core, k.customer FROM phone_of p
            JOIN keys k ON k.closed IS NULL AND k.type = 'phone' AND k.value = p.phone WHERE {is_surname("p.core")}
            UNION ALL SELECT v.rn, v.core, o.customer FROM known_car v
            JOIN ownerships o ON o.closed IS NULL AND o.until IS NULL AND o.vehicle = v.vehicle WHERE {is_surname("v.core")}) m
        JOIN customers c ON c.closed IS NULL AND c.id = m.customer
        WHERE NOT {is_surname("found")} AND starts_with(found, m.core)""")
    base.run("""
        CREATE OR REPLACE TEMP TABLE meant AS
        SELECT rn, bool_or(vague) AS vague, list_sort(list(DISTINCT core)) AS cores FROM bearer GROUP BY rn""")
    several = [tuple(cores) for (cores,) in base.rows("SELECT DISTINCT cores FROM meant WHERE len(cores) > 1")]
    alike = [list(cores) for cores in several if len(set(spellings(cores).values())) == 1]
    one = "len(cores) = 1 OR list_contains(?::VARCHAR[][], cores)"
    base.run(f"CREATE OR REPLACE TEMP TABLE torn AS SELECT rn FROM meant WHERE vague AND NOT ({one})", [alike])
    base.run(
        f"""CREATE OR REPLACE TEMP TABLE resolved AS
            SELECT rn, list_reduce(cores, lambda a, b: CASE WHEN length(b) > length(a) THEN b ELSE a END) AS core FROM meant WHERE {one}""",
        [alike],
    )
    for table in ("person", "phone_of", "known_car"):
        base.run(f"UPDATE {table} SET core = r.core FROM resolved r WHERE {table}.rn = r.rn")


def distrust(base: Base) -> None:
    """A customer of `named` of whom only the surname is known does not fit a row with a full name where another could be meant."""
    vague = f"{is_surname('n.called')} AND NOT {is_surname('n.core')} AND n.fits AND n.strength > 3"
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE shy AS
        SELECT DISTINCT n.customer, n.core, {core("c.name")} AS known FROM named n
        JOIN customers c ON c.closed IS NULL AND (c.id = n.root OR c.id IN (SELECT id FROM aliases a WHERE a.now = n.root))
        WHERE {vague} AND c.id <> n.customer AND NOT {is_surname("known")}
        UNION SELECT n.customer, n.core, o.core FROM named n
        JOIN named o ON o.customer = n.customer AND o.fits AND NOT {is_surname("o.core")}
        WHERE {vague} AND n.core <> o.core""")
    if judge(base, "SELECT DISTINCT core, known FROM shy"):
        base.run("""
            UPDATE named SET fits = FALSE FROM shy s JOIN judged_pair j ON j.a = s.core AND j.b = s.known AND j.likeness <> 'same'
            WHERE named.customer = s.customer AND named.core = s.core AND named.strength > 3""")
    _by_car_alone(base, vague)
    base.run("DROP TABLE shy")


def _by_car_alone(base: Base, vague: str) -> None:
    """Cars change hands: a car and a surname do not make two phones one man's."""
    base.run(f"""
        UPDATE named SET fits = FALSE WHERE (rn, root) IN (
            SELECT n.rn, n.root FROM named n JOIN person p ON p.rn = n.rn AND len(p.phones) > 0
            WHERE (p.vague OR ({vague})) AND n.customer IN (SELECT customer FROM keys WHERE closed IS NULL AND type = 'phone')
            GROUP BY n.rn, n.root HAVING min(n.strength) >= {_BY_CAR})""")
