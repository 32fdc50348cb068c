"""What a reason is about, where its date does not tell: the complaint, the invoice, the goods in stock, which of his cars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jipan.followups.reckoning import NO_COURSE
from jipan.followups.subjects import Tables, query
from jipan.followups.telling import shown
from jipan.models import COLLECTIONS, TRADE, fields
from jipan.table import Column

if TYPE_CHECKING:
    from jipan.followups.courses import Course
    from jipan.store import Base
    from jipan.words import Lang


def lay(base: Base, tables: Tables, lines: Sequence[Course], lang: Lang) -> None:
    """`followups_about`: what the subjects of the listed reasons are called; a car only where its owner has several on the
    list.
    """
    of_vehicles = (*(line.number for line in lines if line.cadence.of == "vehicles"), NO_COURSE)
    parts = [
        "SELECT id, what FROM followups_cases WHERE what <> ''",
        f"""SELECT DISTINCT c.id, coalesce(c.plate, c.model) AS what FROM followups_tasks t
            JOIN followups_listed l ON l.customer = t.customer AND l."day" = t."day" AND l.part = t.part AND l.several
            JOIN ({query(tables, "cars")}) c ON c.id = t.subject WHERE t.course IN {of_vehicles}""",
        *(_named(tables, of, lang) for of in TRADE if any(line.cadence.of == of for line in lines)),
    ]
    base.run(f"CREATE OR REPLACE TEMP TABLE followups_about AS {' UNION ALL '.join(parts)}")


def _named(tables: Tables, of: str, lang: Lang) -> str:
    """A record by its number, else by the words that tell it from others, else by its day and figures."""
    thing, known = COLLECTIONS[of], fields(of)
    words = [name for name in thing.natural if known[name].kind.python is str] or list(thing.natural)
    said = ", ".join(shown('"' + name + '"', Column.of(known[name]), lang) for name in words)
    number = f'"{thing.number}", ' if thing.number else ""
    return (
        f"SELECT id, coalesce({number}concat_ws(' ', {said})) AS what FROM ({query(tables, of)})"
        " WHERE id IN (SELECT subject FROM followups_tasks)"
    )
