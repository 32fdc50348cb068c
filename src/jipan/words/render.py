"""What stands in tables and workbooks besides their data."""

TEXTS: dict[str, tuple[str, str]] = {
    "render.empty": ("（没有记录）", "(nothing)"),
    "render.more_columns": ("… 另有 {count} 列：加宽窗口，或存成文件查看", "… columns not shown: {count}; widen the window, or write a file"),
    "render.footer": ("第 &P 页，共 &N 页", "Page &P of &N"),
    "render.choose_title": ("请从列表中选择", "Choose from the list"),
    "render.choose": ("可填：{words}", "One of: {words}"),
    "render.date_title": ("请填日期", "A date, please"),
    "render.date": ("例如 2024-05-31", "For example 2024-05-31"),
    "render.locked_title": ("这一列不能改", "This column stays as it is"),
    "render.locked": ("程序靠它认出每一行；新增的行请留空", "By it the row is known when the list comes back; leave it empty in new rows"),
    "render.number_title": ("请填数字", "A number, please"),
    "render.number": ("整数，例如 5", "A whole number, for example 5"),
}
