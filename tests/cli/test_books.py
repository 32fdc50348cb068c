"""`jipan rules …` as a sales manager uses it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

BROKEN = Path(__file__).parents[1] / "rules" / "broken"


def test_a_sound_book_passes_and_a_broken_one_exits_with_4(jipan, dealer):
    sound = jipan("rules", "check", "rules.yaml")
    assert (sound.code, sound.out) == (0, "")
    assert "nothing wrong" in sound.err
    broken = jipan("rules", "check", BROKEN / "boundary_twice.yaml", lang="zh")
    assert broken.code == 4
    assert broken.out.splitlines()[0].startswith("boundary_twice.yaml:8:9: 错误：第1行（银）和第2行（金）重叠")
    assert "例如：保有台数 = 10" in broken.out


def test_warnings_alone_do_not_fail(jipan):
    said = jipan("rules", "check", BROKEN / "numbers.yaml", "--format", "json")
    assert said.code == 0
    assert {finding["severity"] for finding in said.json()} == {"warning"}


def test_a_book_that_cannot_be_read_names_its_faults(jipan):
    said = jipan("rules", "check", BROKEN / "cadence_for_no_class.yaml")
    assert said.code == 4
    assert "cadence_for_no_class.yaml:8:32" in said.err


def test_without_a_book_the_one_in_use_is_checked(jipan, dealer):
    assert jipan("rules", "check").err.startswith(str(dealer / "rules.yaml"))


def test_a_class_is_traced_to_the_visits_that_made_it(jipan, stocked):
    jipan("tier", "--rules", "rules.yaml")
    said = jipan("rules", "explain", "C000001", "--rating", "service_abc", lang="zh").out
    assert said.splitlines()[0] == "进厂频次ABC = C"
    assert "✗ 近12个月进厂次数 ≥ 4（实际：1）" in said
    assert "S005818 2026-07-12" in said
    assert "距上一级：近12个月进厂次数再加1，即为B" in said
    assert "若无变化，2027-07-12 起降为D" in said
    found = jipan("rules", "explain", "C000001", "--format", "json").json()
    assert "service_abc" in found["ratings"]
    assert jipan("rules", "explain", "C000001", "--rating", "nothing").code == 2
    shown = {one["rating"]: one for one in jipan("show", "C000001", "--format", "json").json()["classes"]}
    assert shown["service_abc"]["turns"] == {"day": "2027-07-12", "class": "D", "drop": True}
    assert "¥" in shown["pyramid"]["next"]
    later = jipan("show", "C000001", "--today", "2027-07-12").out
    assert "when rated anew" in " ".join(later.split())


def test_a_manager_rates_by_excel_and_sees_who_moves(jipan, stocked):
    import openpyxl

    assert jipan("tier", "--rules", "rules.yaml").code == 0
    assert jipan("rules", "convert", "rules.yaml", "mine.xlsx", lang="zh").code == 0
    same = jipan("tier", "--rules", "mine.xlsx", "--dry-run", "--format", "json").json()
    assert same["moves"] == []
    book = openpyxl.load_workbook("mine.xlsx")
    cell = next(cell for row in book["参数"].iter_rows() for cell in row if cell.value == "service_a")
    cell.offset(column=1).value = 3
    book.save("mine.xlsx")
    moves = jipan("tier", "--rules", "mine.xlsx", "--dry-run", "--format", "json").json()["moves"]
    assert moves
    assert {(move["rating"], move["before"], move["after"], move["cause"]) for move in moves} == {
        ("service_abc", "B", "A", "book")
    }
    assert all(move["facts"] == {"visits_12m": 3} and not move["changed"] for move in moves)
    assert "Visits in 12 months = 3" in jipan("tier", "--rules", "mine.xlsx", "--dry-run", "--format", "csv").out
    assert jipan("rules", "convert", "mine.xlsx", "back.yaml").code == 0
    again = jipan("tier", "--rules", "back.yaml", "--dry-run", "--format", "json").json()["moves"]
    assert again == moves
    assert jipan("rules", "convert", "rules.yaml", "mine.txt").code == 2


def test_a_trial_says_why_and_a_report_says_who_changed(jipan, stocked):
    import openpyxl

    jipan("tier", "--rules", "rules.yaml", "--today", "2026-11-21")
    assert jipan("report", "changes").code == 1
    jipan("log", "C000001", "--outcome", "已联系")
    tried = jipan("tier", "--dry-run", "--today", "2027-07-12", "-o", "moves.xlsx", lang="zh")
    assert tried.code == 0
    book = openpyxl.load_workbook("moves.xlsx")
    assert book.sheetnames[:3] == ["客户分级", "变动矩阵", "级别变动"]
    moves = {(row[0], row[2]): row for row in book["级别变动"].iter_rows(values_only=True)}
    _, name, *mine = moves["C000001", "进厂频次ABC"]
    assert tuple(mine[1:]) == ("C", "D", "数据变化", "没有一行成立", "近12个月进厂次数 1 → 0")
    told = jipan("tier", "--dry-run", "--today", "2027-07-12", "--format", "json").json()
    assert len(told["moves"]) == len(moves) - 2  # a title and the headers
    (mine,) = (one for one in told["moves"] if (one["customer"], one["rating"]) == ("C000001", "service_abc"))
    assert (mine["name"], mine["before"], mine["after"], mine["row"]) == (name, "C", "D", 4)
    assert (mine["cause"], mine["why"]["zh"]) == ("facts", "没有一行成立")
    assert (mine["facts"], mine["changed"]) == ({"visits_12m": 0}, {"visits_12m": {"before": 1, "after": 0}})
    counts = Counter((one["rating"], one["before"], one["after"]) for one in told["moves"])
    matrix = [(name, one["before"], one["after"]) for name, cells in told["matrix"].items() for one in cells]
    assert sorted(matrix, key=str) == sorted(counts, key=str)
    assert sum(one["customers"] for cells in told["matrix"].values() for one in cells) == len(told["moves"])
    jipan("tier", "--today", "2027-07-12")
    changes = ("report", "changes", "--from", "2026-11-21", "--to", "2027-07-12", "--format")
    assert jipan(*changes, "json").json() == told["moves"]
    assert "Visits in 12 months 1 → 0" in jipan(*changes, "csv").out
    assert jipan("report", "changes", "--from", "2027-07-12", "--to", "2027-07-12").out == ""


def test_a_workbook_is_written_though_nobody_listens(jipan, stocked, monkeypatch):
    def gone(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("jipan.cli.screen.Screen.show", gone)
    jipan("tier", "-o", "classes.xlsx")
    assert (stocked / "classes.xlsx").exists()


def test_a_report_foretells_who_will_change(jipan, stocked):
    jipan("tier", "--rules", "rules.yaml")
    said = jipan("report", "outlook", "--to", "2026-12-12", "--format", "json").json()
    (mine,) = (one for one in said if one["customer"] == "C000385" and one["rating"] == "service_abc")
    assert (mine["day"], mine["before"], mine["after"], mine["drop"]) == ("2026-12-09", "B", "C", True)
    ranked = [one for one in said if one["rating"] == "pyramid"]
    assert ranked
    assert all(one["day"] is None for one in ranked)
    assert jipan("report", "outlook", "--to", "2026-01-01").code == 2
