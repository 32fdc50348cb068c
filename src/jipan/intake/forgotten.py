"""Rows of people who asked to be forgotten are passed over: they are known by digests of their keys alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jipan.store.forgetting import digest

if TYPE_CHECKING:
    from jipan.store import Base

FORGOTTEN = "forgotten"
_KEYS = {
    "mobile": "phone",
    "phone_alt": "phone",
    "id_number": "id_number",
    "wechat": "wechat",
    "customer_no": "customer_no",
}


def pass_over(base: Base, staged: Sequence[str]) -> list[int]:
    """Mark the rows that bring somebody back who is forgotten; gives their numbers."""
    if not base.value("SELECT count(*) FROM forgotten"):
        return []
    told = [
        f"""SELECT "row" AS rn, '{type_}' AS type, unnest(string_split("customers.{field}", ' ')) AS value
            FROM stage WHERE "customers.{field}" IS NOT NULL"""
        for field, type_ in _KEYS.items()
        if f"customers.{field}" in staged
    ]
    if not told:
        return []
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE passed AS SELECT DISTINCT t.rn FROM ({" UNION ALL ".join(told)}) t
        JOIN forgotten f ON f.type = t.type AND f.digest = {digest("t.type", "t.value")}""")
    base.run(f"UPDATE stage SET skip = '{FORGOTTEN}' WHERE skip IS NULL AND \"row\" IN (FROM passed)")
    return [row[0] for row in base.rows("FROM passed ORDER BY rn")]
