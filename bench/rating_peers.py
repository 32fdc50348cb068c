"""The four ratings of bench/rules.yaml over Parquet: by jipan, by a pandas script, by zen-engine customer by customer.

`python bench/rating_peers.py make FOLDER COUNT`, then `jipan FOLDER`, `pandas FOLDER`; `facts FOLDER COUNT` writes what
`zen FOLDER` reads, which runs where zen-engine is installed and needs nothing else. Each prints how many have which class.
"""

from __future__ import annotations

import datetime as dt
import json
import pickle
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TODAY = dt.date(2026, 11, 19)
VISITS = 5
MEMORY = "5GB"
"""What DuckDB may hold; more lies on the disk for a while. The process needs room besides."""

_FACTS = f"""
    SELECT c.id, coalesce(v.spend_36m, 0) AS spend_36m, coalesce(v.spend_24m, 0) AS spend_24m,
        coalesce(v.spend_12m, 0) AS spend_12m, coalesce(v.visits_12m, 0) AS visits_12m, v.last_visit
    FROM '{{folder}}/customers.parquet' c LEFT JOIN (
        SELECT customer, sum(amount) FILTER (date > DATE '2023-11-19') AS spend_36m,
            sum(amount) FILTER (date > DATE '2024-11-19') AS spend_24m,
            sum(amount) FILTER (date > DATE '2025-11-19') AS spend_12m,
            count(*) FILTER (date > DATE '2025-11-19') AS visits_12m, max(date) AS last_visit
        FROM '{{folder}}/visits.parquet' WHERE date <= DATE '{TODAY}' GROUP BY customer) v ON v.customer = c.id"""


def make(folder: str, count: str) -> None:
    """Customers and five visits each, as Parquet, made by SQL from no seed but their numbers."""
    base, number = _duckdb(folder), int(count)
    base.execute(f"""COPY (SELECT 'C' || lpad(i::VARCHAR, 8, '0') AS id, '客户' || i AS name FROM range({number}) t(i))
        TO '{folder}/customers.parquet' (FORMAT parquet)""")
    base.execute(f"""COPY (SELECT 'S' || k AS id, 'C' || lpad((hash(k) % {number})::VARCHAR, 8, '0') AS customer,
            (DATE '{TODAY}' - (hash(k + 11) % 1500)::INTEGER)::TIMESTAMP AS date,
            CASE WHEN k % 10 = 0 THEN 0
                 ELSE round(-900 * ln((1 + hash(k + 5) % 1000000) / 1000000.0), 2) END::DECIMAL(14, 2) AS amount
        FROM range({number * VISITS}) t(k)) TO '{folder}/visits.parquet' (FORMAT parquet)""")


def jipan(folder: str) -> None:
    """The rule book over the files; the classes are written as Parquet."""
    from jipan import Rulebook

    base = _duckdb(folder)
    tables = {name: base.read_parquet(f"{folder}/{name}.parquet") for name in ("customers", "visits")}

    def keep(frame: Any) -> Any:
        import narwhals as nw

        base.execute(f"CREATE TEMP TABLE wide AS {frame.to_native().sql_query()}")
        return nw.from_native(base.table("wide")).lazy()

    book = Rulebook.load(HERE / "rules.yaml")
    classes = book.apply(tables, today=TODAY, keep=keep)
    base.execute(f"COPY ({classes.sql_query()}) TO '{folder}/classes.parquet' (FORMAT parquet)")
    counted = base.execute(f"SELECT rating, class, count(*) FROM '{folder}/classes.parquet' GROUP BY ALL").fetchall()
    print(json.dumps(counted))


def pandas(folder: str) -> None:
    """The same by hand in pandas, as a shop's analyst would write it."""
    import numpy as np
    import pandas as pd

    facts = _pandas_facts(folder, pd)
    count, place = len(facts), facts["spend_36m"].rank(method="min", ascending=False)
    pyramid = np.select(
        [(place - 1) * 100 < count * share for share in (1, 5, 20)], ["VIP", "主要", "普通"], default="小"
    )
    spend = facts["spend_12m"].sort_values(ascending=False)
    start = (spend.cumsum() - spend).groupby(spend).transform("min").reindex(facts.index)
    total, nothing = facts["spend_12m"].sum(), facts["spend_12m"] <= 0
    abc = np.select([nothing, start * 100 < 80 * total, start * 100 < 95 * total], ["C", "A", "B"], default="C")
    visits = facts["visits_12m"]
    service = np.select([visits >= 4, visits >= 2, visits >= 1], ["A", "B", "C"], default="D")
    came = facts["last_visit"].notna()
    bits = (
        4 * (facts["spend_24m"] < facts.loc[came, "spend_24m"].median())
        + 2 * ~(facts["last_visit"] > pd.Timestamp("2026-04-19"))
        + (visits < 2)
    )
    found = {"pyramid": pyramid, "abc": abc, "service_abc": service, "rfm": np.array(_NAMES)[bits.to_numpy(dtype=int)]}
    print(json.dumps([(name, each, number) for name, one in found.items() for each, number in Counter(one).items()]))


def _pandas_facts(folder: str, pd: Any) -> Any:
    visits = pd.read_parquet(f"{folder}/visits.parquet", columns=["customer", "date", "amount"])
    visits["amount"] = (visits["amount"].astype("float64") * 100).round() / 100
    visits = visits[visits["date"] <= pd.Timestamp(TODAY)]
    parts = {"last_visit": visits.groupby("customer")["date"].max()}
    for months, since in ((36, "2023-11-19"), (24, "2024-11-19"), (12, "2025-11-19")):
        within = visits[visits["date"] > pd.Timestamp(since)].groupby("customer")["amount"]
        parts[f"spend_{months}m"] = within.sum().round(2)
        if months == 12:
            parts["visits_12m"] = within.size()
    known = pd.read_parquet(f"{folder}/customers.parquet", columns=["id"])["id"]
    facts = pd.DataFrame(parts).reindex(known)
    return facts.fillna({name: 0 for name in facts if name != "last_visit"})


_NAMES = (
    "重要价值客户", "重要发展客户", "重要保持客户", "重要挽留客户",
    "一般价值客户", "一般发展客户", "一般保持客户", "一般挽留客户",
)  # fmt: skip


def facts(folder: str, count: str) -> None:
    """What zen-engine is given of so many customers: the facts, and the ranks that a row cannot know."""
    rows = (
        _duckdb(folder)
        .execute(f"""
        WITH facts AS ({_FACTS.format(folder=folder)}), ranked AS (
            SELECT *, rank() OVER (ORDER BY spend_36m DESC) AS place, count(*) OVER () AS everybody,
                sum(spend_12m) OVER (ORDER BY spend_12m DESC RANGE UNBOUNDED PRECEDING)
                    - spend_12m * count(*) OVER (PARTITION BY spend_12m) AS before,
                sum(spend_12m) OVER () AS total,
                (SELECT median(spend_24m) FROM facts WHERE last_visit IS NOT NULL) AS half FROM facts)
        SELECT (place - 1) / everybody AS share, (before / total)::DOUBLE AS sum, spend_12m::DOUBLE AS spend, visits_12m AS visits,
            (spend_24m >= half)::INTEGER AS much,
            (last_visit IS NOT NULL AND last_visit > DATE '2026-04-19')::INTEGER AS lately
        FROM ranked ORDER BY id LIMIT {int(count)}""")
        .fetchall()
    )
    names = ("share", "sum", "spend", "visits", "much", "lately")
    Path(folder, "facts.pickle").write_bytes(pickle.dumps([dict(zip(names, row, strict=True)) for row in rows]))


_TABLES: dict[str, tuple[tuple[str, ...], list[tuple[tuple[str, ...], str]]]] = {
    "pyramid": (("share",), [(("< 0.01",), "VIP"), (("< 0.05",), "主要"), (("< 0.2",), "普通"), (("",), "小")]),
    "abc": (("spend", "sum"), [(("<= 0", ""), "C"), (("", "< 0.8"), "A"), (("", "< 0.95"), "B"), (("", ""), "C")]),
    "service_abc": (("visits",), [((">= 4",), "A"), ((">= 2",), "B"), ((">= 1",), "C"), (("",), "D")]),
    "rfm": (
        ("much", "lately", "visits"),
        [((str(1 - n // 4), str(1 - n // 2 % 2), "< 2" if n % 2 else ">= 2"), name) for n, name in enumerate(_NAMES)],
    ),
}
"""The decision tables: the fields, and for each row its cells and the class."""


def zen(folder: str) -> None:
    """One decision a customer: how a rules engine is called. Prints the seconds that the calls alone took."""
    import zen as engine

    decision = engine.ZenEngine().create_decision(json.dumps(_graph()))
    rows = pickle.loads(Path(folder, "facts.pickle").read_bytes())
    began, found = time.process_time(), Counter[tuple[str, str]]()
    for row in rows:
        found.update(decision.evaluate(row)["result"].items())
    seconds = time.process_time() - began
    print(json.dumps({"customers": len(rows), "seconds": seconds, "classes": [(*key, n) for key, n in found.items()]}))


def _graph() -> dict[str, Any]:
    ends = {"in": "inputNode", "out": "outputNode"}
    nodes = [{"id": name, "name": name, "type": kind, "position": {"x": 0, "y": 0}} for name, kind in ends.items()]
    nodes += [_node(name, fields, rows) for name, (fields, rows) in _TABLES.items()]
    pairs = [pair for name in _TABLES for pair in (("in", name), (name, "out"))]
    edges = [{"id": f"{one}-{other}", "sourceId": one, "targetId": other, "type": "edge"} for one, other in pairs]
    return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}


def _node(name: str, fields: tuple[str, ...], rows: list[tuple[tuple[str, ...], str]]) -> dict[str, Any]:
    inputs = [{"id": field, "name": field, "field": field} for field in fields]
    rules = [
        {"_id": str(number), **dict(zip(fields, cells, strict=True)), "class": json.dumps(given, ensure_ascii=False)}
        for number, (cells, given) in enumerate(rows)
    ]
    outputs = [{"id": "class", "name": name, "field": name}]
    content = {"hitPolicy": "first", "inputs": inputs, "outputs": outputs, "rules": rules}
    return {"id": name, "name": name, "type": "decisionTableNode", "position": {"x": 0, "y": 0}, "content": content}


def _duckdb(folder: str) -> Any:
    import duckdb

    base = duckdb.connect()
    base.execute(f"SET memory_limit = '{MEMORY}'; SET temp_directory = '{folder}/spill'")
    base.execute("SET preserve_insertion_order = false")
    return base


if __name__ == "__main__":
    {"make": make, "jipan": jipan, "pandas": pandas, "facts": facts, "zen": zen}[sys.argv[1]](*sys.argv[2:])
