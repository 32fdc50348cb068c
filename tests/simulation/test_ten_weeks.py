"""Ten weeks of a shop: what must hold at the end, counted by hand from the shop's own notes."""

from __future__ import annotations

import datetime as dt
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from shop import DAY, GONE, LAST, LEAVE, QUOTA, work

from jipan.errors import Refused
from jipan.followups import Period
from jipan.followups.courses import courses
from jipan.followups.past import lay_due
from jipan.followups.steps import interval
from jipan.models import COLLECTIONS
from jipan.store import plan_undo, undo
from jipan.store.frames import as_known
from jipan.store.undo import SPANS

NOW = dt.datetime(2026, 11, 9, 8)


def test_ten_weeks(tmp_path):
    shop = work(tmp_path)
    assert len(shop.talks) > 250
    for law in (nobody_twice_a_day, nobody_against_his_word, quotas_are_kept, nobody_works_who_is_away, no_reason_twice, no_reason_lost,
                every_lead_in_its_time, the_report_counts_right, any_evening_is_undone):  # fmt: skip
        law(shop)


def nobody_twice_a_day(shop):
    for tasks in shop.sheets.values():
        assert max(Counter(task.customer for task in tasks).values(), default=1) == 1
    assert max(Counter((day, customer) for day, customer, _ in shop.talks).values()) == 1


def nobody_against_his_word(shop):
    assert shop.refused
    for customer, said in shop.refused.items():
        later = [one for one in shop.seen.values() if one.customer == customer and one.call and one.mornings[-1] > said]
        assert later == []


def quotas_are_kept(shop):
    for tasks in shop.sheets.values():
        assert max(Counter(task.adviser for task in tasks if task.adviser).values(), default=0) <= QUOTA
    assert any(shop.over.values())


def nobody_works_who_is_away(shop):
    for day, tasks in shop.sheets.items():
        advisers = {task.adviser for task in tasks}
        assert not (LEAVE[0] <= day <= LEAVE[1] and "李四" in advisers)
        assert not (day >= GONE and "王五" in advisers)


def no_reason_twice(shop):
    """Once a customer was reached, none of the reasons that stood beside him comes again."""
    for one in shop.seen.values():
        done = shop.first_talk(one.customer, one.mornings[0], one.mornings[-1])
        assert done is None or one.mornings[-1] == done, one


def no_reason_lost(shop):
    """A reason that was not settled stands on the next sheet, or there is an answer why not."""
    opened = sorted(shop.sheets)
    following = dict(pairwise(opened))
    for one in shop.seen.values():
        for day in one.mornings:
            after = following.get(day)
            if after and after not in one.mornings and not _explained(shop, one, day, after):
                raise AssertionError((day, one))


def _explained(shop, one, day, after):
    said = {said for on, who, said in shop.talks if who == one.customer and on <= day}
    return (
        shop.first_talk(one.customer, day, day)
        or one.customer in shop.over[after]
        or one.closes < after
        or one.customer in shop.events[day]
        or (one.call and "wrong_number" in said)
    )


def every_lead_in_its_time(shop):
    """Whoever has an open lead is on the sheet when the time of its level has passed since somebody reached him."""
    every = {
        line.level.id: interval(line.cadence).about_days
        for line in courses(shop.book)
        if line.level and interval(line.cadence)
    }
    checked = 0
    for day, tasks in shop.sheets.items():
        listed = {task.customer for task in tasks} | shop.over[day]
        for customer, level, opened_on in _leads(shop, day):
            talks = [
                on
                for on, who, said in shop.talks
                if who == customer and on < day and said in _REACHING and on >= opened_on
            ]
            due = max(talks) + every[level] * DAY if talks else day
            if due <= day and level in every:
                checked += 1
                assert customer in listed, (day, customer, level, talks[-1:])
    assert checked > 60


_REACHING = ("reached", "later", "interested", "booked", "complaint", "resolved", "lost", "refused", "won")


def _leads(shop, day):
    """The leads being worked that morning, but those with an agreed date, without a number, or who want no calls."""
    known = as_known(shop.base, shop.known[day])
    return shop.base.rows(f"""
        SELECT customer, level, coalesce(opened_on, DATE '2026-08-01') FROM leads WHERE {known} AND closed_on IS NULL AND coalesce(stage, 'new') IN ('new', 'working', 'ordered')
            AND customer NOT IN (SELECT customer FROM plans WHERE {known})
            AND customer NOT IN (SELECT customer FROM optouts WHERE {known})
            AND customer NOT IN (SELECT customer FROM cases WHERE kind = 'wrong_number' AND closed_on IS NULL AND {known})""")


def the_report_counts_right(shop):
    """The report plans every morning again; the shop has noted what stood on its sheets."""
    period = Period(LAST - 13 * DAY, LAST)
    lay_due(shop.base, shop.book, period)
    found = shop.base.rows("""
        SELECT adviser, count(*) FILTER (NOT carried), count(*) FILTER (NOT carried AND done <= due), count(*) FILTER (NOT carried AND done > due),
            count(*) FILTER (NOT carried AND open) FROM past_due GROUP BY adviser""")
    figures = {adviser: figures for adviser, *figures in found if any(figures)}
    assert figures == _counted(shop, period)


def _counted(shop, period):
    counted = {}
    last = max(day for day in shop.sheets if day <= period.last)
    for one in shop.seen.values():
        mornings = [day for day in one.mornings if period.first <= day]
        if not mornings or (
            mornings[0] == min(day for day in shop.sheets if day >= period.first) and one.due < period.first
        ):
            continue
        due, done = max(one.due, mornings[0]), shop.first_talk(one.customer, mornings[0], mornings[-1])
        mine = counted.setdefault(_adviser(shop, one, mornings[0]), [0, 0, 0, 0])
        mine[0] += 1
        mine[1] += done is not None and done <= due
        mine[2] += done is not None and done > due
        mine[3] += done is None and mornings[-1] == last
    return counted


def _adviser(shop, one, day):
    return next(task.adviser for task in shop.sheets[day] if task.customer == one.customer)


def any_evening_is_undone(shop):
    """The last one exactly; earlier ones as far as nobody has worked on with what they brought."""
    there = history(shop.base)
    day = LAST + DAY
    shop.morning(day)
    shop.evening(day)
    while history(shop.base) != there:
        undo(shop.base, plan_undo(shop.base), NOW)
    undone = blocked = 0
    batches = [
        row[0]
        for row in shop.base.rows(
            "SELECT number FROM batches WHERE file LIKE '2026-%' AND undone IS NULL ORDER BY number"
        )
    ]
    for number in batches[::9]:
        try:
            undo(shop.base, plan_undo(shop.base, number), NOW)
        except Refused:
            blocked += 1
            continue
        undone += 1
        kept = "SELECT count(*) FROM contacts WHERE closed IS NULL AND opened = ?"
        assert shop.base.value(kept, [number]) == 0
    assert undone
    assert undone + blocked == len(batches[::9])


def history(base):
    """Every version in the base."""
    return {table: sorted(base.rows(f"SELECT * FROM {table}"), key=repr) for table in (*COLLECTIONS, *SPANS)}
