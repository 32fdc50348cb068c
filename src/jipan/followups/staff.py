"""Who does a task when it has nobody: as SQL over the tasks of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jipan.store.literals import quoted

if TYPE_CHECKING:
    from jipan.rules import Desk


def column(number: int) -> str:
    """The column of `followups_customers` that says whether a rule of assignment is about a customer."""
    return f"assign_{number}"


def assigned(desk: Desk) -> str:
    """The tasks with an adviser by the first rule that holds; the same customer always gets the same one."""
    if not desk.assign:
        return "FROM facts"
    turn = "('0x' || left(md5(f.customer), 7))::BIGINT"
    rules = " ".join(
        f"WHEN f.role = {quoted(rule.role)}{'' if rule.when is None else f' AND u.{column(number)}'}"
        f" THEN ([{', '.join(map(quoted, rule.to))}])[1 + {turn} % {len(rule.to)}]"
        for number, rule in enumerate(desk.assign)
        if rule.to
    )
    return (
        f"SELECT f.* REPLACE (CASE WHEN f.adviser <> '' THEN f.adviser {rules} ELSE '' END AS adviser)"
        " FROM facts f JOIN followups_customers u ON u.id = f.customer"
    )
