"""Which record of each collection a row is about. Makes `row_<collection>`: row → label, an id of the base or `~…` for a new one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jipan.intake import described
from jipan.intake.called import is_full_firm
from jipan.intake.who import column, identify, spread
from jipan.models import COLLECTIONS

if TYPE_CHECKING:
    from jipan.store import Base

ANSWERS = ("outcome", "level", "next_date", "objection", "lost_reason", "score", "note")
"""Columns of a call sheet that a person fills in: a row without any of them says nothing."""
TASKS = "contacts.tasks"
"""The staged column by which the rows of a call sheet are known again."""


def remember_rows(base: Base, sheet: str | None, hash_: str) -> None:
    """`seen_row`: what each row of this very file was about when it was imported before. It is about the same again."""
    base.run(
        """CREATE OR REPLACE TEMP TABLE seen_row AS
           SELECT o.collection, o."row" AS rn, arg_max(o.record, o.batch) AS id
           FROM origins o JOIN batches b ON b.number = o.batch AND b.undone IS NULL AND b.hash = ?
           WHERE o.sheet IS NOT DISTINCT FROM ? GROUP BY ALL""",
        [hash_, sheet],
    )
    seen = {name for (name,) in base.rows("SELECT DISTINCT collection FROM seen_row")}
    for name in COLLECTIONS.keys() & seen:
        gone = f"id NOT IN (SELECT id FROM {name} WHERE closed IS NULL)"
        base.run(f"DELETE FROM seen_row WHERE collection = '{name}' AND {gone}")


def _seen(collection: str) -> str:
    """SQL: the record of a collection that the row `w` was about before."""
    return f"(SELECT s.id FROM seen_row s WHERE s.collection = '{collection}' AND s.rn = w.rn)"


def place_customers(base: Base, staged: Sequence[str]) -> None:
    """`row_customers`. A row without anything to tell who it is about has no label."""
    identify(base, staged)
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE row_customers AS
        WITH told AS (
            SELECT w.label FROM whose w JOIN person p ON p.rn = w.rn
            GROUP BY w.label
            HAVING bool_or(w.fixed) OR bool_or(p.customer_no IS NOT NULL OR p.id_number IS NOT NULL OR p.wechat IS NOT NULL
                OR len(p.phones) > 0 OR (p.name IS NOT NULL AND (p.vin IS NOT NULL OR p.plate IS NOT NULL))
                OR p.face IS NOT NULL OR {is_full_firm("p.core")}))
        SELECT w.rn, CASE WHEN t.label IS NULL THEN NULL ELSE w.label END AS label
        FROM whose w LEFT JOIN told t ON t.label = w.label""")


def place_vehicles(base: Base, staged: Sequence[str] = ()) -> None:
    """`row_vehicles`: by VIN; by our own number of it; by plate where no VIN speaks against it; by what is said of it."""
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE own_car AS SELECT s."row" AS rn, v.id AS vehicle
        FROM stage s JOIN vehicles v ON v.closed IS NULL AND v.id = {column(staged, "vehicles.id")}""")
    base.run("""
        CREATE OR REPLACE TEMP TABLE row_vehicles AS
        WITH met AS (FROM known_car UNION ALL SELECT rn, vehicle, NULL, 0.5 FROM own_car
                      UNION ALL SELECT rn, id, NULL, -1 FROM seen_row WHERE collection = 'vehicles'),
             known AS (SELECT rn, arg_min(vehicle, (strength, vehicle)) AS vehicle FROM met GROUP BY rn)
        SELECT p.rn, coalesce(k.vehicle, printf('~%012d', p.rn)) AS label, k.vehicle IS NOT NULL AS fixed
        FROM person p LEFT JOIN known k ON k.rn = p.rn
        WHERE p.vin IS NOT NULL OR p.plate IS NOT NULL OR p.rn IN (SELECT rn FROM own_car)""")
    base.run("""
        CREATE OR REPLACE TEMP TABLE car_edge AS
        WITH vins AS (SELECT plate, count(DISTINCT vin) AS many FROM person WHERE plate IS NOT NULL GROUP BY plate)
        SELECT rn, 'v:' || vin AS key FROM person WHERE vin IS NOT NULL
        UNION ALL SELECT p.rn, 'p:' || p.plate || CASE WHEN v.many > 1 THEN coalesce(p.vin, '') ELSE '' END
        FROM person p JOIN vins v ON v.plate = p.plate""")
    told = described.lay(base, staged)
    spread(base, "row_vehicles", "car_edge")
    if told:
        described.meet(base)


def place_leads(base: Base, staged: Sequence[str], *, listed: bool) -> None:
    """`row_leads`: the customer's lead opened on the same day, else his open one."""
    opened = column(staged, "leads.opened_on", "DATE")
    wishes = [
        column(staged, f"leads.{name}", "DATE" if name == "expected_date" else "VARCHAR")
        for name in ("level", "intent_model", "expected_date", "stage")
    ]
    wanted = "TRUE" if listed else " OR ".join(f"{wish} IS NOT NULL" for wish in wishes)
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE row_leads AS
        WITH wish AS (SELECT s."row" AS rn, c.label AS customer, {opened} AS opened_on, {wishes[3]} AS stage
                      FROM stage s JOIN row_customers c ON c.rn = s."row" WHERE c.label IS NOT NULL AND ({wanted})),
             found AS (SELECT w.rn, min(l.id) FILTER (WHERE l.opened_on = w.opened_on) AS same_day,
                              min(l.id) FILTER (WHERE w.opened_on IS NULL AND l.opened_on IS NULL AND l.stage = w.stage) AS same_end,
                              max(l.id) FILTER (WHERE (w.opened_on IS NULL OR l.opened_on IS NULL)
                                                AND l.closed_on IS NULL AND coalesce(l.stage, 'new') NOT IN ('won', 'lost')) AS still_open
                       FROM wish w JOIN leads l ON l.closed IS NULL AND root(l.customer) = root(w.customer) GROUP BY w.rn)
        SELECT w.rn, coalesce({_seen("leads")}, f.same_day, f.still_open, f.same_end,
               '~' || w.customer || coalesce(w.opened_on::VARCHAR, '')) AS label
        FROM wish w LEFT JOIN found f ON f.rn = w.rn""")


def place_visits(base: Base, staged: Sequence[str]) -> None:
    """`row_visits`: by order number, else the vehicle's (or customer's) visit of that day with that amount."""
    order, date = column(staged, "visits.order_no"), column(staged, "visits.date", "DATE")
    amount = column(staged, "visits.amount", "DECIMAL(14,2)")
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE came AS
        SELECT s."row" AS rn, {order} AS order_no, {date} AS date, {amount} AS amount, v.label AS vehicle, c.label AS customer
        FROM stage s LEFT JOIN row_vehicles v ON v.rn = s."row" LEFT JOIN row_customers c ON c.rn = s."row"
        WHERE skip IS NULL AND {date} IS NOT NULL AND (v.label IS NOT NULL OR c.label IS NOT NULL)""")
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE row_visits AS
        WITH by_order AS (SELECT w.rn, min(t.id) AS id FROM came w
                          JOIN visits t ON t.closed IS NULL AND t.order_no = w.order_no GROUP BY w.rn),
             by_day AS (SELECT w.rn, min(t.id) AS id FROM came w JOIN visits t ON t.closed IS NULL AND t.date = w.date
                        AND (t.vehicle = w.vehicle OR (w.vehicle IS NULL AND root(t.customer) = root(w.customer)))
                        AND (t.order_no IS NULL OR w.order_no IS NULL)
                        AND (t.amount = w.amount OR t.amount IS NULL OR w.amount IS NULL)
                        WHERE w.rn NOT IN (SELECT rn FROM by_order) GROUP BY w.rn),
             once AS (SELECT rn, id, row_number() OVER (PARTITION BY id ORDER BY rn) AS nth FROM by_day)
        SELECT w.rn, coalesce({_seen("visits")}, o.id, d.id, '~' || coalesce('o' || w.order_no,
               concat_ws(':', coalesce(w.vehicle, w.customer), w.date, w.amount))) AS label
        FROM came w LEFT JOIN by_order o ON o.rn = w.rn
        LEFT JOIN once d ON d.rn = w.rn AND (d.nth = 1 OR w.order_no IS NULL)""")


def task_numbers(base: Base) -> dict[int, str]:
    """The task numbers that the sheet remembers for the rows of its customers."""
    return dict(base.rows("SELECT r.rn, m.tasks FROM row_customers r JOIN stamped m ON m.customer = r.label"))


def tasks_of(staged: Sequence[str]) -> str:
    """SQL: what a row of a call sheet answers, with the batch it was planned from: another day's sheet is another contact.

    Where the column was taken out, the sheet itself remembers it.
    """
    remembered = "(SELECT m.tasks FROM stamped m WHERE m.customer = l_customer.label)"
    return f"coalesce({column(staged, TASKS)}, {remembered})" if TASKS in staged else remembered


def place_contacts(base: Base, staged: Sequence[str], *, listed: bool) -> None:
    """`row_contacts`: by the task numbers it answers, else the customer's contact of that moment. In a list of something
    else there is one where its day is told, or the day of the next.

    Several rows may answer one task, such as a vain call and the one that reached him: each keeps the contact that
    says the same, and what says something new takes those that are left, in turn.
    """
    answers = [column(staged, f"contacts.{name}") for name in ANSWERS]
    said = " OR ".join(f"{answer} IS NOT NULL" for answer in answers if answer.startswith('"')) or "FALSE"
    at, tasks = column(staged, "contacts.at", "TIMESTAMP"), tasks_of(staged).replace("l_customer", "c")
    outcome, note = column(staged, "contacts.outcome"), column(staged, "contacts.note")
    when = f"({said})" if listed else f"({at} IS NOT NULL OR {column(staged, 'contacts.next_date')} IS NOT NULL)"
    alike = "k.note IS NOT DISTINCT FROM t.note AND k.outcome IS NOT DISTINCT FROM t.outcome"
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE row_contacts AS
        WITH talk AS (SELECT s."row" AS rn, {at} AS moment, {tasks} AS tasks, {outcome} AS outcome, {note} AS note, c.label AS customer
                      FROM stage s JOIN row_customers c ON c.rn = s."row" WHERE c.label IS NOT NULL AND {when}),
             near AS MATERIALIZED (
                 SELECT t.rn, k.id, {alike} AS same FROM talk t JOIN contacts k ON k.closed IS NULL AND root(k.customer) = root(t.customer)
                 AND CASE WHEN t.tasks IS NOT NULL THEN k.tasks = t.tasks
                     ELSE (t.moment IS NULL OR k."at" = t.moment) AND {alike} END),
             same AS (SELECT rn, min(id) AS id FROM near WHERE same GROUP BY rn),
             free AS (SELECT rn, id, row_number() OVER (PARTITION BY rn ORDER BY id) AS nth FROM near
                      WHERE rn NOT IN (SELECT rn FROM same) AND id NOT IN (SELECT id FROM same)),
             turn AS (SELECT rn, dense_rank() OVER (PARTITION BY customer, tasks ORDER BY outcome, note) AS nth
                      FROM talk WHERE rn NOT IN (SELECT rn FROM same)),
             found AS (FROM same UNION ALL SELECT f.rn, f.id FROM free f JOIN turn t ON t.rn = f.rn AND t.nth = f.nth)
        SELECT w.rn, coalesce({_seen("contacts")}, f.id,
               '~' || concat_ws(':', w.customer, w.tasks, w.moment, w.outcome, w.note)) AS label
        FROM talk w LEFT JOIN found f ON f.rn = w.rn""")


def place_cases(base: Base, staged: Sequence[str], *, listed: bool) -> None:
    """`row_cases`: the customer's case of that kind and day, else his open one of that kind."""
    kind = f"coalesce({column(staged, 'cases.kind')}, 'complaint')"
    opened_on = column(staged, "cases.opened_on", "DATE")
    told = "TRUE" if listed else f"{column(staged, 'cases.kind')} IS NOT NULL"
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE row_cases AS
        WITH told AS (SELECT s."row" AS rn, {kind} AS kind, {opened_on} AS opened_on, c.label AS customer
                      FROM stage s JOIN row_customers c ON c.rn = s."row" WHERE s.skip IS NULL AND c.label IS NOT NULL AND {told}),
             found AS (SELECT t.rn, min(k.id) FILTER (WHERE k.opened_on = t.opened_on) AS same_day,
                              max(k.id) FILTER (WHERE t.opened_on IS NULL AND k.closed_on IS NULL) AS still_open
                       FROM told t JOIN cases k ON k.closed IS NULL
                       AND root(k.customer) = root(t.customer) AND k.kind = t.kind GROUP BY t.rn)
        SELECT w.rn, coalesce({_seen("cases")}, f.same_day, f.still_open,
               '~' || concat_ws(':', w.customer, w.kind, w.opened_on)) AS label
        FROM told w LEFT JOIN found f ON f.rn = w.rn""")
