"""Rows that a system marks as void, and transfers between stores: they are passed over, and each is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jipan.errors import Problem
from jipan.intake.headers import normal
from jipan.intake.outcomes import row_address
from jipan.kinds.kind import fold, says_nothing, squeeze

if TYPE_CHECKING:
    from jipan.intake.headers import Layout, Target
    from jipan.intake.stage import Staged
    from jipan.sheets import Grid
    from jipan.store import Base

VOID = "void"

_VOIDING = frozenset(map(normal, ("作废类型", "作废原因", "作废", "是否作废", "作废标识", "作废标志")))
"""Columns in which any word but these means that the row is void."""

_STANDING = frozenset({"否", "0", "正常", "有效", "未作废", "n", "no", "false"})

_STATES = frozenset(
    map(
        normal,
        (
            "状态",
            "审核状态",
            "数据状态",
            "单据状态",
            "记录状态",
            "销售类型",
            "业务类型",
            "订单类型",
            "出库类型",
            "销售方式",
        ),
    )
)
"""Columns in which only some words mean it."""

_WORDS = frozenset(
    {"作废", "已作废", "错误录入", "重复录入", "录入错误", "已删除", "调拨", "内部调拨", "调拨出库", "网点调拨"}
)
"""Sources: the void types and transfers of a dealer group's ledger [R8]."""


def pass_over(base: Base, grid: Grid, layout: Layout, staged: Staged) -> list[Problem]:
    """Mark the rows of `stage` that do not count; gives what to say of each."""
    found: dict[int, str] = {}
    for target in layout.targets:
        if normal(target.header) in _VOIDING | _STATES:
            found |= _rows(base, target, staged)
    if not found:
        return []
    base.run(
        f"UPDATE stage SET skip = '{VOID}' WHERE skip IS NULL AND list_contains(?::BIGINT[], \"row\")", [sorted(found)]
    )
    marked = base.rows(f"SELECT \"row\" FROM stage WHERE skip = '{VOID}' ORDER BY 1")
    return [Problem("void_row", row_address(grid, row), found[row]) for (row,) in marked]


def _rows(base: Base, target: Target, staged: Staged) -> dict[int, str]:
    """The rows that this column voids: row → the word it says, read or not."""
    told = {odd.row + 1: odd.value for odd in staged.odd if odd.column == target.column}
    name = target.key if target.field else f"custom.{target.header}"
    if name in staged.columns:
        quoted = name.replace('"', '""')
        words = base.rows(f'SELECT DISTINCT "{quoted}"::VARCHAR FROM stage WHERE "{quoted}" IS NOT NULL')
        void = [word for (word,) in words if _is_void(target, word)]
        if void:
            told |= dict(
                base.rows(f'SELECT "row", "{quoted}" FROM stage WHERE list_contains(?, "{quoted}"::VARCHAR)', [void])
            )
    return {row: word for row, word in told.items() if _is_void(target, word)}


def _is_void(target: Target, word: str) -> bool:
    folded = squeeze(fold(str(word))).lower()
    if folded in _WORDS:
        return True
    return normal(target.header) in _VOIDING and not says_nothing(folded) and folded not in _STANDING
