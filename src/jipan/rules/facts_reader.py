"""The `facts` of a rule book: from its tree to `Fact`s."""

from __future__ import annotations

from jipan.errors import Bad
from jipan.kinds import BIRTHDAY, DATE
from jipan.kinds.number import parse_count, parse_decimal, parse_share
from jipan.kinds.span import Span
from jipan.models import LINKS, find_collection, singular
from jipan.rules import conditions, festivals, lookup
from jipan.rules.conditions import Test
from jipan.rules.forms import (
    INNER,
    Aggregate,
    Coming,
    Derived,
    Due,
    Extreme,
    Fact,
    FirstOf,
    Holds,
    Only,
    Part,
    Reckoned,
    Row,
    Rows,
    Score,
    Since,
)
from jipan.rules.names import Names, is_figure
from jipan.rules.needs import ORDERED_BY
from jipan.rules.operators import is_dated, is_ordered
from jipan.rules.reading import Reader
from jipan.rules.resolve import FACT_FORMS
from jipan.rules.tree import Node
from jipan.table import Column

_AGGREGATED = ("where", "within", "on")
_COMMON = ("of", "label", "labels", "kind", "source")
_MORE = {"rows": ("otherwise",), "when": (), "count": ("where", "within", "on")}
_MORE |= {
    "due": ("every", "km", "daily", "stated"),
    "score": ("cuts", "parts", "good"),
    "only": ("where",),
    "festival": (),
}
FIGURE_FORMS = ("add", "minus", "times", "divide", "earliest", "latest", "smallest", "largest", "due", "score", "only")
_MORE |= dict.fromkeys(FIGURE_FORMS[:8], ())
_TWO, _QUINTILES = 2, 5
_SINCE = {"months_since": "months", "days_since": "days"}


class FactsReader:
    """Reads facts. A fact stated inside another one becomes a fact of its own, named after it."""

    def __init__(self, names: Names, reader: Reader) -> None:
        self.names = names
        self.reader = reader
        self.facts: dict[str, Fact] = {}

    def read(self, name: str, node: Node) -> None:
        """Add a fact, and those inside it, in the order in which they can be computed."""
        column = self.names.column(name)
        of = self.names.of(node)
        if body := self._body(name, of, node):
            self.facts[name] = Fact(column, of, body)

    def _body(self, name: str, of: str, node: Node) -> Aggregate | Derived | None:
        if node.text is not None:
            return FirstOf((self._column(of, node),))
        forms = [key for key in FACT_FORMS if key in (node.map or {})]
        if len(forms) != 1:
            self.reader.fault("form_one", node.key_place, name=name, found=tuple(forms), allowed=FACT_FORMS)
            return None
        form = forms[0]
        entries = self.reader.entries(node, (form, *_COMMON, *_MORE.get(form, _AGGREGATED)))
        if form == "rows":
            return read_rows(of, entries, self.names, self.reader)
        if form == "when":
            return Holds(
                conditions.parse(
                    entries[form], lookup.finder(self.names, of), self.reader, lookup.known(self.names, of)
                )
            )
        if form == "first" and entries[form].list is not None:
            return FirstOf(self._parts(name, of, entries[form]))
        if form == "festival":
            return Coming(tuple(self._festival(each) for each in self.reader.items(entries[form])))
        if form in FIGURE_FORMS:
            return self._figure(name, of, form, node, entries)
        return self._since(name, of, form, entries) if form in _SINCE else self._aggregate(of, form, entries)

    def _figure(self, name: str, of: str, form: str, node: Node, entries: dict[str, Node]) -> Derived | None:
        """Sums, ratios, the earliest of several days, the next service, scores."""
        if form == "due":
            return self._due(of, entries)
        if form == "score":
            return self._score(of, entries)
        if form == "only":
            where = entries.get("where") or Node({}, node.place)
            return Only(self._column(of, entries["only"]), self._test(of, where))
        parts = self._parts(name, of, entries[form])
        if len(parts) < _TWO:
            self.reader.fault("parts_two", entries[form].place, name=name)
            return None
        if form in {"earliest", "latest"}:
            for one in self.reader.items(entries[form]):
                _ = self._dated(of, one) if one.text is not None else None
            return Extreme(form, parts)  # type: ignore[arg-type]
        self._check_numbers(of, entries[form])
        if form in {"smallest", "largest"}:
            return Extreme(form, parts)  # type: ignore[arg-type]
        return Reckoned(form, parts)  # type: ignore[arg-type]

    def _check_numbers(self, of: str, node: Node) -> None:
        for part in self.reader.items(node):
            found = lookup.find(self.names, of, part.text) if part.text and not is_figure(part) else None
            if found and (not is_ordered(found.kind) or is_dated(found.kind)):
                self.reader.fault("number_expected", part.place, word=part.text, kind=found.kind.id)

    def _due(self, of: str, entries: dict[str, Node]) -> Due | None:
        """`{due: LAST, every: 5 months, km: 7500, daily: KM_A_DAY, stated: DATE}`."""
        every = self.reader.value(entries.get("every"), Span.parse)
        if every is None:
            self.reader.fault("key_missing", entries["due"].place, key="every")
            return None
        daily = self._column(of, entries["daily"]) if "daily" in entries else None
        stated = self._dated(of, entries["stated"]) if "stated" in entries else None
        km = self.reader.value(entries.get("km"), _number)
        return Due(self._dated(of, entries["due"]), every, km, daily, stated)

    def _score(self, of: str, entries: dict[str, Node]) -> Score | None:
        """`{score: FIELD, cuts: [1000, 5000]}` or `{score: FIELD, parts: 5}`, and `good: low` where little is best."""
        column = lookup.find(self.names, of, self.reader.text(entries["score"]) or "")
        if column is None or not is_ordered(column.kind) or is_dated(column.kind):
            word = self._column(of, entries["score"])
            if column is not None:
                self.reader.fault("number_expected", entries["score"].place, word=word, kind=column.kind.id)
            return None
        found = tuple(self.reader.value(node, _number) or 0.0 for node in self.reader.items(entries.get("cuts")))
        if list(found) != sorted(set(found)):
            self.reader.fault("score_order", entries["cuts"].place)
        good = self.reader.word(entries.get("good"), ("high", "low"), "high")
        count = len(found) + 1 if found else self.reader.value(entries.get("parts"), _whole) or _QUINTILES
        return Score(column, count, found, good)  # type: ignore[arg-type]

    def _festival(self, node: Node) -> str:
        text = self.reader.text(node) or ""
        if found := festivals.named(text):
            return found.zh
        self.reader.unknown("word_unknown", node.place, text, tuple(festivals.festivals()))
        return next(iter(festivals.festivals()))

    def _dated(self, of: str, node: Node) -> str:
        name = self._column(of, node)
        found = lookup.find(self.names, of, node.text or "")
        if found and not is_dated(found.kind):
            self.reader.fault("date_expected", node.place, word=name, kind=found.kind.id)
        return name

    def _parts(self, name: str, of: str, node: Node) -> tuple[Part, ...]:
        return tuple(self._part(f"{name}{INNER}{n}", of, part) for n, part in enumerate(self.reader.items(node), 1))

    def _part(self, name: str, of: str, node: Node) -> Part:
        """One part of several: a figure, a name, or a fact stated on the spot."""
        if is_figure(node):
            return self.reader.value(node, _number) or 0.0
        if node.text is not None:
            return self._column(of, node)
        if body := self._body(name, of, node):
            self.facts[name] = Fact(Column(name, self.names.fact_kind(of, node), name, name), of, body)
        return name

    def _column(self, of: str, node: Node) -> str:
        word = self.reader.text(node) or ""
        if found := lookup.find(self.names, of, word):
            return found.name
        self.reader.unknown("name_unknown", node.place, word, lookup.known(self.names, of))
        return word

    def _since(self, name: str, of: str, form: str, entries: dict[str, Node]) -> Since:
        """`months_since: visits.date` counts from the last visit, `months_since: birthday` from a date of its own."""
        node = entries[form]
        text = self.reader.text(node) or ""
        unit = _SINCE[form]
        if find_collection(text.partition(".")[0]) and "." in text:
            inner = f"{name}{INNER}1"
            body = self._aggregate(of, "last", {**entries, "last": node})
            if body:
                self.facts[inner] = Fact(Column(inner, DATE, inner, inner), of, body)
            return Since(unit, inner)  # type: ignore[arg-type]
        column = self._column(of, node)
        found = lookup.find(self.names, of, text)
        if found and not is_dated(found.kind):
            self.reader.fault("date_expected", node.place, word=text, kind=found.kind.id)
        return Since(unit, column, birthday=found is not None and found.kind is BIRTHDAY)  # type: ignore[arg-type]

    def _aggregate(self, of: str, form: str, entries: dict[str, Node]) -> Aggregate | None:
        node = entries[form]
        over, column = self._linked(of, form, node)
        if over is None:
            return None
        test = self._test(over, entries["where"]) if "where" in entries else None
        within = self.reader.value(entries.get("within"), Span.parse)
        if within and over not in ORDERED_BY:
            self.reader.fault("undated", entries["within"].place, word=over)
        last_day = self.reader.word(entries.get("on"), ("last_day",), "") == "last_day"
        return Aggregate(over, form, column.name if column else None, test, within, last_day)  # type: ignore[arg-type]

    def _test(self, of: str, node: Node) -> Test:
        return conditions.parse(node, lookup.finder(self.names, of), self.reader, lookup.known(self.names, of))

    def _linked(self, of: str, form: str, node: Node) -> tuple[str | None, Column | None]:
        """The collection and the column that an aggregate is over; anything that cannot be is a fault."""
        text = self.reader.text(node) or ""
        over, column = self.names.linked(text)
        refers = over == of == "customers"
        if over is None or (singular(of) not in LINKS[over] and not refers):
            linked = [name for name, links in LINKS.items() if singular(of) in links]
            self.reader.unknown("collection_unknown", node.place, text.partition(".")[0], linked)
            return None, None
        if form != "count" and column is None:
            self.reader.unknown(
                "name_unknown", node.place, text, tuple(f"{over}.{name}" for name in lookup.known(self.names, over))
            )
            return None, None
        if column and form in {"sum", "average"} and (not is_ordered(column.kind) or is_dated(column.kind)):
            self.reader.fault("number_expected", node.place, word=text, kind=column.kind.id)
        return over, column if form != "count" else None


def read_rows(of: str, entries: dict[str, Node], names: Names, reader: Reader) -> Rows:
    """`rows: [{is: …, when: {…}}]` and `otherwise`."""
    rows = []
    for node in reader.items(entries.get("rows")):
        row = reader.entries(node, ("is", "when", "label", "note"))
        if "is" not in row:
            reader.fault("key_missing", node.place, key="is")
        when = row.get("when") or Node({}, node.place)
        rows.append(
            Row(
                reader.text(row.get("is")) or "",
                conditions.parse(when, lookup.finder(names, of), reader, lookup.known(names, of)),
            )
        )
    return Rows(tuple(rows), reader.text(entries.get("otherwise")))


def _whole(text: str) -> int:
    number = parse_count(text)
    if number is None:
        raise Bad("number", text=text)
    return number


def _number(text: str) -> float:
    """A figure that stands for itself: `0`, `1.2万`, `20%`."""
    number = parse_share(text) if text.endswith("%") else parse_decimal(text)
    if number is None:
        raise Bad("number", text=text)
    return number
