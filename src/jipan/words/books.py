"""Rule books as things to be checked, converted and explained: what is found wrong in them, and the trace of a class."""

TEXTS: dict[str, tuple[str, str]] = {
    "help.rules": ("规则：检查、解释、在 YAML 和 Excel 之间转换", "Rule books: check, explain, convert between YAML and Excel."),
    "help.rules.check": ("检查规则有没有缺口、重叠、永远轮不到的行……", "Find gaps, overlaps, dead rows … in a rule book."),
    "option.book": ("规则文件或规则包（默认：正在用的）", "A rule book, or a pack's name; else the one in use."),
    "say.book_sound": ("{book}：{ratings} 个分级、{tests} 个检查，没有问题", "{book}: {ratings} ratings, {tests} tests, nothing wrong"),
    "say.book_checked": (
        "{book}：{ratings} 个分级、{tests} 个检查，{errors} 处错误，{warnings} 处提醒",
        "{book}: {ratings} ratings, {tests} tests; {errors} error(s), {warnings} warning(s)",
    ),
    "finding.error": ("错误：", "error: "),
    "finding.warning": ("提醒：", "warning: "),
    "finding.example": ("例如：{example}", "for example: {example}"),
    "finding.row_never": (
        "第{row}行（{name}）的条件自相矛盾，永远不成立",
        "Row {row} ({name}) contradicts itself: it can never hold",
    ),
    "finding.row_dead": (
        "第{row}行（{name}）永远轮不到，第{by}行已经先成立",
        "Row {row} ({name}) is never reached: row {by} holds first",
    ),
    "finding.gap": (
        "{rating}有缺口：这样的客户得不到级别；请补一行，或写 otherwise",
        "{rating} has a gap: such a customer gets no class; add a row, or `otherwise`",
    ),
    "finding.overlap": (
        "第{row}行（{name}）和第{other}行（{second}）重叠，按顺序归第{row}行；请把边界写清楚，例如 [2..10)",
        "Rows {row} ({name}) and {other} ({second}) overlap; the first one wins. State the boundary, for example [2..10)",
    ),
    "finding.overlap_worse": (
        "第{row}行（{name}）和第{other}行（{second}）重叠，客户归了较低的{name}；请把边界写清楚，例如 [2..10)",
        "Rows {row} ({name}) and {other} ({second}) overlap, and the customer gets the worse {name}. State the boundary, for example [2..10)",
    ),
    "finding.class_unreachable": ("{rating}里没有客户能得到“{name}”", "Nobody can get “{name}” in {rating}"),
    "finding.class_ungiven": ("{rating}没有哪一行给出“{name}”", "No row of {rating} gives “{name}”"),
    "finding.points_never": ("第{row}项加分的条件永远不成立", "Point {row} is for nobody: its test can never hold"),
    "finding.cut_unreachable": (
        "“{name}”（{cut} 分起）没有客户能得到：总分只会在 {low} 到 {high} 之间",
        "Nobody can get “{name}” (from {cut}): points add up to {low} to {high}",
    ),
    "finding.share_empty": ("“{name}”的份额是 0，没有客户", "“{name}” has a share of nothing"),
    "finding.shares_over": ("份额加起来是 {total}，超过 100%", "The shares add up to {total}, more than 100%"),
    "finding.shares_short": (
        "{rating}的份额不到 100%，最后 {left} 的客户得不到级别；最后一级请写 rest",
        "The shares of {rating} leave the last {left} without a class; let the last one be `rest`",
    ),
    "finding.cadence_nobody": ("“{name}”的 who 永远不成立，不会有人被联系", "“{name}” is for nobody: its `who` can never hold"),
    "finding.cadence_nobody_class": (
        "“{name}”要找“{word}”的客户，可是没有客户能得到这一级",
        "“{name}” is for customers of class “{word}”, which nobody can get",
    ),
    "finding.measure_nobody": ("措施“{name}”没有客户能享受", "Nobody is entitled to the measure “{name}”"),
    "finding.measure_nobody_class": (
        "措施“{name}”给“{word}”的客户，可是没有客户能得到这一级",
        "The measure “{name}” is for class “{word}”, which nobody can get",
    ),
    "finding.stop_never": ("“{name}”的 stop 永远不成立", "The `stop` of “{name}” can never hold"),
    "finding.stop_never_class": ("“{name}”的 stop 要等“{word}”，可是没有客户能得到这一级", "The `stop` of “{name}” waits for class “{word}”, which nobody can get"),
    "finding.fact_never": ("“{name}”的条件永远不成立", "The test of “{name}” can never hold"),
    "finding.level_unknown": ("“{name}”用到了级别 {level}，规则里只有：{known}", "“{name}” asks for level {level}; the book has: {known}"),
    "finding.days_gap": ("预计 {day} 天后购车的线索没有级别：在 {other} 和 {name} 之间", "A lead expected to buy in {day} days has no level: between {other} and {name}"),
    "finding.days_twice": ("预计 {day} 天后购车的线索既是 {other} 又是 {name}", "A lead expected to buy in {day} days is both {other} and {name}"),
    "finding.no_source": ("数值“{name}”没有写来源（source）", "The number “{name}” has no source"),
    "finding.number_unused": ("数值“{name}”没有用到，改它不会有任何变化", "The number “{name}” is used nowhere: changing it changes nothing"),
    "finding.test_failed": (
        "检查不通过：{rating} 应为“{expected}”，结果是“{found}”",
        "A test of the book fails: {rating} should be “{expected}”, it is “{found}”",
    ),
}
