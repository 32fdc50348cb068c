"""`error.<code>`: what happened, where, what to do. `fault.<code>`: the same for rule books."""

TEXTS: dict[str, tuple[str, str]] = {
    "error.no_base": (
        "{folder} 和上级文件夹里没有客户库。先导入一个文件：jipan import 客户.xlsx；或用 --db 指明",
        "There is no base in {folder} or above. Import a file first: jipan import customers.xlsx; or name one with --db",
    ),
    "error.no_base_at": ("没有客户库 {path}", "There is no base at {path}"),
    "error.not_a_base": ("{path} 不是客户库文件，没有动它", "{path} is not a base of jipan; it was left alone"),
    "error.newer_base": (
        "{path} 是更新版本的 jipan 建的（结构 {has}，本机认识到 {knows}），没有动它。请升级 jipan",
        "{path} was made by a newer jipan (schema {has}; this one knows {knows}) and was left alone. Update jipan",
    ),
    "error.held": (
        "{computer} 上的 {who} 正在用这个客户库（{purpose}）。等他做完再试，或用 --wait 多等一会儿",
        "{who} at {computer} is using this base ({purpose}). Try again when that is done, or wait longer with --wait",
    ),
    "error.cannot_create": ("不能在这里建客户库：{path}。请检查文件夹是否存在、能否写入", "Cannot make a base at {path}. Check that the folder exists and may be written"),
    "error.damaged": ("客户库 {path} 打不开：{detail}。请从备份恢复", "The base {path} cannot be opened: {detail}. Restore a backup"),
    "error.nothing_to_undo": ("没有可撤销的改动", "There is nothing to undo"),
    "error.no_such_batch": ("没有批次 {batch}；用 jipan history 查看", "There is no batch {batch}; see jipan history"),
    "error.undone_already": ("{batch} 已经撤销过了", "{batch} has been undone already"),
    "error.undo_blocked": (
        "不能撤销 {batch}：后来的改动建立在它上面：{rows}。请先撤销那些批次",
        "{batch} cannot be undone: later work builds on it: {rows}. Undo those batches first",
    ),
    "error.not_confirmed": ("没有撤销。确定的话：{command}", "Nothing was undone. If you are sure: {command}"),
    "error.batch": ("{text} 不是批次；写成 B12 这样", "{text} is no batch; write it as B12"),
    "error.two_books": ("客户库旁边有两本规则（{books}），请留一本，或用 --rules 指明", "Two rule books lie beside the base ({books}); keep one, or name one with --rules"),
    "error.no_such_sheet": ("{path} 里没有工作表“{sheet}”；有：{sheets}", "{path} has no sheet “{sheet}”; it has {sheets}"),
    "error.no_such_collection": ("不认识 {word}；可用：{allowed}", "Unknown: {word}. Known: {allowed}"),
    "error.no_such_field": ("没有“{word}”这个字段。相近的有：{nearest}", "There is no field “{word}”. Near it: {nearest}"),
    "error.allow": ("--allow：看不懂“{text}”。写成 rows=3000000；可用：{allowed}", "--allow: “{text}” is not understood. Write rows=3000000; there are {allowed}"),
    "error.stdin_empty": ("标准输入里没有内容", "There is nothing on standard input"),
    "error.no_such_option": ("{option}：不认识“{text}”。可用：{allowed}", "{option}: “{text}” is unknown. Known: {allowed}"),
    "error.field_twice": ("“{one}”和“{other}”都对应 {field}。一个字段只能来自一列", "“{one}” and “{other}” both name {field}. A field comes from one column"),
    "error.no_header": (
        "{path} 里找不到认识的表头。看到的是：{headers}。用 --map 表头=字段 说明，如 --map 联系号码=手机",
        "No known header in {path}. It shows: {headers}. Say what they are with --map HEADER=FIELD, as in --map Tel=mobile",
    ),
    "error.no_rows": ("{path} 里没有数据", "There are no data in {path}"),
    "error.mapping_unreadable": ("对照文件 {path} 读不懂：{detail}", "The mapping file {path} cannot be read: {detail}"),
    "error.option_without_value": ("{option} 后面缺少内容", "{option} needs a value"),
    "error.lang": ("--lang 只能是 zh 或 en，不是 {text}", "--lang is zh or en, not {text}"),
    "error.wait": ("--wait 应为秒数，不是 {text}", "--wait is a number of seconds, not {text}"),
    "error.day": ("{text} 不是日期；写成 2026-11-21 这样", "{text} is no date; write it as 2026-11-21"),
    "error.next_in_past": ("下次联系日期 {text} 已经过去", "The next date {text} is in the past"),
    "error.format": ("没有格式 {text}；可用：{allowed}", "There is no format {text}. Known: {allowed}"),
    "error.nothing_to_log": ("没有说结果。至少给出 --outcome、--note、--level、--next 之一", "Say what came of it: --outcome, --note, --level or --next"),
    "error.bad_word": ("{field}：不认识“{text}”。可用：{allowed}", "{field}: “{text}” is unknown. Known: {allowed}"),
    "error.nobody": ("没有找到 {who}", "Nobody found for {who}"),
    "error.several": ("{who} 有 {count} 位，请用基盘号指明：\n{listed}", "{count} customers match {who}; name one by id:\n{listed}"),
    "error.not_awaiting": ("{case} 不在等待审批", "{case} waits for no decision"),
    "error.interrupted": ("已中断。客户库保持原样", "Interrupted. The base is as it was"),
    "error.law_broken": ("写入会破坏客户库（{rows}），已退回", "The write would break the base ({rows}) and was taken back"),
    "error.bug": ("jipan 出错了，这是我们的问题。客户库保持原样。详情在 {path}，请发给我们", "jipan failed, and it is our fault. The base is as it was. Details are in {path}; please send it to us"),
    "error.see_help": ("用法见：{command} --help", "See: {command} --help"),
    "usage.no_such_option": ("没有选项 {option}{near}", "No such option: {option}{near}"),
    "usage.missing": ("缺少 {name}", "Missing: {name}"),
    "usage.bad_value": ("{name}：{detail}", "{name}: {detail}"),
    "error.file_open": (
        "{path} 正在 Excel 里打开。请先关闭，或改存为 {other}",
        "{path} is open in Excel. Close it first, or write to {other}",
    ),
    "error.cannot_write_no_folder": ("不能写入 {path}：没有文件夹 {folder}", "Cannot write {path}: there is no folder {folder}"),
    "error.cannot_write_is_folder": ("不能写入 {path}：这是文件夹，请给出文件名", "Cannot write {path}: it is a folder; give a file name"),
    "error.cannot_write_read_only": ("不能写入 {path}：文件或文件夹是只读的", "Cannot write {path}: the file or its folder is read-only"),
    "error.disk_full": ("磁盘已满，{path} 没有写成", "The disk is full; {path} was not written"),
    "error.format_unknown": ("不会写 {suffix} 文件，可用：{known}", "Cannot write {suffix} files. Known: {known}"),
    "error.file_missing": ("找不到文件：{path}", "No such file: {path}"),
    "error.folder_empty": (
        "文件夹 {path} 里没有表格文件（xlsx、xls、csv 等）",
        "There are no spreadsheets (xlsx, xls, csv …) in the folder {path}",
    ),
    "error.file_empty": ("{path} 是空文件，里面没有内容", "{path} is empty: there is nothing in it"),
    "error.file_locked": (
        "打不开 {path}：没有读取权限，或别的程序正占用它。请先关闭那个程序再试",
        "Cannot open {path}: it may not be read, or another program holds it. Close that program and try again",
    ),
    "error.not_a_sheet": (
        "{path} 不是表格文件（内容是 {found}）。请给出 Excel 或 CSV 文件",
        "{path} is no spreadsheet (it contains {found}). Give an Excel or CSV file",
    ),
    "error.old_format": (
        "{path} 是很旧的 {found} 格式，读不了。请用 Excel 打开后另存为 .xlsx",
        "{path} is in the very old {found} format, which cannot be read. Open it in Excel and save it as .xlsx",
    ),
    "error.corrupt": (
        "{path} 已损坏，读不了（{detail}）。请用 Excel 打开后另存为新文件，或请对方重新发送",
        "{path} is damaged and cannot be read ({detail}). Open it in Excel and save it as a new file, or ask for it again",
    ),
    "error.unsafe_xml": (
        "{path} 里藏有可疑的 XML 内容（DOCTYPE），为安全起见没有打开。请确认文件的来源",
        "{path} contains suspicious XML (a DOCTYPE) and was not opened. Check where the file comes from",
    ),
    "error.encrypted": (
        "{path} 有打开密码。请给出密码，或用 Excel 打开后去掉密码再保存",
        "{path} is protected by a password. Give the password, or remove it in Excel and save the file",
    ),
    "error.password_wrong": ("{path} 的密码不对，没有打开", "The password for {path} is wrong; it was not opened"),
    "error.decrypt_missing": (
        "打开带密码的 {path} 需要另装 msoffcrypto-tool。也可以用 Excel 打开后去掉密码再保存",
        "Opening {path}, which has a password, needs msoffcrypto-tool. Or remove the password in Excel and save the file",
    ),
    "error.decrypt_unsupported": (
        "{path} 的加密方式不支持。请用原来的程序打开，去掉密码后再保存",
        "The way in which {path} is encrypted is not supported. Open it in its own program, remove the password and save it",
    ),
    "error.encoding_unknown": (
        "{path} 的文字编码认不出来（不是 UTF-8，也不是 GBK）。请用 Excel 打开后另存为 .xlsx",
        "The text encoding of {path} is neither UTF-8 nor GBK. Open it in Excel and save it as .xlsx",
    ),
    "error.open_quote": (
        "{path} 里从“{text}”起有一个双引号没有收尾，后面的行全被当成了同一格。请补上或删掉那个引号",
        "In {path} a double quote before “{text}” is never closed, so all rows after it would be one cell. Close or delete it",
    ),
    "error.sheet_missing": (
        "{path} 里没有工作表“{sheet}”。里面有：{known}",
        "{path} has no sheet “{sheet}”. It has: {known}",
    ),
    "error.far_cell": (
        "{path} 的单元格 {cell} 离其他数据太远，整张表因此大得读不了。请在 Excel 里删掉它所在的行或列再保存",
        "Cell {cell} of {path} is so far from the other data that the sheet is too large to read. Delete its row or column in Excel and save",
    ),
    "error.too_many_rows": (
        "{path} 的行数超过 {limit}。请拆成几个文件，或用 --allow rows=… 放宽",
        "{path} has more than {limit} rows. Split it into several files, or raise the limit with --allow rows=…",
    ),
    "error.too_many_columns": (
        "{path} 的列数超过 {limit}。请删去不用的列，或用 --allow columns=… 放宽",
        "{path} has more than {limit} columns. Delete those that are not needed, or raise the limit with --allow columns=…",
    ),
    "error.too_many_cells": (
        "{path} 的单元格超过 {limit} 个。请拆成几个文件，或用 --allow cells=… 放宽",
        "{path} has more than {limit} cells. Split it into several files, or raise the limit with --allow cells=…",
    ),
    "error.too_large_unpacked": (
        "{path} 解压后大得不正常（上限 {limit} MB），没有打开。请确认文件的来源，或拆成几个文件，或用 --allow mb=… 放宽",
        "{path} is abnormally large once unpacked (limit {limit} MB) and was not opened. Check where it comes from, split it, or raise the limit with --allow mb=…",
    ),
    "error.too_large_memory": (
        "读取 {path} 需要的内存太多，已停止。请用 Excel 打开后另存为 .xlsx，或拆成几个文件，或用 --allow memory=… 放宽",
        "Reading {path} takes too much memory and was stopped. Open it in Excel and save it as .xlsx, split it, or raise the limit with --allow memory=…",
    ),
    "error.too_slow": (
        "读取 {path} 超过 {limit} 秒，已停止。请用 Excel 打开后另存为 .xlsx，或拆成几个文件，或用 --allow seconds=… 放宽",
        "Reading {path} took more than {limit} seconds and was stopped. Open it in Excel and save it as .xlsx, split it, or raise the limit with --allow seconds=…",
    ),
}
