"""The main job on the files of a made-up dealer: `make demo`. Everything it writes lies in the folder `demo`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "demo"
DEALER = "../examples/dealer"
FILES = [f"{DEALER}/{name}" for name in ("customers.xlsx", "vehicles.xls", "visits.csv", "leads.xlsx")]
RULES = f"{DEALER}/rules.yaml"
TODAY = "2026-11-21"

WRITTEN = {
    "jipan.db": ("客户库", "the customer base"),
    "customers.rejects.xlsx": ("没能导入的行，补好再导入", "rows that could not be taken, to be mended"),
    "customers.未导入.xlsx": ("没能导入的行，补好再导入", "rows that could not be taken, to be mended"),
    "tasks.xlsx": ("今天的联系单，填好再导入", "today's call sheet, to be filled in and imported back"),
    "tasks.csv": ("同一份联系单，给别的系统用", "the same for other programs"),
    "report.xlsx": ("给经理的报表", "the report for the manager"),
}


def main() -> None:
    """Import, rate, plan, report."""
    empty(FOLDER)
    jipan("import", *FILES)
    jipan("tier", *(["--rules", RULES] if (FOLDER / RULES).exists() else []))
    jipan("followups", "--due", "today", "-o", "tasks.xlsx")
    jipan("followups", "--due", "today", to="tasks.csv")
    jipan("report", "-o", "report.xlsx")
    tell_where()


def empty(folder: Path) -> None:
    """Make the folder anew."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir()


def jipan(*words: str, to: str | None = None) -> None:
    """Show a command line, then run it; a failure ends the demo with its exit code."""
    command = " ".join(["jipan", *words, "--today", TODAY])
    print(f"\n$ {command}{f' > {to}' if to else ''}", flush=True)
    line = [sys.executable, "-m", "jipan", *words, "--today", TODAY]
    environment = {name: value for name, value in os.environ.items() if name not in {"JIPAN_DB", "JIPAN_TODAY"}}
    if to is None:
        done = subprocess.run(line, cwd=FOLDER, env=environment, check=False)  # noqa: S603 - our own command
    else:
        with (FOLDER / to).open("wb") as file:
            done = subprocess.run(line, cwd=FOLDER, env=environment, stdout=file, check=False)  # noqa: S603
    if done.returncode:
        sys.exit(done.returncode)


def tell_where() -> None:
    """Name the files that were written."""
    chinese = speaks_chinese()
    print(f"\n{'都在这里' if chinese else 'All of it is here'}: {FOLDER}")
    for name, (zh, en) in WRITTEN.items():
        if (FOLDER / name).exists():
            print(f"  {name:<24} {zh if chinese else en}")


def speaks_chinese() -> bool:
    """The language that jipan speaks here."""
    from jipan.cli.options import system_lang

    return (os.environ.get("JIPAN_LANG") or system_lang(os.environ)) == "zh"


if __name__ == "__main__":
    main()
