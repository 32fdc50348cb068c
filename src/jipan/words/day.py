"""The morning, the manager's workbook, cases."""

TEXTS: dict[str, tuple[str, str]] = {
    "help.day": (
        "早上一条命令：收回“收件”里的表，分级，写好今天每位顾问的联系单和经理的表，说明现状",
        "The morning in one command: take back what lies in 收件, rate, write today's sheet for every adviser and the manager's workbook, say where we stand.",
    ),
    "day.adviser": ("顾问{name}", "顾问{name}"),
    "day.manager": ("经理", "经理"),
    "day.manager_calls": ("经理联系单", "经理联系单"),
    "day.taken": ("{folder}：收回 {count} 个文件，共 {of} 个", "{folder}: took {count} of {of} {of:file|files}"),
    "day.held": ("{path} 正在别处打开，没有动它；关掉后再运行一次 jipan day", "{path} is open somewhere and was left alone; close it and run jipan day again"),
    "day.written": ("{folder}：{count} 张联系单，{written} 个文件有变化", "{folder}: {count} call {count:sheet|sheets}, {written} {written:file|files} changed"),
    "command.day": ("早上", "day"),
    "manager.late": ("已超期 {days} 天", "{days} {days:day|days} late"),
}
