"""Which store looks after a customer: the one his record names, else the one he came to last, else the one that sold him his
car.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jipan.followups.subjects import Tables, query

if TYPE_CHECKING:
    from jipan.store import Base

LISTED = "SELECT customer FROM followups_listed"


def lay(base: Base, tables: Tables, customers: str = LISTED) -> None:
    """`followups_homes`: the stores of those customers whose records name none."""
    last = " UNION ALL ".join(_last(query(tables, of), date, place) for of, date, place in _TOLD)
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE followups_homes AS
        SELECT customer, arg_min(store, place) AS store FROM ({last}) WHERE customer IN ({customers})
            AND customer IN (SELECT id FROM ({query(tables, "customers")}) WHERE store IS NULL) GROUP BY customer""")


def lay_none(base: Base, _: Tables) -> None:
    """Where nobody asks for stores they are not looked for."""
    base.run("CREATE OR REPLACE TEMP TABLE followups_homes (customer VARCHAR, store VARCHAR)")


_TOLD = (("visits", "date", 1), ("vehicles", "purchase_date", 2))


def _last(records: str, date: str, place: int) -> str:
    return (
        f"SELECT customer, arg_max(store, coalesce({date}, DATE '0001-01-01')) AS store, {place} AS place FROM ({records})"
        " WHERE store IS NOT NULL AND customer IS NOT NULL GROUP BY customer"
    )
