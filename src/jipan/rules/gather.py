"""Out of the tables of the whole base: the dossier of one customer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import narwhals as nw

from jipan.models import COLLECTIONS, LINKS
from jipan.rules import needs
from jipan.rules.book import Book
from jipan.rules.dossier import Dossier
from jipan.rules.entrance import Tables
from jipan.rules.facts import frame
from jipan.rules.standing import standings


def dossier(tables: Tables, book: Book, today: dt.date, customer: str, *, ranked: bool = True) -> Dossier:
    """The dossier of a customer; with `ranked`, he is compared with all others, which reads the whole base."""
    rows = {"customers": _rows(tables, "customers", "id", [customer])}
    for of in COLLECTIONS:
        if of in tables and "customer" in LINKS[of]:
            rows[of] = _rows(tables, of, "customer", [customer])
    _add_older(tables, rows)
    compared = standings(tables, book, today, customer) if ranked else None
    return Dossier(book, rows, today, compared, _beforehand(tables, book, today, customer) if ranked else None)


def _beforehand(tables: Tables, book: Book, today: dt.date, customer: str) -> dict[tuple[str, str], Any]:
    """The facts that depend on other customers: scores by equal shares, and whom he has brought."""
    names = [name for name, fact in book.facts.items() if fact.of == "customers" and needs.compares(fact)]
    if not names:
        return {}
    found = frame(tables, book, names, today).filter(nw.col("id") == customer).collect("pyarrow").to_native()
    return {(customer, name): found[name][0].as_py() for name in names if len(found)}


def _add_older(tables: Tables, rows: dict[str, list[dict[str, Any]]]) -> None:
    """What hangs on his vehicles and leads since before they were his, and the customers whose it was."""
    for of, link in (("vehicles", "vehicle"), ("leads", "lead")):
        keys = [row["id"] for row in rows.get(of, ())]
        for over in [name for name in rows if link in LINKS[name] and keys]:
            mine = {row["id"] for row in rows[over]}
            rows[over] += [row for row in _rows(tables, over, link, keys) if row["id"] not in mine]
    known = {row["id"] for row in rows["customers"]}
    others = {row.get("customer") for found in rows.values() for row in found} - known - {None}
    rows["customers"] += _rows(tables, "customers", "id", sorted(map(str, others))) if others else []


def _rows(tables: Tables, of: str, link: str, keys: Iterable[str]) -> list[dict[str, Any]]:
    found = nw.from_native(tables[of]) if not isinstance(tables[of], nw.LazyFrame | nw.DataFrame) else tables[of]
    picked = found.lazy().filter(nw.col(link).is_in(list(keys))).collect("pyarrow").to_native()
    rows: list[dict[str, Any]] = picked.to_pylist()
    return rows


def dossiers(tables: Tables, book: Book, today: dt.date, customers: Iterable[str]) -> dict[str, Dossier]:
    """The dossiers of several customers, read together; what compares them with others is left out."""
    wanted = sorted(set(customers))
    rows = {"customers": _rows(tables, "customers", "id", wanted)}
    for of in COLLECTIONS:
        if of in tables and "customer" in LINKS[of]:
            rows[of] = _rows(tables, of, "customer", wanted)
    own = {customer: {of: list[dict[str, Any]]() for of in rows} for customer in wanted}
    keeper = {row["id"]: row["customer"] for of in ("vehicles", "leads") for row in rows.get(of, ())}
    _add_older(tables, rows)
    for of, found in rows.items():
        for row in found:
            for customer in {
                row.get("customer") or row["id"],
                keeper.get(row.get("vehicle")),
                keeper.get(row.get("lead")),
            }:
                if customer in own:
                    own[customer][of].append(row)
    return {customer: Dossier(book, found, today) for customer, found in own.items()}
