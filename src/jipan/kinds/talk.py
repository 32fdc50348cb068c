"""What can come of talking to a customer, and what each outcome leads to: a table that the readers of cells, the base,
the planner and the reports all look at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from jipan.kinds.choice import choice
from jipan.kinds.kind import Option

Heard = Literal["success", "failed", "invalid"]
Effect = Literal[
    "",
    "book",
    "order",
    "win",
    "lose",
    "complain",
    "resolve",
    "hand_over",
    "give_up",
    "renew",
    "insure",
    "service",
    "inspect",
    "try_again",
    "find_number",
    "opt_out",
]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome of a contact.

    `heard` is the group in which rates of contact count it (通话成功, 通话失败, 无效通话 [R1]); an outcome that `settles`
    answers the tasks it stands beside; `leads_to` is what the base does about it.
    """

    id: str
    zh: str
    en: str
    words: tuple[str, ...]
    heard: Heard
    settles: bool = True
    leads_to: Effect = ""


OUTCOMES = (
    Outcome("reached", "已联系", "reached", (
        "成功", "通话成功", "已沟通", "已回访", "接通", "ok", "打通", "打通了", "已打通", "已接", "已接听", "已接通",
        "已通话", "已跟进", "已说明", "加微信了", "已加微信", "考虑", "考虑中", "再考虑", "没意向", "无意向", "没兴趣",
        "不需要", "暂不需要", "暂无需求",
    ), "success"),
    Outcome("interested", "有意向", "interested", ("有意向预约", "感兴趣"), "success"),
    Outcome("booked", "已预约", "booked", (
        "预约成功", "已邀约到店", "预约", "已约", "约好", "约好了", "约定",
    ), "success", leads_to="book"),
    Outcome("later", "另约时间", "call again", (
        "另安排时间", "稍后联系", "改天", "再联系", "下次再说", "晚点联系", "晚点再打", "稍后", "稍后再打", "改日",
        "过几天",
    ), "success"),
    Outcome("done", "已完成", "done already", ("已办理", "已办好", "已做", "已办", "已处理", "处理完毕"), "success"),
    Outcome("serviced", "已保养", "serviced already", (
        "已完成保养", "已做保养", "保养过了", "已做首保",
    ), "success", leads_to="service"),
    Outcome("renewed", "已续保", "insurance renewed", (
        "续保成功", "已在店续保", "已买保险", "已投保", "续了", "已续", "已续费",
    ), "success", leads_to="renew"),
    Outcome("inspected", "已年检", "inspected already", ("已审车", "已验车", "已年审"), "success", leads_to="inspect"),
    Outcome("not_due", "未到时间", "not due yet", ("里程未到", "过期时间未到", "时间未到"), "success"),
    Outcome("ordered", "已下订", "ordered", (
        "下订", "已订车", "订了", "下定", "已下定", "交定金", "已交定金", "已付定金",
    ), "success", leads_to="order"),
    Outcome("won", "已成交", "won", ("成交", "出单成交"), "success", leads_to="win"),
    Outcome("lost", "战败", "lost", (
        "已战败", "申请战败", "战败申请", "买了竞品", "已买竞品", "买了别的", "买了别家", "已买其他品牌", "已购他牌",
        "放弃",
    ), "success", leads_to="lose"),
    Outcome("complaint", "投诉", "complaint", ("抱怨", "不满意", "客诉"), "success", leads_to="complain"),
    Outcome("resolved", "投诉已解决", "complaint resolved", (
        "已解决", "解决", "结案", "投诉结案",
    ), "success", leads_to="resolve"),
    Outcome("elsewhere", "异地使用", "used elsewhere", (
        "在外地", "外地使用", "异地", "外地", "人在外地",
    ), "success", leads_to="give_up"),
    Outcome("insured_elsewhere", "外面投保", "insured elsewhere", (
        "外部投保", "已在外投保", "外保", "在外面保", "外面保了", "外面买了",
    ), "success", leads_to="insure"),
    Outcome("quote_refused", "拒绝报价", "quote refused", ("不要报价",), "success"),
    Outcome("busy", "没时间接听", "busy", (
        "占线", "忙", "在忙", "不方便", "忙碌", "没时间", "开会", "开会中", "在开会", "不方便接", "不方便接听",
        "正在通话", "通话中",
    ), "success", settles=False, leads_to="try_again"),
    Outcome("no_answer", "无人接听", "no answer", (
        "无应答", "未接", "没人接", "未接通", "未接听", "不接", "没接", "未接听电话", "打不通", "未打通", "没打通",
        "无法接通", "不在服务区", "接不通",
    ), "failed",
            settles=False, leads_to="try_again"),
    Outcome("declined", "拒接", "call declined", ("拒接电话",), "failed", settles=False, leads_to="try_again"),
    Outcome("off", "关机", "phone off", ("已关机",), "failed", settles=False, leads_to="try_again"),
    Outcome("suspended", "停机", "number suspended", ("暂停服务", "欠费停机"), "failed", settles=False, leads_to="try_again"),
    Outcome("wrong_number", "空号错号", "wrong number", (
        "错号", "空号", "错号/空号", "号码错误", "打错", "不是本人", "非本人", "打错了", "号码不对", "号码有误",
        "换号", "已换号",
    ), "failed",
            settles=False, leads_to="find_number"),
    Outcome("not_called", "未去电", "not called", ("没打", "未打"), "failed", settles=False),
    Outcome("unclear", "结果待确认", "to be clarified", (), "failed", settles=False),
    Outcome("hung_up", "挂断", "hung up", ("挂机", "挂了", "挂掉", "被挂断"), "invalid", settles=False, leads_to="try_again"),
    Outcome("cut_off", "信号中断", "cut off", ("掉线",), "invalid", settles=False, leads_to="try_again"),
    Outcome("sold", "车已转让", "vehicle sold", (
        "车子转让", "车已卖", "转赠他人使用", "已卖车", "报废", "车卖了", "卖车了", "已卖", "卖了", "过户", "已过户",
        "转让", "已转让",
    ), "invalid", leads_to="hand_over"),
    Outcome("taxi", "出租车", "taxi", (), "invalid", leads_to="give_up"),
    Outcome("refused", "明确拒绝", "refused", (
        "拒绝", "勿扰", "不要再打", "别打了", "不要打了", "别再打", "拒绝回访", "拒访",
    ), "invalid", leads_to="opt_out"),
    Outcome("other", "其他", "other", (), "invalid"),
)  # fmt: skip
"""Sources: R1 (reminder calls, insurance); ordered, won, lost, complaint, resolved, renewed and inspected are usual practice."""

UNCLEAR = "unclear"
"""Somebody wrote what came of a contact in words that nobody knows: until it is understood it settles nothing. It is no
answer to choose.
"""
UNREACHED = tuple(one.id for one in OUTCOMES if not one.settles)
"""Outcomes that leave the task open."""


def leading_to(*effects: Effect) -> tuple[str, ...]:
    """The outcomes that lead to one of these."""
    return tuple(one.id for one in OUTCOMES if one.leads_to in effects)


def heard(*groups: Heard) -> tuple[str, ...]:
    """The outcomes of these groups."""
    return tuple(one.id for one in OUTCOMES if one.heard in groups)


OUTCOME = choice("outcome", *(Option(one.id, one.zh, one.en, one.words) for one in OUTCOMES))
OBJECTION = choice(
    "objection",
    Option("need", "需求异议", "need", ("不需要",)),
    Option("price", "价格异议", "price", ("价格", "太贵", "嫌贵")),
    Option("means", "财力异议", "means", ("没钱", "资金")),
    Option("authority", "权力异议", "authority", ("做不了主", "需商量")),
    Option("product", "产品异议", "product", ("产品",)),
    Option("company", "企业异议", "company", ("厂家",)),
    Option("person", "销售员异议", "salesperson", ("货源异议",)),
    Option("timing", "购买时间异议", "timing", ("时间异议", "再等等")),
    Option("service_policy", "服务和政策异议", "service and policy", ("服务异议", "政策异议")),
)
CASE_KIND = choice(
    "case_kind",
    Option("complaint", "投诉", "complaint", ("客诉", "抱怨")),
    Option("booking", "预约", "booking", ("预约到店",)),
    Option("wrong_number", "号码核实", "number to find", ("错号", "空号", "号码错误")),
    Option("loss", "战败申请", "loss to approve", ("战败", "战败审批")),
    Option("win_back", "流失挽回", "win-back", ("流失", "挽回", "流失招揽")),
)
CASE_OUTCOME = choice(
    "case_outcome",
    Option("resolved", "已解决", "resolved", ("解决", "已处理", "处理完毕", "结案", "已结案")),
    Option("came", "已到店", "came", ("到店", "已来店")),
    Option("no_show", "爽约", "no-show", ("未到", "未到店", "未来")),
    Option("found", "已核实", "number found", ("已更新",)),
    Option("approved", "同意", "approved", ("批准", "通过")),
    Option("rejected", "驳回", "rejected", ("不同意", "退回")),
    Option("withdrawn", "撤回", "withdrawn", ("作废", "取消")),
    Option("failed", "未成功", "failed", ("失败", "未挽回")),
)
