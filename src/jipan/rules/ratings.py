"""Classes: for each record of a frame the row of a rating that decides, and the class which that row gives."""

from __future__ import annotations

import narwhals as nw

from jipan.rules import conditions
from jipan.rules.aggregates import FEN
from jipan.rules.days import Day
from jipan.rules.derive import first_row
from jipan.rules.entrance import Frame, cases, named, place
from jipan.rules.forms import Cumulative, Points, Rating, Rfm, Rows, Shares
from jipan.rules.operators import plain

_ALL = "_all"
PARTS = 10_000
"""Shares are compared in whole hundredths of a percent: a boundary is exact on every engine."""


def row_column(name: str) -> str:
    """The column beside a rating's class that holds the number of the deciding row, from 1."""
    return f"{name}·row"


def outcomes(rating: Rating) -> tuple[str | None, ...]:
    """The class that each row gives, row 1 first; the last one is what a record gets where no row holds."""
    match rating.body:
        case Rows(rows=rows, otherwise=otherwise):
            return (*(row.name for row in rows), otherwise)
        case Shares(names=names, missing=missing) | Cumulative(names=names, missing=missing):
            return (*names, missing)
        case Points(names=names) | Rfm(names=names):
            return names


def judge(frame: Frame, rating: Rating, today: Day) -> Frame:
    """The frame with two columns more: the class (`rating.name`) and the row that gave it."""
    row = row_column(rating.name)
    match rating.body:
        case Rows(rows=rows):
            judged = frame.with_columns(first_row(rows, today).alias(row))
        case Shares() as body:
            judged = _shares(frame, body, row)
        case Cumulative() as body:
            judged = _cumulative(frame, body, row)
        case Points() as body:
            judged = frame.with_columns(_points(body, today).alias(row))
        case Rfm() as body:
            judged = _rfm(frame, body, row)
    named_row = named(nw.col(row), outcomes(rating))
    return judged.with_columns(named_row.alias(rating.name))


def classify(frame: Frame, rating: Rating, today: Day) -> Frame:
    """`id`, `class`, `row` of the records that have a class. The frame has the columns that the rating needs."""
    row, name = nw.col(row_column(rating.name)), nw.col(rating.name)
    chosen = judge(frame, rating, today).filter(~name.is_null())
    return chosen.select("id", name.alias("class"), row.alias("row"))


def _reached(tests: list[nw.Expr], *, rest: bool) -> nw.Expr:
    """The number of the first test that holds. The last takes `rest`, everything that is left."""
    pairs = [(test, place(number)) for number, test in enumerate(tests, 1)]
    return cases(pairs[:-1], otherwise=place(len(tests))) if rest else cases(pairs)


def _or_missing(body: Shares | Cumulative, row: nw.Expr) -> nw.Expr:
    """Records without a value come last: in the class for them, or in none."""
    return cases([(nw.col(body.by.name).is_null(), place(len(body.names) + 1))], otherwise=row)


def _shares(frame: Frame, body: Shares, row: str) -> Frame:
    """Ranked by value: a record is in a class when the share of records above it is below the cut.

    Where the last class takes the rest, it also takes whoever brought nothing: in a base without visits nobody is VIP.
    """
    value, above, count = nw.col(body.by.name), f"{row}·above", f"{row}·count"
    ranked = frame.with_columns(nw.lit(1).alias(_ALL)).with_columns(
        value.rank("min", descending=True).over(_ALL).alias(above), value.count().over(_ALL).alias(count)
    )
    tests = [(nw.col(above) - 1) * PARTS < round(cut * PARTS) * nw.col(count) for cut in body.cuts]
    found = _reached(tests, rest=body.cuts[-1] >= 1)
    if body.cuts[-1] >= 1:
        found = cases([(value > 0, found)], otherwise=place(len(tests)))
    return ranked.with_columns(_or_missing(body, found).alias(row)).drop(_ALL, above, count)


def _cumulative(frame: Frame, body: Cumulative, row: str) -> Frame:
    """Added up from the largest value down; equal values stand where the first of them stands."""
    worth, below, upto, total, start = (f"{row}·{part}" for part in ("worth", "below", "upto", "total", "start"))
    value = nw.col(body.by.name)
    fen = nw.when(value > 0).then((value.cast(nw.Float64) * FEN).round()).otherwise(nw.lit(0.0))
    frame = frame.with_columns(nw.lit(1).alias(_ALL), fen.alias(worth), (-fen).alias(below))
    frame = frame.with_columns(
        nw.col(worth).cum_sum().over(order_by=below).alias(upto), nw.col(worth).sum().over(_ALL).alias(total)
    )
    edge = nw.col(upto) - nw.col(worth) if body.boundary == "before" else nw.col(upto)
    frame = frame.with_columns(edge.alias(start)).with_columns(nw.col(start).min().over(worth).alias(start))
    tests = [_within(nw.col(start), cut, nw.col(total), body.boundary) for cut in body.cuts]
    found = cases([(nw.col(worth) > 0, _reached(tests, rest=body.cuts[-1] >= 1))], otherwise=place(len(tests)))
    return frame.with_columns(_or_missing(body, found).alias(row)).drop(_ALL, worth, below, upto, total, start)


def _within(edge: nw.Expr, cut: float, total: nw.Expr, boundary: str) -> nw.Expr:
    share = round(cut * PARTS) * total
    return edge * PARTS < share if boundary == "before" else edge * PARTS <= share


def _points(body: Points, today: Day) -> nw.Expr:
    total = nw.lit(0.0)
    for point in body.points:
        total = total + nw.when(conditions.compile(point.when, today)).then(nw.lit(point.add)).otherwise(nw.lit(0.0))
    return _reached([total >= cut for cut in body.cuts], rest=True)


def _rfm(frame: Frame, body: Rfm, row: str) -> Frame:
    """Eight segments; a record without money spent or without a visit is in the last one that fits: far and seldom."""
    median = f"{row}·median"
    money, recency, frequency = (nw.col(column.name) for column in (body.money, body.recency, body.frequency))
    if body.rich is None:
        came = nw.when(~recency.is_null()).then(money)
        frame = frame.with_columns(nw.lit(1).alias(_ALL), came.alias(median))
        frame = frame.with_columns(nw.col(median).median().over(_ALL).alias(median))
    limit = nw.col(median) if body.rich is None else nw.lit(plain(body.rich))
    bits = (_no(money >= limit, 4), _no(recency <= body.near.months, 2), _no(frequency >= body.high, 1))
    made = frame.with_columns((1 + bits[0] + bits[1] + bits[2]).alias(row))
    return made.drop(_ALL, median) if body.rich is None else made


def _no(test: nw.Expr, worth: int) -> nw.Expr:
    """`worth` where a test does not hold or its value is missing, else 0."""
    return cases([(test, place(0))], otherwise=place(worth))
