"""What stands on a call sheet in words, as SQL over the columns of its tasks: for all of them at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from jipan.followups.keys import tail
from jipan.followups.laying import lay
from jipan.followups.reckoning import Seen
from jipan.followups.why import BECAUSE, why
from jipan.kinds import CHANNEL, OUTCOME
from jipan.kinds.hours import read_hours, show_hours, within
from jipan.store.literals import quoted
from jipan.words import Lang, say

if TYPE_CHECKING:
    from jipan.rules import Desk, Rating
    from jipan.store import Base


_FIELD = re.compile(r"(\{[^{}]*\})")


def lay_words(base: Base, seen: Sequence[Seen], lang: Lang) -> None:
    """Lay out what each occasion is called, and what was noted with next dates."""
    used = [number for (number,) in base.rows("SELECT DISTINCT occasion FROM followups_tasks ORDER BY 1")]
    rows = []
    for number in used:
        course, occasion = seen[number]
        promised = occasion.anchor if course.promised else None
        rows.append((number, why(course, occasion, "", None, lang), tail(occasion.anchor), occasion.day, promised))
    lay(base, "followups_words", "occasion INTEGER, why VARCHAR, tail VARCHAR, planned DATE, promised DATE", rows)
    base.run(
        'CREATE OR REPLACE TEMP TABLE followups_agreed AS SELECT customer, "day", max(why) AS why'
        " FROM followups_plans WHERE kind = 'next' AND why IS NOT NULL GROUP BY customer, \"day\""
    )


def lay_times(base: Base, desk: Desk) -> None:
    """When customers want to be contacted: as they said it, with the hours that this means outside the quiet ones."""
    said = base.rows("SELECT DISTINCT pref_time FROM followups_chosen WHERE pref_time <> '' ORDER BY 1")
    lay(base, "followups_times", "said VARCHAR, shown VARCHAR", [(text, _with_hours(text, desk)) for (text,) in said])


def _with_hours(said: str, desk: Desk) -> str:
    hours = within(said, desk.hours) if read_hours(said) else None
    return f"{said}（{show_hours(hours)}）" if hours else said


def why_of(due: str, lang: Lang) -> str:
    """The reason, with what was agreed or what a case is about, and the day it was moved from."""
    agreed = phrase("followups.why.next_for", lang, date='a."day"', why="a.why")
    about = phrase("followups.why.about", lang, why="w.why", what="q.what")
    plain = f"CASE WHEN a.why IS NOT NULL THEN {agreed} WHEN q.what <> '' THEN {about} ELSE w.why END"
    moved = phrase("followups.why.moved", lang, why=f"({plain})", date="w.planned")
    return f"CASE WHEN w.planned <> {due} THEN {moved} ELSE {plain} END"


def last_talk(lang: Lang) -> str:
    """`2026-11-18 已联系：下月再看`."""
    said = f"concat_ws(' ', c.tried::DATE, nullif({outcome_words('l.outcome', lang)}, ''))"
    noted = phrase("followups.last", lang, said=said, note="l.note")
    return f"CASE WHEN c.tried IS NOT NULL THEN CASE WHEN l.note <> '' THEN {noted} ELSE {said} END END"


def whole(due: str, lang: Lang) -> str:
    """All reasons of a task, with whose task it was and who hears of it."""
    plain = f"coalesce(s.why, {why_of(due, lang)})"
    plain = f"CASE WHEN c.because <> '' THEN {_other_way(plain, lang)} ELSE {plain} END"
    instead = phrase("followups.why.instead", lang, why=f"({plain})", adviser="c.stands_for")
    said = f"CASE WHEN c.stands_for <> '' AND c.raised <> 'pool' THEN {instead} ELSE {plain} END"
    raised = " ".join(
        f"WHEN '{word}' THEN {phrase(f'followups.why.{word}', lang, why=f'({said})', adviser='c.stands_for')}"
        for word in ("manager", "pool")
    )
    return f"CASE c.raised {raised} ELSE {said} END"


def _other_way(why: str, lang: Lang) -> str:
    """The reason, with the channel that stands in for the usual one and why."""
    words = {option.id: CHANNEL.show(option.id, lang) for option in CHANNEL.options}
    named = {"channel": cases("c.channel", words), "usual": cases("c.usual", words)}
    causes = " ".join(
        f"WHEN {quoted(word)} THEN {phrase(f'followups.because.{word}', lang, **named)}" for word in BECAUSE
    )
    return phrase(
        "followups.why.channel", lang, why=why, channel=named["channel"], because=f"CASE c.because {causes} END"
    )


def outcome_words(column: str, lang: Lang) -> str:
    """What an outcome is called."""
    return cases(column, {option.id: OUTCOME.show(option.id, lang) for option in OUTCOME.options})


def classes(ratings: Sequence[Rating], lang: Lang) -> str:
    """The customer's classes in some ratings: what he is worth, and entitled to."""
    shown = ", ".join(_class(rating, lang) for rating in ratings)
    return f"concat_ws({quoted(say('followups.why.join', lang))}, {shown or 'NULL'})"


def _class(rating: Rating, lang: Lang) -> str:
    label = cases('"class"', {name: rating.column.kind.show(name, lang) for name in rating.classes})
    text = phrase("followups.class", lang, rating=quoted(rating.label(lang)), name=label)
    return f'max(CASE WHEN rating = {quoted(rating.name)} AND "class" IS NOT NULL THEN {text} END)'


def phrase(key: str, lang: Lang, **columns: str) -> str:
    """A text of the catalogue with SQL in its fields."""
    return filled(say(key, lang), columns)


def filled(template: str, columns: Mapping[str, str]) -> str:
    """A text with SQL in its `{fields}`, as SQL; a field that nobody knows stays, for the reader to see."""
    parts = (columns.get(part[1:-1], quoted(part)) for part in _FIELD.split(template) if part)
    return f"concat({', '.join(parts)})" if template else quoted("")


def cases(column: str, words: Mapping[str, str]) -> str:
    """What values are called; one without a name is its own."""
    named = " ".join(f"WHEN {quoted(value)} THEN {quoted(word)}" for value, word in words.items() if value != word)
    return f"CASE {column} {named} ELSE {column} END" if named else column
