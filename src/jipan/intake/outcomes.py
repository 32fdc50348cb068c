"""What became of every row, and what was odd in it: fills the receipt from the temporary tables of an import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jipan.errors import Problem
from jipan.intake.makers import left_over
from jipan.intake.receipt import Outcome, Receipt
from jipan.kinds import BIRTHDAY
from jipan.models import COLLECTIONS, TRADE, Field, fields

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jipan.intake.headers import Layout
    from jipan.intake.stage import Staged
    from jipan.sheets import Grid
    from jipan.store import Base

_MOST_KEPT = 10_000
"""So many values of a collection that did not replace others are listed."""
_WITHOUT = {
    "customers": "no_identity", "vehicles": "no_vehicle", "leads": "no_customer", "visits": "no_visit", "contacts": "unanswered",
    "cases": "no_customer",
    **dict.fromkeys(TRADE, "no_trade"),
}  # fmt: skip


def settle_rows(
    base: Base, grid: Grid, layout: Layout, staged: Staged, receipt: Receipt, *, fed: Sequence[str], rows: bool
) -> dict[int, str]:
    """Count the rows of one sheet, and what it `fed`, into the receipt. Gives the rejected ones: row number → reason code."""
    _judge(base, layout, staged)
    _unreadable(base, staged)
    for outcome, count in base.rows("SELECT outcome, count(*) FROM judged GROUP BY outcome"):
        receipt.count(outcome, int(count))
    _count_records(base, receipt, fed)
    receipt.problems += _problems(base, grid, layout, staged)
    if rows:
        receipt.outcomes += _outcomes(base, grid)
    return dict(base.rows("SELECT rn, reason FROM judged WHERE outcome = 'rejected' ORDER BY rn"))


def _judge(base: Base, layout: Layout, staged: Staged) -> None:
    """`judged`: row → outcome, customer, reason. A row's outcome is that of the record its sheet lists.

    In a list of vehicles a customer who has none yet is a row that was taken all the same; so is one who has never come
    in a list of those who came, or of whom no talk is told in a list of talks. On a call sheet he was not called.
    """
    lists = layout.lists
    told_alone = lists == "vehicles" or (lists == "contacts" and not layout.is_call_sheet)
    taken = "coalesce(d.outcome, p.outcome)" if told_alone else "d.outcome"
    if lists == "visits":
        taken = f"CASE WHEN r.label IS NULL AND NOT ({_came(layout, staged)}) THEN p.outcome ELSE d.outcome END"
    unanswered = "r.label IS NULL AND c.label IS NOT NULL" if layout.is_call_sheet else "FALSE"
    without = f"'{_WITHOUT[lists]}'"
    if lists == "contacts":
        without = "coalesce(n.lacks, CASE WHEN len(who.phones) > 0 THEN 'not_in_base' ELSE 'no_customer' END)"
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE judged AS
        SELECT s."row" AS rn, c.label AS customer,
               CASE WHEN s.skip IS NOT NULL OR ({unanswered}) THEN 'skipped'
                    ELSE coalesce({taken}, 'rejected') END AS outcome,
               CASE WHEN s.skip IS NOT NULL THEN s.skip WHEN {unanswered} THEN 'unanswered'
                    WHEN {taken} IS NULL THEN {without} END AS reason
        FROM stage s
        LEFT JOIN person who ON who.rn = s."row" LEFT JOIN newcomers n ON n.rn = s."row"
        LEFT JOIN row_{lists} r ON r.rn = s."row"
        LEFT JOIN id_{lists} i ON i.label = r.label
        LEFT JOIN done_{lists} d ON d.id = i.id
        LEFT JOIN row_customers c ON c.rn = s."row" LEFT JOIN done_customers p ON p.id = c.label""")


_ABOUT_A_VISIT = ("order_no", "date", "repair_type", "amount", "cost", "remark")
"""What is only there where somebody came: store, adviser and mileage are known of others too."""


def _came(layout: Layout, staged: Staged) -> str:
    """SQL: whether a row of `stage` says anything of a visit, be it unreadable."""
    columns = [f"visits.{name}" for name in _ABOUT_A_VISIT if f"visits.{name}" in staged.columns]
    places = {target.column for target in layout.of("visits")}
    lost = sorted({odd.row + 1 for odd in staged.odd if odd.column in places and not odd.kept})
    return " OR ".join([f's."row" IN {(*lost, -1, -1)}', *(f's."{column}" IS NOT NULL' for column in columns)])


def _unreadable(base: Base, staged: Staged) -> None:
    """A row of a call sheet whose only answers could not be read was filled in all the same: it is handed back."""
    lost = [odd.row + 1 for odd in staged.odd if not odd.kept]
    base.run(
        "UPDATE judged SET outcome = 'rejected', reason = 'unreadable' WHERE reason = 'unanswered' AND list_contains(?::BIGINT[], rn)",
        [lost],
    )


def _count_records(base: Base, receipt: Receipt, fed: Sequence[str]) -> None:
    done = " UNION ALL ".join(f"SELECT {n} AS nth, '{name}', outcome FROM done_{name}" for n, name in enumerate(fed))
    for _, name, outcome, count in base.rows(f"SELECT *, count(*) FROM ({done}) GROUP BY ALL ORDER BY nth"):
        counts = receipt.records.setdefault(name, dict.fromkeys(("created", "updated", "same"), 0))
        counts["created" if outcome == "doubtful" else outcome] += int(count)


def _problems(base: Base, grid: Grid, layout: Layout, staged: Staged) -> list[Problem]:
    """Odd cells of rows that were taken or rejected, in the order of the file; then rejected rows; then values kept."""
    passed = {row[0] - 1 for row in base.rows("SELECT rn FROM judged WHERE outcome = 'skipped'")}
    odd = sorted((o for o in staged.odd if o.row not in passed), key=lambda o: (o.row, o.column))
    found = [Problem(o.code, grid.address(o.row, o.column), o.value, {"header": o.header, **o.facts}) for o in odd]
    for number, reason, holder in base.rows(
        "SELECT j.rn, j.reason, n.holder FROM judged j LEFT JOIN newcomers n ON n.rn = j.rn WHERE j.outcome = 'rejected' ORDER BY j.rn"
    ):
        found.append(Problem(reason, row_address(grid, number), holder))
    return found + left_over(base, grid, layout) + _remarks(base, grid, layout) + _kept(base, grid, layout)


def _remarks(base: Base, grid: Grid, layout: Layout) -> list[Problem]:
    """What is odd in the answers of a call sheet, each beside its row."""
    if not layout.is_call_sheet:
        return []
    rows = base.rows("""
        SELECT max(r.rn) AS rn, m.code, m.value FROM remarks m
        JOIN id_contacts i ON i.id = m.contact JOIN row_contacts r ON r.label = i.label GROUP BY m.contact, m.code, m.value ORDER BY ALL""")
    return [Problem(code, row_address(grid, rn), value) for rn, code, value in rows]


def _kept(base: Base, grid: Grid, layout: Layout) -> list[Problem]:
    """Values of an older file that did not replace newer ones."""
    found: list[Problem] = []
    place = {(name, target.field): target.column for name in COLLECTIONS for target in layout.of(name)}
    for name, number, field, value, ours, why in base.rows(
        f"""SELECT collection, rn, field, value, ours, why FROM kept
            QUALIFY row_number() OVER (PARTITION BY collection ORDER BY rn, field) <= {_MOST_KEPT}
            ORDER BY list_position(?, collection), rn, field""",
        [list(COLLECTIONS)],
    ):
        column = place.get((name, field))
        address = row_address(grid, number) if column is None else grid.address(number - 1, column)
        of = fields(name)[field]
        found.append(Problem(why, address, _as_shown(of, value), {"header": of.zh, "ours": _as_shown(of, ours)}))
    return found


def _as_shown(of: Field, text: str | None) -> str | None:
    """A stored value as people know it: a birthday may lack its year."""
    return BIRTHDAY.show(BIRTHDAY.parse(text), "zh") if text and of.kind is BIRTHDAY else text


def row_address(grid: Grid, number: int) -> str:
    """`customers.xlsx › 客户 › 17`: a whole row."""
    return grid.address(number - 1, 0).removesuffix(f"A{number}") + str(number)


def _outcomes(base: Base, grid: Grid) -> list[Outcome]:
    """One line a row. A doubtful row says which customer it may be, and why."""
    doubts: dict[str, tuple[str, ...]] = {}
    for a, b, reasons in base.rows("SELECT a, b, reasons FROM open_doubts"):
        doubts[a] = (*doubts.get(a, ()), f"{reasons}:{b}")
    return [
        Outcome(
            row_address(grid, rn),
            outcome,
            customer,
            doubts.get(customer, ()) if outcome == "doubtful" else (reason,) if reason else (),
        )
        for rn, customer, outcome, reason in base.rows("SELECT rn, customer, outcome, reason FROM judged ORDER BY rn")
    ]
