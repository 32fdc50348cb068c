"""SQL about what people and firms are called and where they live: what of a name tells who it is, and which names may be one."""

from __future__ import annotations

from jipan.kinds.text import COMPOUND_SURNAMES

_TITLES = "先生|女士|小姐|老板|师傅|经理|老师|总|哥|姐|董"
_CALLED = r"^(?:[小老阿](\p{Han})|(\p{Han}{2,4})[（(][^（）()]*[）)])$"
"""`小王` and `老李` tell a surname; what stands in brackets behind a person's name is a note."""
_ODD = rf"[\s·•（）()]|^[小老阿]|公司$|[{''.join(sorted({title[-1] for title in _TITLES.split('|')}))}]$"
"""Nearly all names are nothing of this, and their own cores."""
_COMPOUND = ", ".join(f"'{surname}'" for surname in COMPOUND_SURNAMES)
WIDE = "'０１２３４５６７８９', '0123456789'"
"""Full-width figures and what they stand for."""
_FULL_FIRM = ".{4,}(公司|合作社|集团)$"
ORGANISATION = "公司|集团|厂$|车队|物流|运输|合作社|局$|委员会|中心$|医院|学校|大学|工程队|租赁|商贸|建设"
"""Words of which one in a name makes it an organisation's; Python and RE2 read it alike."""


def core(name: str) -> str:
    """SQL: a name without spaces, brackets and titles; `王先生` and `王总` leave the surname only, `…有限公司` is `…公司`."""
    called = rf"regexp_replace({name}, '{_CALLED}', '\1\2')"
    bare = rf"regexp_replace(regexp_replace({called}, '[\s·•（）()]', '', 'g'), '(股份|有限|责任)+公司$', '公司')"
    return f"CASE WHEN regexp_matches({name}, '{_ODD}') THEN regexp_replace({bare}, '({_TITLES})$', '') ELSE {name} END"


def is_surname(core_: str) -> str:
    """SQL: the core is a mere surname, all that `王先生` or `欧阳总` tells."""
    return f"(length({core_}) = 1 OR {core_} IN ({_COMPOUND}))"


def is_organisation(name: str) -> str:
    """SQL: the name is an organisation's."""
    return f"regexp_matches({name}, '{ORGANISATION}')"


def is_full_firm(core_: str) -> str:
    """SQL: the core is a firm's whole name, which the registry gives out once: a key of its own."""
    branch = f"regexp_matches({core_}, '分公司$') AND NOT regexp_matches({core_}, '公司.*分公司$')"
    return f"coalesce(regexp_matches({core_}, '{_FULL_FIRM}') AND NOT ({branch}), FALSE)"


def compatible(left: str, right: str) -> str:
    """SQL: two cores may be one person's: equal, one missing, or a mere surname against a full name that begins so."""
    return (
        f"({left} IS NULL OR {right} IS NULL OR {left} = {right}"
        f" OR ({is_surname(left)} AND starts_with({right}, {left})) OR ({is_surname(right)} AND starts_with({left}, {right})))"
    )


def flat(address: str) -> str:
    """SQL: the letters and figures of an address, whatever stands between them."""
    narrow = f"CASE WHEN regexp_matches({address}, '[０-９]') THEN translate({address}, {WIDE}) ELSE {address} END"
    return f"regexp_replace(lower({narrow}), '[^\\p{{L}}\\p{{N}}]', '', 'g')"
