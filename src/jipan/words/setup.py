"""What setting up says."""

TEXTS: dict[str, tuple[str, str]] = {
    "help.init": ("建一个工作的地方：客户库、规则、收件和今日文件夹", "Lay out a place to work: base, rule book, folders."),
    "option.init_folder": ("在哪里建（默认当前文件夹）", "Where (default: this folder)."),
    "option.pack": ("规则包，可多个：standard auman sgm service distributor value", "A pack of rules, repeatable: standard auman sgm service distributor value."),
    "say.init": ("{path} 里已建好：{made}", "Made in {path}: {made}"),
    "say.init_kept": ("原来就有，没有动：{kept}", "There already, left alone: {kept}"),
    "init.book": (
        "本店的规则。没有写在这里的，都按下面 extends 的规则包。\n改一个数字：去掉 numbers 前面的 #，写上新值和出处，再运行 jipan tier --dry-run 看谁会变。",
        "The rules of this shop. What does not stand here is taken from the packs that it extends.\nTo change a number take the # away, write the new value and its source, then see who moves: jipan tier --dry-run",
    ),
    "error.no_such_pack": ("没有规则包“{word}”；有：{allowed}", "There is no pack “{word}”; there are {allowed}"),
    "error.book_exists": ("{path} 已经有了，没有动它。要换规则包，改其中 extends 那一行", "{path} is there already and was left alone. To use another pack, change its line extends"),
}
