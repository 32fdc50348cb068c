"""One value made of a record's linked records: all that is wanted of one collection in a single `group_by`."""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

import narwhals as nw

from jipan.kinds import LEVEL, MONEY, Kind
from jipan.kinds.span import Span
from jipan.rules import conditions, days
from jipan.rules.book import Book
from jipan.rules.days import Day
from jipan.rules.entrance import Frame, chosen, named, nothing
from jipan.rules.forms import Aggregate
from jipan.rules.needs import ORDERED_BY

FEN = 100
"""Money is summed in whole fen, so that the order in which an engine adds makes no difference."""

_LAST_DAY = "_last_day"
_FIRST, _LAST = dt.datetime(1, 1, 1), dt.datetime(9999, 1, 1)


@dataclass(frozen=True, slots=True)
class Fold:
    """A fact that is an aggregate: its name, its kind and how it is made."""

    name: str
    kind: Kind
    body: Aggregate


@dataclass(frozen=True, slots=True)
class Folder:
    """Folds linked records into one row per `link`, the id that they hang on."""

    book: Book
    today: Day
    link: str

    def folded(self, folds: Sequence[Fold], linked: Frame) -> Iterator[Frame]:
        """Frames with the column `link` and the values folded; a link without records is in none of them."""
        linked = linked.filter(~nw.col(self.link).is_null())
        for over in {fold.body.over for fold in folds if fold.body.last_day}:
            linked = linked.with_columns(nw.col(ORDERED_BY[over]).max().over(self.link).alias(_LAST_DAY))
        wide = [fold for fold in folds if not self._is_picked(fold)]
        if wide:
            rows, tests = self._looked_at(wide, linked)
            prepared = [column for fold, test in zip(wide, tests, strict=True) for column in self._prepared(fold, test)]
            sums = [column for fold in wide for column in self._folded(fold)]
            yield rows.select(self.link, *prepared).group_by(self.link).agg(*sums)
        for fold in folds:
            if self._is_picked(fold):
                yield self._pick(fold, linked)

    def finished(self, fold: Fold) -> nw.Expr:
        """The value of a fact, from the folded columns joined to its records."""
        body, column = fold.body, nw.col(fold.name)
        if body.how == "count":
            return column.fill_null(0).cast(nw.Int64)
        if body.how == "sum":
            return column.fill_null(0) / _scale(fold.kind)
        if body.how == "average":
            count = nw.col(_count_of(fold))
            return nw.when(count > 0).then(column / count / _scale(fold.kind))
        return named(column, order_of(self.book, fold.kind)) if body.how == "best" else column

    def _is_picked(self, fold: Fold) -> bool:
        """True for the value that stands in the first or last record: it needs that record, not a sum over all."""
        body = fold.body
        return body.how in {"first", "last"} and body.field != ORDERED_BY.get(body.over)

    def _counted(self, body: Aggregate) -> nw.Expr | None:
        """Which of the linked records count; None for all."""
        tests = [] if body.where is None else [conditions.compile(body.where, self.today)]
        if body.within is not None and body.over in ORDERED_BY:
            date = nw.col(ORDERED_BY[body.over])
            lately = days.in_last(date, body.within, self.today) & days.in_next(date, Span(), self.today)
            tests.append(~date.is_null() & lately)
        if body.last_day:
            tests.append(~nw.col(_LAST_DAY).is_null() & (nw.col(ORDERED_BY[body.over]) == nw.col(_LAST_DAY)))
        return reduce(operator.and_, tests) if tests else None

    def _looked_at(self, folds: Sequence[Fold], linked: Frame) -> tuple[Frame, Sequence[nw.Expr | None]]:
        """The records to fold, and for each fold which of them count. Those that count for none are left out
        beforehand: few have an answer of one kind, and all would be grouped for it.
        """
        tests = [self._counted(fold.body) for fold in folds]
        known = [test for test in tests if test is not None]
        if len(known) < len(tests):
            return linked, tests
        if all(_tested(fold.body) == _tested(folds[0].body) for fold in folds):
            return linked.filter(known[0]), [None] * len(folds)
        return linked.filter(reduce(operator.or_, known)), tests

    def _prepared(self, fold: Fold, counted: nw.Expr | None) -> Iterator[nw.Expr]:
        """The columns to fold: what a record adds to the fact."""
        body = fold.body
        if body.how == "count":
            one = nw.lit(1, dtype=nw.Int64)
            yield (one if counted is None else nw.when(counted).then(one)).alias(fold.name)
            return
        value = self._addend(body, fold.kind)
        value = value if counted is None else nw.when(counted).then(value)
        yield value.alias(fold.name)
        if body.how == "average":
            yield nw.when(~value.is_null()).then(nw.lit(1, dtype=nw.Int64)).alias(_count_of(fold))

    def _addend(self, body: Aggregate, kind: Kind) -> nw.Expr:
        value = nw.col(body.field or "")
        if body.how in {"sum", "average"}:
            return (value.cast(nw.Float64) * FEN).round() if _scale(kind) == FEN else value.cast(nw.Float64)
        return chosen(value, order_of(self.book, kind)) if body.how == "best" else value

    def _folded(self, fold: Fold) -> Iterator[nw.Expr]:
        body, column = fold.body, nw.col(fold.name)
        if body.how in {"count", "sum", "average"}:
            yield column.sum()
        else:
            yield column.min() if body.how in {"min", "first", "best"} else column.max()
        if body.how == "average":
            yield nw.col(_count_of(fold)).sum()

    def _pick(self, fold: Fold, linked: Frame) -> Frame:
        """The value in the first or last record that has one; a record without a day is the farthest one."""
        body = fold.body
        counted, value = self._counted(body), nw.col(body.field or "")
        frame = linked.filter(~value.is_null() if counted is None else ~value.is_null() & counted)
        date = ORDERED_BY.get(body.over)
        far = nw.lit(_FIRST if body.how == "last" else _LAST, dtype=nw.Datetime("us"))
        when = nw.col(date).fill_null(far) if date else far
        frame = frame.select(self.link, "id", value.alias(fold.name), when.alias("_when"))
        if frame.implementation.is_spark_like():
            return _farthest(_farthest(frame, self.link, "_when", body.how), self.link, "id", body.how).select(
                self.link, fold.name
            )
        picked = nw.col(fold.name)
        order = ["_when", "id"]
        return frame.group_by(self.link).agg(
            picked.last(order_by=order) if body.how == "last" else picked.first(order_by=order)
        )


def _tested(body: Aggregate) -> tuple[conditions.Test | None, Span | None, bool]:
    return body.where, body.within, body.last_day


def _farthest(frame: Frame, link: str, column: str, how: str) -> Frame:
    """The records with the last (or first) value of a column for each link: engines without `last` join for it."""
    value = nw.col(column)
    found = frame.group_by(link).agg((value.max() if how == "last" else value.min()).alias("_farthest"))
    found = found.rename({link: "_link"})
    joined = frame.join(found, left_on=link, right_on="_link", how="inner")
    return joined.filter(nw.col(column) == nw.col("_farthest")).drop("_farthest")


def absent(fold: Fold) -> nw.Expr:
    """The value of a fact where there is no such collection at all."""
    how = fold.body.how
    return (
        nw.lit(0, dtype=nw.Int64 if how == "count" else nw.Float64) if how in {"count", "sum"} else nothing(fold.kind)
    )


def order_of(book: Book, kind: Kind) -> tuple[str, ...]:
    """The values of a kind, best first: levels by urgency, words in the order of their vocabulary."""
    if kind is LEVEL:
        return tuple(level.id for level in sorted(book.levels.values(), key=lambda level: level.priority))
    return tuple(option.id for option in kind.options)


def _count_of(fold: Fold) -> str:
    return f"{fold.name}·count"


def _scale(kind: Kind) -> int:
    return FEN if kind is MONEY else 1
