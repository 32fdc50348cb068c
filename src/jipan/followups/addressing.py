"""How a customer is spoken to: the title before his name, and the sentence of a cadence with his facts filled in. As
SQL, for all customers of a list at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jipan.followups.wording import filled, phrase
from jipan.rules.plans import SPOKEN
from jipan.store.literals import quoted
from jipan.words import Lang, say

if TYPE_CHECKING:
    from jipan.followups.courses import Course
    from jipan.followups.telling import Told

_COMPOUND = (
    "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "长孙", "宇文", "司徒", "夏侯", "轩辕",
    "端木", "独孤", "南宫", "西门", "呼延", "申屠", "太史", "澹台", "百里", "东郭",
)  # fmt: skip
_TITLES = {"male": "followups.sir", "female": "followups.madam"}
_POLITE = ("先生", "女士", "小姐")

_PERSONAL = (
    f"length(name) BETWEEN 2 AND 4 AND left(name, 1) BETWEEN '\u4e00' AND '\u9fff' AND right(name, 2) NOT IN {_POLITE}"
)
"""A Chinese name of two to four characters, without a title of its own."""

_SURNAME = f"CASE WHEN left(name, 2) IN {_COMPOUND} THEN left(name, 2) ELSE left(name, 1) END"


def title(lang: Lang) -> str:
    """`张先生` (or `Mr 张`) for 张伟; the name itself for an organisation and where the gender is not known."""
    titles = " ".join(
        f"WHEN {quoted(gender)} THEN {phrase(key, lang, name=_SURNAME)}" for gender, key in _TITLES.items()
    )
    person = f"CASE WHEN {_PERSONAL} THEN CASE gender {titles} ELSE name END ELSE name END"
    return f"CASE WHEN kind <> 'organisation' THEN {person} WHEN contact_name <> '' THEN contact_name ELSE name END"


def _or(column: str, words: str, lang: Lang) -> str:
    """A column, or where it says nothing what one would say instead: half a sentence is worse than a common word."""
    return f"coalesce(nullif({column}, ''), {quoted(say(words, lang))})"


def sentence(courses: Sequence[Course], told: Told, lang: Lang) -> str:
    """What to tell a customer: the `say` of the cadence `saying`, with his facts; `title` is how he is spoken to."""
    facts = dict(
        zip(
            SPOKEN,
            (_or("title", "followups.greeting", lang), "name", _or("model", "followups.car", lang), "plate", "event"),
            strict=True,
        )
    )
    said = [
        f"WHEN {line.number} THEN {filled(line.cadence.say, facts | told.facts(line.cadence.of))}"
        for line in courses
        if line.cadence.say
    ]
    return f"CASE saying {' '.join(said)} ELSE '' END" if said else "''"
