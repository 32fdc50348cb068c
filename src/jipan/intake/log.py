"""What came of one contact, typed on the command line: the same contact that a filled call sheet would bring."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from typing import TYPE_CHECKING, Self

from jipan.errors import Bad, BadUsage, Doubt, Refused
from jipan.intake.answers import settle
from jipan.intake.leads import open_lead
from jipan.intake.write import Source
from jipan.kinds import DATE, PHONE, PLATE
from jipan.kinds.date import near
from jipan.kinds.span import Span
from jipan.models import fields
from jipan.store import begin, finish
from jipan.store.batches import next_ids

if TYPE_CHECKING:
    from jipan.rules import Book
    from jipan.store import Base

_MOST_SHOWN = 10
_LETTERS = "H、A、B、C"
_KEY = re.compile(r"T\w{9}(-\d+)?")


@dataclass(frozen=True, slots=True)
class Entry:
    """One contact: the fields of `contacts` that can be typed."""

    outcome: str | None = None
    note: str | None = None
    level: str | None = None
    next_date: dt.date | None = None
    lost_reason: str | None = None
    objection: str | None = None
    score: int | None = None
    channel: str | None = None
    by: str | None = None
    tasks: str | None = None
    purpose: str | None = None

    @classmethod
    def read(cls, **typed: object) -> Self:
        """Words are read as the cells of a call sheet would be. Raises BadUsage for a word nobody knows, or none at all."""
        values = {name: _value(name, value) for name, value in typed.items()}
        if values.get("lost_reason") and not values.get("outcome"):
            values["outcome"] = "lost"
        if not any(values[name] is not None for name in values if name not in {"tasks", "by", "channel", "purpose"}):
            raise BadUsage("nothing_to_log")
        return cls(**values)  # type: ignore[arg-type]


def _value(name: str, typed: object) -> object:
    if not isinstance(typed, str):
        return typed
    of = fields("contacts")[name]
    try:
        return of.kind.parse(typed)
    except Doubt as doubt:
        return doubt.value
    except Bad:
        allowed = tuple(f"{option.zh} ({option.id})" for option in of.kind.options) or _LETTERS
        raise BadUsage("bad_word", field=of, text=typed, allowed=allowed) from None


def read_next(text: str, today: dt.date) -> dt.date:
    """`3d`, `2 weeks`, `1个月` from today, or a date, with its year or without. Raises BadUsage."""
    try:
        return Span.parse(text.removeprefix("+")).after(today)
    except Bad:
        pass
    try:
        value = near(text, today) or DATE.parse(text)
    except (Bad, Doubt):
        value = None
    if not isinstance(value, dt.date):
        raise BadUsage("day", text=text)
    if value < today:
        raise BadUsage("next_in_past", text=text)
    return value


def check_words(entry: Entry, book: Book) -> None:
    """Refuse a level that the book does not know, by which nobody would ever be called, and what is no task number."""
    if entry.level and book.levels and entry.level not in book.levels:
        raise BadUsage("bad_word", field=fields("contacts")["level"], text=entry.level, allowed=tuple(book.levels))
    for key in (entry.tasks or "").split():
        if not _KEY.fullmatch(key):
            raise BadUsage("bad_task", text=key)


@dataclass(frozen=True, slots=True)
class Occasion:
    """When something is logged, by which book it has consequences, and which vehicle it is about, where it was named."""

    today: dt.date
    now: dt.datetime
    book: Book | None = None
    vehicle: str | None = None

    @property
    def moment(self) -> dt.datetime:
        """The time of day is known only of today."""
        return self.now if self.now.date() == self.today else dt.datetime.combine(self.today, dt.time())


@dataclass(frozen=True, slots=True)
class Logged:
    """The batch of a logged contact, and what of it could not be carried out: codes of problems with what they are about."""

    batch: int
    remarks: tuple[tuple[str, str | None], ...] = ()


def log_contact(base: Base, customer: str, entry: Entry, on: Occasion) -> Logged:
    """Write the contact and what follows from it."""
    with base.atomic():
        batch = begin(base, "log", on.now, dated=on.today)
        last = next_ids(base, "K", 1)
        base.run(
            f"""INSERT INTO contacts BY NAME SELECT printf('K%06d', {last + 1}) AS id, ? AS opened, ? AS customer,
                {open_lead("'" + customer + "'")} AS lead, ? AS vehicle, ?::TIMESTAMP AS "at" """,
            [batch, customer, on.vehicle, on.moment],
        )
        for part in dataclass_fields(entry):
            if (value := getattr(entry, part.name)) is not None:
                base.run(f'UPDATE contacts SET "{part.name}" = ? WHERE opened = ?', [value, batch])
        settle(base, Source(batch, on.today, "", None, batch), on.today, on.book)
        remarks = tuple(base.rows("SELECT code, value FROM remarks WHERE code <> 'no_outcome' ORDER BY ALL"))
        finish(base, batch, {"customer": customer, "contact": f"K{last + 1:06d}"})
    return Logged(batch, remarks)


def vehicle_meant(base: Base, who: str) -> str | None:
    """The vehicle that somebody names by its plate, VIN or id."""
    found: str | None = base.value(
        "SELECT min(id) FROM vehicles WHERE closed IS NULL AND (plate = ? OR vin = upper(?) OR id = upper(?))",
        [_parsed(PLATE.parse, who), who.strip(), who.strip()],
    )
    return found


def find(base: Base, who: str) -> list[tuple[str, str | None, str | None]]:
    """The customers that somebody may mean by an id, a phone, a plate, a VIN or a name: id, name, mobile."""
    return base.rows(
        """
        WITH hit AS (
            SELECT id FROM customers WHERE closed IS NULL AND (id = upper($1) OR name = $1 OR customer_no = upper($1))
            UNION SELECT customer FROM keys WHERE closed IS NULL AND value IN ($1, $2)
            UNION SELECT o.customer FROM vehicles v JOIN ownerships o ON o.closed IS NULL AND o.until IS NULL AND o.vehicle = v.id
                WHERE v.closed IS NULL AND (v.plate = $3 OR v.vin = upper($1) OR v.id = upper($1))
            UNION SELECT customer FROM leads WHERE closed IS NULL AND id = upper($1)),
        part AS (SELECT id FROM customers WHERE closed IS NULL AND length($1) > 1 AND contains(name, $1) AND NOT EXISTS (FROM hit))
        SELECT c.id, c.name, c.mobile FROM customers c
        WHERE c.closed IS NULL AND c.id IN (SELECT root(id) FROM (FROM hit UNION FROM part)) ORDER BY c.id""",
        [who.strip(), _parsed(PHONE.parse, who), _parsed(PLATE.parse, who)],
    )


def _parsed(parse: object, text: str) -> str:
    try:
        return str(parse(text) or text)  # type: ignore[operator]
    except Doubt as doubt:
        return str(doubt.value)
    except Bad:
        return text


def find_one(base: Base, who: str) -> str:
    """The one customer that is meant. Raises Refused when there is none, or when there are several, listing them."""
    found = find(base, who)
    if not found:
        raise Refused("nobody_named" if who.strip().isalpha() else "nobody", who=who)
    if len(found) > 1:
        listed = "\n".join(
            f"  {id_}  {name or ''}  {PHONE.mask(mobile) if mobile and PHONE.mask else ''}"
            for id_, name, mobile in found[:_MOST_SHOWN]
        )
        raise Refused("several", who=who, count=len(found), listed=listed)
    return found[0][0]
