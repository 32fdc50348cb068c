"""The reasons in words: `交车后第7天（2026-11-14 交车）`, `7 days after delivery on 2026-11-14`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from jipan.followups.occasions import NEVER
from jipan.followups.steps import steps
from jipan.kinds import CHANNEL
from jipan.kinds.birthday import FIRST
from jipan.kinds.span import Span
from jipan.words import LANGS, say

if TYPE_CHECKING:
    from jipan.followups.courses import Course
    from jipan.followups.occasions import Occasion
    from jipan.words import Lang


BECAUSE = ("refused", "wrong", "unasked", "preferred", "vain")
"""Why somebody is contacted by another channel than his cadence says."""


def why(course: Course, occasion: Occasion, agreed: str, was: dt.date | None, lang: Lang) -> str:
    """Why somebody is to be contacted. `agreed` is what was noted with a next date or
    a case, `was` the day it was moved from.
    """
    if course.promised:
        text = _promise(occasion, agreed, lang)
    elif course.floor_of is not None:
        text = _floor(course, occasion, lang)
    else:
        text = _turn(course, occasion, lang) if course.turns else _labelled(course, occasion, lang)
    if agreed and not course.promised:
        text = say("followups.why.about", lang, why=text, what=agreed)
    return say("followups.why.moved", lang, why=text, date=was) if was else text


def other_way(why: str, channel: str, usual: str, because: str, lang: Lang) -> str:
    """The reason, with the channel that stands in for the usual one and why."""
    words = {"channel": CHANNEL.show(channel, lang), "usual": CHANNEL.show(usual, lang)}
    said = say(f"followups.because.{because}", lang, **words)
    return say("followups.why.channel", lang, why=why, because=said, channel=words["channel"])


def _promise(occasion: Occasion, agreed: str, lang: Lang) -> str:
    key = "followups.why.next_for" if agreed else "followups.why.next"
    return say(key, lang, date=occasion.anchor, **({"why": agreed} if agreed else {}))


def _floor(course: Course, occasion: Occasion, lang: Lang) -> str:
    count, span = course.cadence.at_least or (1, Span(months=1))
    return say(
        "followups.why.floor",
        lang,
        label=course.cadence.label(lang),
        count=count,
        span=span.show(lang),
        date=occasion.event,
    )


def _turn(course: Course, occasion: Occasion, lang: Lang) -> str:
    label, span = course.cadence.label(lang), occasion.offset.show(lang)
    if occasion.anchor == NEVER:
        return say("followups.why.never", lang, label=label, span=span)
    return say("followups.why.every", lang, label=label, date=occasion.anchor, span=span)


def _labelled(course: Course, occasion: Occasion, lang: Lang) -> str:
    """A date alone does not tell what the call is for, unless the cadence is called by it: `生日关怀`, `交车回访`."""
    text, event, label = _dated(course, occasion, lang), course.event[LANGS.index(lang)], course.cadence.label(lang)
    told = label == course.cadence.id or event.lower() in label.lower()
    return text if told else say("followups.why.labelled", lang, label=label, why=text)


def _dated(course: Course, occasion: Occasion, lang: Lang) -> str:
    event, cadence = course.event[LANGS.index(lang)], course.cadence
    if cadence.after and occasion.offset.months and occasion.offset.days:
        return _again(course, occasion, lang)
    if cadence.after:
        return say("followups.why.after", lang, event=event, span=_ordinal(occasion.offset, lang), date=occasion.event)
    if occasion.offset != Span():
        return say("followups.why.before", lang, event=event, span=occasion.offset.show(lang), date=occasion.event)
    years = occasion.event.year - occasion.anchor.year
    if years and cadence.on != "birthday" and occasion.anchor >= FIRST:
        key = "followups.one_year" if years == 1 else "followups.years"
        return say(
            "followups.why.years",
            lang,
            event=event,
            span=say(key, lang, **({} if years == 1 else {"count": years})),
            first=occasion.anchor,
        )
    return say("followups.why.on", lang, event=event, date=occasion.event)


def _again(course: Course, occasion: Occasion, lang: Lang) -> str:
    """Every thirty days after five months is no length of time that people speak of: they count."""
    named = steps(course.cadence)
    start, before = (named[-1].offset, len(named) - 1) if named else (course.cadence.repeat or Span(), 0)
    return say(
        "followups.why.again",
        lang,
        event=course.event[LANGS.index(lang)],
        span=_ordinal(start, lang),
        date=occasion.event,
        count=occasion.step - before,
    )


def _ordinal(span: Span, lang: Lang) -> str:
    """Days are counted in Chinese: `第7天`; months are not: `1个月`."""
    if span.months:
        return span.show(lang)
    return say("followups.one_day", lang) if span.days == 1 else say("followups.day", lang, count=span.days)
