"""How a customer is spoken to: the title before his name, and the sentence of a cadence with his facts filled in."""

from __future__ import annotations

from jipan.words import say

_COMPOUND = frozenset(
    [
        "欧阳",
        "司马",
        "上官",
        "诸葛",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "长孙",
        "宇文",
        "司徒",
        "夏侯",
        "轩辕",
        "端木",
        "独孤",
        "南宫",
        "西门",
        "呼延",
        "申屠",
        "太史",
        "澹台",
        "百里",
        "东郭",
    ]
)
_TITLES = {"male": "followups.sir", "female": "followups.madam"}
_LONGEST_NAME = 4


def title(name: str, kind: str, gender: str) -> str:
    """`张先生` for 张伟; the name itself for an organisation and where the gender is not known."""
    if kind == "organisation" or gender not in _TITLES or not _is_personal(name):
        return name
    surname = name[:2] if name[:2] in _COMPOUND else name[:1]
    return say(_TITLES[gender], "zh", name=surname)


def _is_personal(name: str) -> bool:
    """A Chinese name of two to four characters, without a title of its own."""
    return (
        1 < len(name) <= _LONGEST_NAME and "\u4e00" <= name[0] <= "\u9fff" and name[-2:] not in {"先生", "女士", "小姐"}
    )


def fill(sentence: str, facts: dict[str, str]) -> str:
    """`{称呼}，您的{车型}…` with the facts in place; an unknown field stays, for the person who reads it aloud to
    see.
    """
    for name, value in facts.items():
        sentence = sentence.replace(f"{{{name}}}", value)
    return sentence
