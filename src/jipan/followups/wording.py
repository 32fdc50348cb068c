"""What stands on a call sheet in words, as SQL over the columns of its tasks: for all of them at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from jipan.followups.keys import tail
from jipan.followups.laying import lay
from jipan.followups.reckoning import Seen
from jipan.followups.tasks import PASSED_ON
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
        "CREATE OR REPLACE TEMP TABLE followups_agreed AS SELECT p.customer, w.occasion, max(p.why) AS why"
        ' FROM followups_plans p JOIN followups_words w ON w.promised = p."day"'
        " WHERE p.kind = 'next' AND p.why IS NOT NULL GROUP BY ALL"
    )


def lay_times(base: Base, desk: Desk) -> None:
    """When customers want to be contacted: as they said it, with the hours that this means outside the quiet ones."""
    said = base.rows("SELECT DISTINCT pref_time FROM followups_chosen WHERE pref_time <> '' ORDER BY 1")
    lay(base, "followups_times", "said VARCHAR, shown VARCHAR", [(text, _with_hours(text, desk)) for (text,) in said])


def _with_hours(said: str, desk: Desk) -> str:
    hours = within(said, desk.hours) if read_hours(said) else None
    return f"{said}（{show_hours(hours)}）" if hours else said


def noted(lang: Lang) -> str:
    """The reason, with what was agreed or what a case is about."""
    agreed = phrase("followups.why.next_for", lang, date="w.promised", why="a.why")
    about = phrase("followups.why.about", lang, why="w.why", what="q.what")
    return f"CASE WHEN a.why IS NOT NULL THEN {agreed} WHEN q.what <> '' THEN {about} ELSE w.why END"


def moved(lang: Lang) -> str:
    """The reason `noted`, with the day it was moved from."""
    text = phrase("followups.why.moved", lang, why="noted", date="stated")
    return f"CASE WHEN stated <> due THEN {text} ELSE noted END"


def last_talk(lang: Lang) -> str:
    """`2026-11-18 已联系：下月再看`."""
    said = f"concat_ws(' ', tried::DATE, nullif({outcome_words('outcome', lang)}, ''))"
    noted = phrase("followups.last", lang, said=said, note="note")
    return f"CASE WHEN tried IS NOT NULL THEN CASE WHEN note <> '' THEN {noted} ELSE {said} END END"


def other_way(lang: Lang) -> str:
    """The reasons of a task, `why`, with the channel that stands in for the usual one and why."""
    words = {option.id: CHANNEL.show(option.id, lang) for option in CHANNEL.options}
    named = {"channel": cases("channel", words), "usual": cases("usual", words)}
    causes = " ".join(
        f"WHEN {quoted(word)} THEN {phrase(f'followups.because.{word}', lang, **named)}" for word in BECAUSE
    )
    text = phrase(
        "followups.why.channel", lang, why="why", channel=named["channel"], because=f"CASE because {causes} END"
    )
    return f"CASE WHEN because <> '' THEN {text} ELSE why END"


def instead(lang: Lang) -> str:
    """The reasons, with whose task it was."""
    text = phrase("followups.why.instead", lang, why="why", adviser="stands_for")
    return f"CASE WHEN stands_for <> '' AND raised NOT IN {PASSED_ON} THEN {text} ELSE why END"


def raised(lang: Lang) -> str:
    """The reasons, with who hears of it."""
    told = {"why": "why", "adviser": "stands_for", "heir": "adviser", "days": "waited"}
    texts = {word: phrase(f"followups.why.{word}", lang, **told) for word in ("manager", *PASSED_ON)}
    cases_ = " ".join(f"WHEN {quoted(word)} THEN {text}" for word, text in texts.items())
    return f"CASE raised {cases_} ELSE why END"


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
