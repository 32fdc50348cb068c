"""Customers whom somebody wrote below a call sheet by hand: taken where it is plain who they are, else handed back with what
to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jipan.intake import alike, write
from jipan.intake.colleagues import person
from jipan.intake.records import ANSWERS
from jipan.intake.who import column

if TYPE_CHECKING:
    from jipan.intake.write import Source
    from jipan.store import Base

TAKEN = "SELECT rn FROM newcomers WHERE lacks IS NULL"
"""SQL: the rows that become customers."""


def lay(base: Base, staged: Sequence[str]) -> None:
    """`newcomers`: rows with a telephone number, about nobody whom the base knows and with nothing that jipan gave out.

    `lacks` is what keeps one from being taken; `holder` has his number already.
    """
    answers = [f's."contacts.{name}" IS NOT NULL' for name in ANSWERS if f"contacts.{name}" in staged]
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE newcomers AS
        WITH held AS (SELECT p.rn, min(root(k.customer)) AS holder FROM phone_of p
                      JOIN keys k ON k.closed IS NULL AND k.type = 'phone' AND k.value = p.phone GROUP BY p.rn)
        SELECT p.rn, h.holder, CASE WHEN h.holder IS NOT NULL THEN 'phone_of_another' WHEN p.core IS NULL THEN 'newcomer_nameless'
            WHEN NOT ({" OR ".join(answers) or "FALSE"}) THEN 'newcomer_unanswered' END AS lacks
        FROM person p JOIN row_customers c ON c.rn = p.rn AND c.label[1] = '~'
        JOIN stage s ON s."row" = p.rn LEFT JOIN held h ON h.rn = p.rn
        WHERE len(p.phones) > 0 AND p.own_id IS NULL AND {column(staged, "contacts.tasks")} IS NULL""")


def lay_none(base: Base) -> None:
    """A sheet that is no call sheet has none."""
    base.run("CREATE OR REPLACE TEMP TABLE newcomers (rn BIGINT, holder VARCHAR, lacks VARCHAR)")


def admit(base: Base, source: Source, staged: Sequence[str], wanted: write.Wanted) -> None:
    """Write those whom `customers` was compared with, and nothing about anybody else."""
    if not base.value(f"SELECT count(*) FROM ({TAKEN})"):
        return
    write.write(base, wanted, source)
    base.run(
        "DELETE FROM origins WHERE batch = $1 AND collection = 'customers'"
        " AND record NOT IN (SELECT id FROM customers WHERE opened = $1)",
        [source.batch],
    )
    base.run(f"DELETE FROM phone_of WHERE rn NOT IN ({TAKEN})")
    write.write_keys(base, source)
    if "contacts.by" in staged:
        _give_to_writer(base, source)
    alike.look(base, source)


def _give_to_writer(base: Base, source: Source) -> None:
    """Whoever wrote one down looks after him; on the sheet of one adviser that need not be said."""
    base.run(f"""
        UPDATE stage SET "contacts.by" = (SELECT CASE WHEN count(DISTINCT "contacts.by") = 1 THEN min("contacts.by") END FROM stage)
        WHERE "contacts.by" IS NULL AND "row" IN ({TAKEN})""")
    known = "SELECT {role}_adviser FROM customers WHERE closed IS NULL AND {role}_adviser IS NOT NULL"
    serves = (
        f'"contacts.by" IN ({known.format(role="service")}) AND "contacts.by" NOT IN ({known.format(role="sales")})'
    )
    base.run(
        f"""UPDATE customers
            SET service_adviser = CASE WHEN n.serves THEN n."by" END, sales_adviser = CASE WHEN NOT n.serves THEN n."by" END
            FROM (SELECT i.id, any_value({person('s."contacts.by"')}) AS "by", any_value({serves}) AS serves FROM stage s
                  JOIN row_customers r ON r.rn = s."row" JOIN id_customers i ON i.label = r.label AND i.fresh GROUP BY i.id) n
            WHERE customers.opened = ? AND customers.closed IS NULL AND customers.id = n.id""",
        [source.batch],
    )
