"""What one sheet feeds: every collection in turn, whom a row is about first, then what hangs on him."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jipan.intake import alike, histories, keepers, newcomers, records, recovered, trade, unclear, write
from jipan.intake.answers import settle
from jipan.intake.cases import settle_imports
from jipan.intake.leads import open_lead
from jipan.intake.records import ANSWERS
from jipan.intake.who import column
from jipan.intake.wins import lay_kept
from jipan.models import COLLECTIONS, DATED_BY, LINKS, TRADE

if TYPE_CHECKING:
    from jipan.intake.headers import Layout
    from jipan.intake.stage import Staged
    from jipan.intake.write import Source
    from jipan.rules import Book as RuleBook
    from jipan.store import Base

_ALWAYS = {"customers", "vehicles"}
"""Whatever a sheet lists, somebody is meant by each of its rows, or some vehicle."""


@dataclass(frozen=True, slots=True)
class Answers:
    """How the contacts of a sheet are read: the day of those that do not say it, and the book that says what follows.

    From a call sheet that comes back (`only`) nothing else is read.
    """

    only: bool
    day: dt.date
    book: RuleBook | None
    meaning: recovered.Meaning | None = None


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet that lies in `stage`, on its way into the base."""

    base: Base
    staged: Staged
    layout: Layout
    source: Source

    @property
    def fed(self) -> set[str]:
        """The collections that it has something for."""
        own = {name for name in COLLECTIONS if any(one.startswith(f"{name}.") for one in self.staged.columns)}
        return own | {self.layout.lists} | self.staged.histories.keys()

    def lists(self, name: str) -> bool:
        return self.layout.lists == name

    def compare(self, name: str, given: write.Expressions | None = None) -> write.Wanted:
        """Find out what the sheet would change in a collection."""
        wanted = write.gather(self.base, name, self.staged.columns, custom=self.lists(name), given=given)
        return write.compare(self.base, wanted, self.source)

    def put(self, name: str, given: write.Expressions | None = None) -> None:
        """Compare and write a collection."""
        write.write(self.base, self.compare(name, given), self.source)


def feed(base: Base, staged: Staged, layout: Layout, source: Source, how: Answers) -> list[str]:
    """Every collection in turn; gives those that the sheet speaks of. The transaction is the caller's."""
    sheet = _Sheet(base, staged, layout, source)
    lay_kept(base)
    if how.only:
        staged.columns = tuple(recovered.know_customers(base, staged.columns))
    records.remember_rows(base, source.sheet, source.hash)
    records.place_customers(base, staged.columns)
    records.place_vehicles(base, staged.columns)
    if how.only:
        _recognise(sheet)
    else:
        newcomers.lay_none(base)
        _people(sheet)
    _give_ids(base)
    _dealings(sheet, how)
    for name in [name for name in TRADE if name in sheet.fed]:
        _trade(sheet, name)
    settle_imports(base, source)
    return [name for name in COLLECTIONS if name in sheet.fed | _ALWAYS]


def _recognise(sheet: _Sheet) -> None:
    """A call sheet speaks of records that the base knows, and of people whom somebody wrote down below; what else its
    columns say about those who are known is not taken.
    """
    base, columns = sheet.base, sheet.staged.columns
    newcomers.lay(base, columns)
    base.run(f"UPDATE row_customers SET label = NULL WHERE label[1] = '~' AND rn NOT IN ({newcomers.TAKEN})")
    base.run("UPDATE row_vehicles SET label = NULL WHERE label[1] = '~'")
    sheet.compare("vehicles")
    wanted = sheet.compare("customers", _mobile(columns))
    base.run("UPDATE done_customers SET outcome = 'same' WHERE outcome = 'updated'")
    newcomers.admit(base, sheet.source, columns, replace(wanted, changes=False))
    base.run("DELETE FROM done_vehicles")  # the plate only says which vehicle an answer is about


def _people(sheet: _Sheet) -> None:
    """Customers, their keys and vehicles, who keeps what, and who may be one."""
    base, source = sheet.base, sheet.source
    wanted = sheet.compare("customers", _mobile(sheet.staged.columns))
    write.write_doubts(base, source)
    write.write_keys(base, source)
    write.write(base, wanted, source)
    sheet.put("vehicles")
    keepers.write_ownerships(base, source, transfers=sheet.layout.lists in {"customers", "vehicles"})
    alike.look(base, source)


def _dealings(sheet: _Sheet, how: Answers) -> None:
    """Leads, visits, contacts and cases."""
    base, source, columns, fed = sheet.base, sheet.source, sheet.staged.columns, sheet.fed
    if "leads" in fed:
        records.place_leads(base, columns, listed=sheet.lists("leads"))
        sheet.put("leads")
    if "visits" in fed:
        records.place_visits(base, columns)
        sheet.put("visits")
        histories.write_visits(base, source, sheet.staged.histories.get("visits", []))
        _owner_of_the_day(base, "visits", source)
    if "contacts" in fed:
        records.place_contacts(base, columns, listed=sheet.lists("contacts"))
        sheet.put("contacts", _of_tasks(sheet, how) if how.only else None)
        _complete_contacts(base, source, how)
        settle(base, source, how.day, how.book)
        histories.write_contacts(base, source, sheet.staged.histories.get("contacts", []))
    if "cases" in fed:
        records.place_cases(base, columns, listed=sheet.lists("cases"))
        sheet.put("cases")


def _of_tasks(sheet: _Sheet, how: Answers) -> write.Expressions:
    """What the contacts of a call sheet have from the tasks that they answer."""
    columns = sheet.staged.columns
    unclear.pass_over(sheet.base, sheet.staged)
    return {"tasks": records.tasks_of(columns), **recovered.lay(sheet.base, columns, how.meaning)}


def _trade(sheet: _Sheet, name: str) -> None:
    """One of the collections of what is bought, paid, fetched and insured."""
    columns, dated = sheet.staged.columns, sheet.source.dated
    trade.place(sheet.base, name, columns, dated, listed=sheet.layout.lists)
    sheet.put(name, trade.given(name, columns, dated))
    if "vehicle" in LINKS[name]:
        _owner_of_the_day(sheet.base, name, sheet.source)


def _give_ids(base: Base) -> None:
    """From here on rows carry the ids that their customers and vehicles have now."""
    for name in ("customers", "vehicles"):
        base.run(f"""
            CREATE OR REPLACE TEMP TABLE row_{name} AS
            SELECT r.rn, i.id AS label FROM row_{name} r LEFT JOIN id_{name} i ON i.label = r.label""")
        base.run(f"CREATE OR REPLACE TEMP TABLE id_{name} AS SELECT id AS label, id, fresh FROM id_{name}")


def _mobile(columns: tuple[str, ...]) -> dict[str, str]:
    """SQL: the first number of the cell, else the one that stands in the name's cell."""
    if not {"customers.mobile", "customers.name_phone"} & set(columns):
        return {}
    mobile = f"string_split({column(columns, 'customers.mobile')}, ' ')[1]"
    return {"mobile": f"coalesce({mobile}, {column(columns, 'customers.name_phone')})"}


def _owner_of_the_day(base: Base, name: str, source: Source) -> None:
    """A visit belongs to whoever kept the vehicle on its day, where the row does not say who came; a policy too."""
    day = f"{name}.{DATED_BY[name]}"
    base.run(
        f"""
        UPDATE {name} SET customer = o.customer FROM ownerships o, done_{name} d, person p
        WHERE {name}.opened = ? AND {name}.closed IS NULL AND d.id = {name}.id AND d.outcome = 'created'
          AND p.rn = d.rn AND p.core IS NULL AND len(p.phones) = 0
          AND coalesce(p.own_id, p.customer_no, p.id_number, p.wechat) IS NULL
          AND o.closed IS NULL AND o.vehicle = {name}.vehicle
          AND (o.since IS NULL OR o.since <= {day}) AND (o.until IS NULL OR o.until > {day})""",
        [source.batch],
    )


def _complete_contacts(base: Base, source: Source, how: Answers) -> None:
    """A new contact without a time happened today, and is about the customer's open lead where he has one. Where a list
    says nothing but when to talk next there was none, and where that day has come it was before today: the time stays open.
    """
    fresh = "opened = ? AND closed IS NULL AND id IN (SELECT id FROM done_contacts WHERE outcome = 'created')"
    told = " OR ".join(f"{name} IS NOT NULL" for name in (*ANSWERS, "channel") if name != "next_date")
    today = "TRUE" if how.only else f"({told}) AND (next_date IS NULL OR next_date > DATE '{how.day}')"
    base.run(
        f'UPDATE contacts SET "at" = ? WHERE "at" IS NULL AND {today} AND {fresh}',
        [dt.datetime.combine(how.day, dt.time()), source.batch],
    )
    base.run(
        f"UPDATE contacts SET lead = {open_lead('contacts.customer')} WHERE lead IS NULL AND {fresh}", [source.batch]
    )
