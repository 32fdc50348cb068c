"""`tiers` and `segments` of a rule book: from its tree to `Rating`s."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from jipan.errors import Bad
from jipan.kinds import DECIMAL
from jipan.kinds.number import parse_decimal, parse_share
from jipan.kinds.span import Span
from jipan.rules import conditions, lookup
from jipan.rules.facts_reader import read_rows
from jipan.rules.forms import Cumulative, Judged, Point, Points, Rating, Rfm, Shares
from jipan.rules.names import Names, classes, rfm_names
from jipan.rules.operators import is_dated, is_ordered
from jipan.rules.reading import Reader
from jipan.rules.resolve import RATING_FORMS
from jipan.rules.tree import Node
from jipan.table import Column

_COMMON = ("label", "labels", "of", "roll_up", "order", "source")
_KEYS = {
    "rows": ("rows", "otherwise"),
    "shares": ("by", "shares", "missing"),
    "cumulative": ("by", "cumulative", "boundary", "missing"),
    "points": ("points", "cuts"),
    "monetary": ("recency", "frequency", "monetary", "names"),
}
_REST = "rest"
_EIGHT = 8
_RFM_DEFAULTS = {"recency": "months_since_visit", "frequency": "visits_12m", "monetary": "spend_24m"}


class RatingReader:
    """Reads one rating of a book."""

    def __init__(self, name: str, node: Node, names: Names, reader: Reader) -> None:
        self.name, self.node, self.names, self.reader = name, node, names, reader
        self.of = names.of(node)

    def read(self, *, ordered: bool) -> Rating | None:
        forms = [key for key in RATING_FORMS if key in (self.node.map or {})]
        if len(forms) != 1:
            facts = {"name": self.name, "found": tuple(forms), "allowed": RATING_FORMS}
            self.reader.fault("form_one", self.node.key_place, **facts)
            return None
        entries = self.reader.entries(self.node, (*_KEYS[forms[0]], *_COMMON))
        body = self._forms()[forms[0]](entries)
        roll_up = self.reader.word(entries.get("roll_up"), ("best", "worst"), "best")
        column, names = self.names.column(self.name), classes(self.node)
        return Rating(column, self.of, ordered, names, body, roll_up) if body else None  # type: ignore[arg-type]

    def _forms(self) -> dict[str, Callable[[dict[str, Node]], Judged | None]]:
        return {
            "rows": lambda entries: read_rows(self.of, entries, self.names, self.reader),
            "shares": self._shares,
            "cumulative": self._cumulative,
            "points": self._points,
            "monetary": self._rfm,
        }

    def _shares(self, entries: dict[str, Node]) -> Shares | None:
        steps = self._steps(entries["shares"])
        names = tuple(steps)
        missing = self.reader.text(entries.get("missing"))
        return Shares(self._by(entries), names, _added(tuple(steps.values())), missing)

    def _cumulative(self, entries: dict[str, Node]) -> Cumulative | None:
        steps = self._steps(entries["cumulative"])
        boundary = self.reader.word(entries.get("boundary"), ("before", "including"), "before")
        cuts = tuple(1.0 if cut is None else cut for cut in steps.values())
        if list(cuts) != sorted(cuts):
            self.reader.fault("cuts_order", entries["cumulative"].place)
        missing = self.reader.text(entries.get("missing"))
        return Cumulative(self._by(entries), tuple(steps), cuts, boundary, missing)  # type: ignore[arg-type]

    def _steps(self, node: Node) -> dict[str, float | None]:
        """Classes and their shares; the last may be `rest` (None) and takes what is left."""
        steps: dict[str, float | None] = {}
        for name, child in self.reader.entries(node).items():
            is_rest = self.reader.text(child) == _REST
            steps[name] = None if is_rest else self.reader.value(child, _share) or 0.0
        if any(share is None for share in list(steps.values())[:-1]):
            self.reader.fault("rest_last", node.place)
        return steps

    def _by(self, entries: dict[str, Node]) -> Column:
        """The column that a rating ranks by: a number."""
        if "by" not in entries:
            self.reader.fault("key_missing", self.node.key_place, key="by")
            return _unknown("")
        return self._number_column(entries["by"])

    def _number_column(self, node: Node) -> Column:
        word = self.reader.text(node) or ""
        found = lookup.find(self.names, self.of, word)
        if found is None:
            self.reader.unknown("name_unknown", node.place, word, lookup.known(self.names, self.of))
            return _unknown(word)
        if not is_ordered(found.kind) or is_dated(found.kind):
            self.reader.fault("number_expected", node.place, word=word, kind=found.kind.id)
        return found

    def _points(self, entries: dict[str, Node]) -> Points | None:
        if "cuts" not in entries:
            self.reader.fault("key_missing", self.node.key_place, key="cuts")
        points = tuple(self._point(node) for node in self.reader.items(entries["points"]))
        cuts = {
            name: self.reader.value(node, _number) or 0.0
            for name, node in self.reader.entries(entries.get("cuts")).items()
        }
        if list(cuts.values()) != sorted(cuts.values(), reverse=True):
            self.reader.fault("cuts_order", entries["cuts"].place)
        return Points(points, tuple(cuts), tuple(cuts.values()))

    def _point(self, node: Node) -> Point:
        entries = self.reader.entries(node, ("when", "add", "note"))
        when = entries.get("when") or Node({}, node.place)
        test = conditions.parse(
            when, lookup.finder(self.names, self.of), self.reader, lookup.known(self.names, self.of)
        )
        return Point(test, self.reader.value(entries.get("add"), _number) or 0.0)

    def _rfm(self, entries: dict[str, Node]) -> Rfm | None:
        recency, near = self._measure(entries.get("recency"), "recency", "near")
        frequency, high = self._measure(entries.get("frequency"), "frequency", "high")
        money, rich = self._measure(entries.get("monetary"), "monetary", "high")
        names = rfm_names(entries.get("names"))
        if len(names) != _EIGHT:
            self.reader.fault("eight_names", entries["names"].place, found=len(names))
        near_span = self.reader.value(near, _months) or Span(months=6)
        limit = None if rich is None or rich.text == "median" else self.reader.value(rich, _number)
        return Rfm(recency, near_span, frequency, self.reader.value(high, _yearly) or 0.0, money, limit, names)

    def _measure(self, node: Node | None, name: str, key: str) -> tuple[Column, Node | None]:
        """`{near: 6 months, by: months_since_visit}`: the column and the figure that parts high from low."""
        entries = self.reader.entries(node, (key, "by"))
        by = entries.get("by") or Node(_RFM_DEFAULTS[name], self.node.place)
        if key not in entries:
            self.reader.fault("key_missing", self.node.key_place, key=f"{name}: {{{key}: …}}")
        return self._number_column(by), entries.get(key)


def _unknown(word: str) -> Column:
    """Stands in for a column that the book names wrongly, so that reading can go on."""
    return Column(word, DECIMAL, word, word)


def _share(text: str) -> float:
    """A share from 0 to 1 in steps of a hundredth of a percent."""
    share = parse_share(text)
    if share is None or not 0 <= share <= 1:
        raise Bad("share", text=text)
    return round(share, 4)


def _number(text: str) -> float:
    number = parse_decimal(text)
    if number is None:
        raise Bad("number", text=text)
    return number


def _months(text: str) -> Span:
    """A length in whole months: recency is counted in them."""
    span = Span.parse(text)
    if span.days:
        raise Bad("span_months", text=text)
    return span


def _yearly(text: str) -> float:
    """`2 per year`, `1 per 6 months`, or a bare number a year."""
    count, per, span = text.partition("per")
    months = Span.parse(f"1 {span.strip()}" if span and not span.strip()[0].isdigit() else span).months if per else 12
    return _number(count) * 12 / (months or 12)


def _added(shares: tuple[float | None, ...]) -> tuple[float, ...]:
    """Shares added up in decimals, so that 1 % and 4 % and 15 % are 20 %; the rest reaches 1."""
    total, cuts = Decimal(0), []
    for share in shares:
        total = Decimal(1) if share is None else total + Decimal(str(share))
        cuts.append(float(total))
    return tuple(cuts)
