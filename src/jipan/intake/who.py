"""Who is this? Every row of `stage` is given the customer it is about: one of the base, or a new one.

Keys are compared set-wise. A phone counts only with a compatible name, because families and offices share phones; so
does a vehicle, because cars change hands. Rows of one file that share a key are one customer. A row without any key is
about him who has its very name and address.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jipan.intake.acquaint import admit, settle_names, trust_names
from jipan.intake.birthdays import agree, real
from jipan.intake.called import compatible, core, flat, is_full_firm, is_surname
from jipan.intake.documents import deny, part
from jipan.intake.surnames import distrust, stand_in

if TYPE_CHECKING:
    from jipan.store import Base

_OWN = ("customer_no", "id_number", "wechat")
"""Keys that belong to one customer alone."""
_WECHAT = r"[a-z][-_a-z0-9]{4,19}|1[3-9]\d{9}"
"""What a WeChat id looks like; `同手机` and the like are no key."""


def column(staged: Sequence[str], name: str, sql: str = "VARCHAR") -> str:
    """SQL: a staged column, or a NULL where the sheet has none of it."""
    return f'"{name}"' if name in staged else f"NULL::{sql}"


def identify(base: Base, staged: Sequence[str]) -> None:
    """Makes `whose`: row → customer (`C…` of the base, `~…` for a new one) and `clash`: row, candidate, reason."""
    _persons(base, staged)
    if _meet(base):
        _hits(base)
        _best(base)
    else:
        _all_new(base)
    if _edges(base):
        spread(base, "whose", "edge")
        part(base)
        _twins(base)
    forget(base)


def _persons(base: Base, staged: Sequence[str]) -> None:
    """One row per row of the file: everything that can tell who it is about. Who has no key of his own has a `face`."""

    def of(name: str) -> str:
        return column(staged, f"customers.{name}")

    numbers = f"concat_ws(' ', {of('mobile')}, {of('phone_alt')}, {of('name_phone')})"
    wechat = f"CASE WHEN regexp_full_match(lower({of('wechat')}), '{_WECHAT}') THEN lower({of('wechat')}) END"
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE person AS
        SELECT * EXCLUDE address, coalesce({is_surname("core")}, FALSE) AS vague,
               CASE WHEN coalesce(own_id, customer_no, id_number, wechat, vin, plate) IS NULL AND len(phones) = 0
                    AND NOT {is_surname("core")} THEN core || ' ' || {flat("address")} END AS face
        FROM (SELECT "row" AS rn, {of("id")} AS own_id, {of("customer_no")} AS customer_no, {of("id_number")} AS id_number,
                     {wechat} AS wechat, {of("name")} AS name, {core(of("name"))} AS core, {of("address")} AS address,
                     list_distinct(list_filter(string_split({numbers}, ' '), lambda p: p <> '')) AS phones,
                     {column(staged, "vehicles.vin")} AS vin, {column(staged, "vehicles.plate")} AS plate,
                     {column(staged, "customers.birthday", "DATE")} AS birthday
              FROM stage WHERE skip IS NULL)""")
    base.run("CREATE OR REPLACE TEMP TABLE phone_of AS SELECT rn, core, unnest(phones) AS phone FROM person")
    settle_names(base)
    find_known_cars(base)
    stand_in(base)


def find_known_cars(base: Base) -> None:
    """`known_car`: row, vehicle of the base: by VIN, by plate where no VIN speaks against it."""
    base.run("""
        CREATE OR REPLACE TEMP TABLE known_car AS
        SELECT p.rn, v.id AS vehicle, p.core, 0 AS strength FROM person p JOIN vehicles v ON v.closed IS NULL AND v.vin = p.vin
        UNION ALL
        SELECT p.rn, v.id, p.core, 1 FROM person p JOIN vehicles v ON v.closed IS NULL AND v.plate = p.plate
        WHERE v.vin IS NULL OR p.vin IS NULL""")


def _hits(base: Base) -> None:
    """`hit`: row, customer of the base, strength of the key (smaller is stronger), whether the name is the very same."""
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE named AS
        WITH known AS (SELECT id, {core("name")} AS core FROM customers
                       WHERE closed IS NULL AND id IN (SELECT customer FROM met))
        SELECT m.*, root(m.customer) AS root, k.core AS called,
               coalesce(m.core = k.core, FALSE) AS exact, {compatible("m.core", "k.core")} AS fits,
               count(*) OVER (PARTITION BY m.rn, root(m.customer)) AS keys_shared
        FROM met m JOIN known k ON k.id = m.customer""")
    admit(base, core("c.name"))
    distrust(base)
    deny(base)
    base.run("""
        CREATE OR REPLACE TEMP TABLE hit AS
        FROM named n WHERE (fits AND (exact OR strength <= 3 OR rn NOT IN (FROM torn))) OR strength <= 0 OR (strength <= 3 AND EXISTS (
            FROM phone_of p JOIN keys k ON k.closed IS NULL AND k.type = 'phone' AND k.value = p.phone
            WHERE p.rn = n.rn AND k.customer = n.customer))""")


def _meet(base: Base) -> bool:
    """`met`: every customer of the base who has one of the row's keys. False where the base knows none of them."""
    if not base.value("SELECT EXISTS (FROM customers)"):
        return False
    by_key = " UNION ALL ".join(
        f"SELECT p.rn, k.customer, {strength}, p.core, '{type_}' FROM person p"
        f" JOIN keys k ON k.closed IS NULL AND k.type = '{type_}' AND k.value = p.{type_}"
        for strength, type_ in enumerate(("customer_no", "id_number", "wechat"), start=1)
    )
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE met AS
        SELECT p.rn, s.id AS customer, -1 AS strength, p.core, 'seen' AS reason
        FROM person p JOIN seen_row s ON s.collection = 'customers' AND s.rn = p.rn
        UNION ALL SELECT p.rn, c.id AS customer, 0 AS strength, p.core, 'id' AS reason
        FROM person p JOIN customers c ON c.closed IS NULL AND c.id = p.own_id
        UNION ALL {by_key}
        UNION ALL SELECT p.rn, c.id, 4, p.core, 'company'
        FROM person p JOIN customers c ON c.closed IS NULL AND c.kind = 'organisation' AND {core("c.name")} = p.core
        WHERE {is_full_firm("p.core")}
        UNION ALL SELECT p.rn, k.customer, 5, p.core, 'phone'
        FROM phone_of p JOIN keys k ON k.closed IS NULL AND k.type = 'phone' AND k.value = p.phone
        UNION ALL SELECT v.rn, o.customer, 6, v.core, 'vehicle'
        FROM known_car v JOIN ownerships o ON o.closed IS NULL AND o.until IS NULL AND o.vehicle = v.vehicle
        UNION ALL SELECT DISTINCT v.rn, x.customer, 7, v.core, 'brought'
        FROM known_car v JOIN person p ON p.rn = v.rn AND len(p.phones) = 0 AND p.customer_no IS NULL AND p.id_number IS NULL
        JOIN visits x ON x.closed IS NULL AND x.vehicle = v.vehicle
        JOIN customers c ON c.closed IS NULL AND c.id = x.customer AND {core("c.name")} = v.core
        UNION ALL SELECT p.rn, c.id, 8, p.core, 'face'
        FROM person p JOIN customers c ON c.closed IS NULL AND {core("c.name")} || ' ' || {flat("c.address")} = p.face
        WHERE {agree("p.birthday", "c.birthday")}""")
    return bool(base.value("SELECT EXISTS (FROM met)"))


def _all_new(base: Base) -> None:
    """Nobody whom the base knows is meant, and there is nobody to be confused with."""
    base.run("CREATE OR REPLACE TEMP TABLE clash (rn BIGINT, candidate VARCHAR, reason VARCHAR)")
    base.run(
        "CREATE OR REPLACE TEMP TABLE whose AS SELECT rn, printf('~%012d', rn) AS label, FALSE AS fixed FROM person"
    )


def _best(base: Base) -> None:
    """The customer of the strongest key; two at the same strength and closeness are a doubt, not a guess."""
    base.run("""
        CREATE OR REPLACE TEMP TABLE best AS
        SELECT rn, count(DISTINCT root) AS candidates, bool_and(exact) AS namesakes, min(customer) AS customer,
               list_sort(list(DISTINCT customer)) AS all_of_them
        FROM (SELECT *, rank() OVER (PARTITION BY rn ORDER BY strength, exact DESC, keys_shared DESC) AS place FROM hit)
        WHERE place = 1 GROUP BY rn""")
    trust_names(base)
    base.run("""
        CREATE OR REPLACE TEMP TABLE clash AS
        SELECT rn, unnest(all_of_them) AS candidate, 'several' AS reason FROM best WHERE candidates > 1
        UNION SELECT rn, customer, reason FROM named n WHERE NOT fits AND strength BETWEEN 1 AND 3
            AND n.rn NOT IN (SELECT rn FROM hit)""")
    base.run("""
        CREATE OR REPLACE TEMP TABLE whose AS
        SELECT p.rn, CASE WHEN b.candidates = 1 THEN b.customer ELSE printf('~%012d', p.rn) END AS label,
               coalesce(b.candidates = 1, FALSE) AS fixed
        FROM person p LEFT JOIN best b ON b.rn = p.rn""")


def _edges(base: Base) -> bool:
    """`edge`: row, key. Rows of the file with one key are one customer. False where no key stands in two rows.

    A number, an ID or a WeChat that stands beside incompatible names joins only the rows that share a name or a phone.
    """
    base.run("CREATE OR REPLACE TEMP TABLE value_of AS " + " UNION ALL ".join(
        f"SELECT rn, '{type_}' AS type, {type_} AS value FROM person WHERE {type_} IS NOT NULL" for type_ in (*_OWN, "vin", "plate")
    ) + " UNION ALL SELECT rn, 'phone', phone FROM phone_of"
        f" UNION ALL SELECT rn, 'firm', core FROM person WHERE {is_full_firm('core')}")  # fmt: skip
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE twice AS
        SELECT v.rn, v.type, v.type || ':' || v.value AS key, p.core, p.phones,
               v.type IN {_OWN} AND min(p.core) OVER g <> max(p.core) OVER g AS mixed
        FROM value_of v JOIN person p ON p.rn = v.rn
        WHERE (v.type, v.value) IN (SELECT type, value FROM value_of GROUP BY ALL HAVING count(*) > 1)
        WINDOW g AS (PARTITION BY v.type, v.value)""")
    faces = "SELECT face FROM person WHERE face IS NOT NULL GROUP BY face HAVING count(*) > 1"
    if not base.rows(f"SELECT key FROM twice UNION ALL {faces} LIMIT 1"):
        return False
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE edge AS
        SELECT rn, key FROM twice WHERE type IN {_OWN} AND mixed IS NOT TRUE AND rn NOT IN (SELECT rn FROM clash)
        UNION ALL SELECT rn, key FROM twice WHERE type = 'firm'
        UNION ALL SELECT rn, key || ':' || coalesce(core, '') FROM twice WHERE mixed OR type IN ('phone', 'vin', 'plate')
        UNION ALL SELECT rn, key || ':' || unnest(phones) FROM twice WHERE mixed
        UNION ALL SELECT rn, face || CASE WHEN min({real("birthday")}) OVER g <> max({real("birthday")}) OVER g
            THEN coalesce(({real("birthday")})::VARCHAR, '') ELSE '' END
        FROM person WHERE face IS NOT NULL WINDOW g AS (PARTITION BY face)""")
    return True


def forget(base: Base) -> None:
    """Let go of what told who the rows are about: of a long list it is as large as the list itself."""
    for name in (
        "named",
        "met",
        "hit",
        "best",
        "value_of",
        "twice",
        "edge",
        "pull",
        "bearer",
        "meant",
        "torn",
        "resolved",
    ):
        base.run(f"DROP TABLE IF EXISTS {name}")


def _twins(base: Base) -> None:
    """Rows of the file that share a number, an ID or a WeChat and were kept apart may be one all the same: a doubt."""
    base.run("""
        INSERT INTO clash
        SELECT k.rn, min(w.label) OVER (PARTITION BY k.key) AS candidate, split_part(k.key, ':', 1) AS reason
        FROM twice k JOIN whose w ON w.rn = k.rn WHERE k.mixed QUALIFY candidate <> w.label""")


def spread(base: Base, labels: str, edges: str) -> None:
    """Give rows that share a key one label, the smallest, until nothing changes. Fixed labels stay.

    Labels of the base (`C…`, `V…`) sort before new ones (`~…`), so that a new row joins whom the base knows.
    """
    while True:
        base.run(f"""
            CREATE OR REPLACE TEMP TABLE pull AS
            SELECT l.rn, min(k.label) AS label
            FROM {labels} l JOIN {edges} e ON e.rn = l.rn
            JOIN (SELECT e.key, min(l.label) AS label FROM {edges} e JOIN {labels} l ON l.rn = e.rn
                  GROUP BY e.key HAVING min(l.label) <> max(l.label)) k ON k.key = e.key
            WHERE NOT l.fixed AND k.label < l.label GROUP BY l.rn""")
        if not base.value("SELECT count(*) FROM pull"):
            return
        base.run(f"UPDATE {labels} SET label = p.label FROM pull p WHERE {labels}.rn = p.rn")
