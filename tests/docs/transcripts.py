"""Transcripts in the READMEs: find them, run their commands on a terminal, compare, write them anew."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DEALER = ROOT / "examples" / "dealer"
TODAY = "2026-11-21"
GAP = "..."
"""A line that stands for any lines, also none."""

_BLOCK = re.compile(
    r"(?:<!-- (?P<before>[^>]+) -->\n)?```console\n(?P<text>\$ jipan.*?)^```$", re.DOTALL | re.MULTILINE
)
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@dataclass(frozen=True)
class Step:
    """A command and what it says; `before` is what a person does first: `fill tasks.xlsx`."""

    command: str
    said: tuple[str, ...]
    before: str | None = None


@dataclass(frozen=True)
class Block:
    """One ```console block; `span` is where its text lies in the page."""

    span: tuple[int, int]
    steps: tuple[Step, ...]


def blocks(page: str) -> list[Block]:
    """The blocks of a page whose lines begin with `$ jipan`."""
    return [Block(found.span("text"), _steps(found["text"], found["before"])) for found in _BLOCK.finditer(page)]


def _steps(text: str, before: str | None) -> tuple[Step, ...]:
    parts = [part.splitlines() for part in re.split(r"^\$ ", text, flags=re.MULTILINE) if part]
    return tuple(Step(lines[0], tuple(lines[1:]), None if place else before) for place, lines in enumerate(parts))


def lay_out(folder: Path) -> None:
    """The example files, in a folder of their own."""
    for file in DEALER.iterdir():
        if file.suffix in {".xlsx", ".xls", ".csv", ".yaml"}:
            shutil.copy(file, folder)


def run(step: Step, folder: Path, lang: str) -> tuple[str, ...]:
    """What a person sees on a terminal of 100 columns."""
    if step.before:
        fill(folder / step.before.removeprefix("fill "))
    words = shlex.split(step.command)
    assert words[0] == "jipan", step.command
    said = _on_terminal([sys.executable, "-m", "jipan", *words[1:]], folder, _environment(folder, lang))
    return tuple(normal(said, folder).splitlines())


def _environment(folder: Path, lang: str) -> dict[str, str]:
    return {
        **os.environ, "HOME": str(folder.parent), "JIPAN_TODAY": TODAY, "JIPAN_LANG": lang, "COLUMNS": "100",
        "LINES": "50", "TERM": "xterm", "NO_COLOR": "1", "TTY_INTERACTIVE": "0",
    }  # fmt: skip


def _on_terminal(command: list[str], folder: Path, environment: dict[str, str]) -> str:
    """The output of a command that believes it writes on a terminal; there is nobody to answer its questions."""
    import pty

    ours, theirs = pty.openpty()
    try:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs
        )
        os.close(theirs)
        said = _drain(ours)
        process.wait()
    finally:
        os.close(ours)
    return said.decode("utf-8")


def _drain(terminal: int) -> bytes:
    """All that is written until the other end closes, which Linux reports as an error."""
    said = b""
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:
            return said
        if not part:
            return said
        said += part


def normal(said: str, folder: Path) -> str:
    """Without colours, and without what differs from machine to machine: folders, clock times, users."""
    said = _CONTROL.sub("", said).replace("\r\n", "\n").replace(str(folder), "~/dealer")
    said = re.sub(r"([(（])\d{4}-\d\d-\d\d \d\d:\d\d([)）])", rf"\g<1>{TODAY} 09:30\g<2>", said)
    said = re.sub(r"^(tasks\.xlsx .*)\d{4}-\d\d-\d\d$", rf"\g<1>{TODAY}", said, flags=re.MULTILINE)
    return "\n".join(line.rstrip() for line in said.splitlines())


def fits(wanted: tuple[str, ...], found: tuple[str, ...]) -> bool:
    """True where the lines are equal, `...` standing for any lines."""
    pattern = "".join(r"(?:.*\n)*?" if line.strip() == GAP else re.escape(line) + "\n" for line in wanted)
    return re.fullmatch(pattern, "".join(line + "\n" for line in found)) is not None


def refreshed(wanted: tuple[str, ...], found: tuple[str, ...]) -> tuple[str, ...]:
    """The new lines, cut where the old ones were cut: as many before the first gap, as many after the last."""
    gaps = [place for place, line in enumerate(wanted) if line.strip() == GAP]
    if fits(wanted, found) or not gaps:
        return wanted if fits(wanted, found) else found
    head, tail = gaps[0], len(wanted) - gaps[-1] - 1
    return (*found[:head], GAP, *found[len(found) - tail :]) if head + tail < len(found) else found


def rewritten(page: str, said: dict[Step, tuple[str, ...]]) -> str:
    """The page with what the commands say now."""
    for block in reversed(blocks(page)):
        lines = [line for step in block.steps for line in (f"$ {step.command}", *refreshed(step.said, said[step]))]
        page = page[: block.span[0]] + "\n".join(lines) + "\n" + page[block.span[1] :]
    return page


ANSWERS = {
    "Outcome": ("booked", "no answer", "reached"), "Note": ("comes in on Thursday", None, "renewed elsewhere"),
    "Next date": ("2026-11-26",), "下次跟进日期": ("2026-11-26",),
    "结果": ("已预约", "无人接听", "已联系"), "沟通内容": ("周四上午来店", None, "已在别处续保"),
}  # fmt: skip


def fill(path: Path) -> None:
    """Do what an adviser does in Excel: answer the first three rows of a call sheet."""
    import openpyxl

    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    top = next(row for row in sheet.iter_rows(max_row=8) if {"Outcome", "结果"} & {cell.value for cell in row})
    for cell in top:
        for offset, answer in enumerate(ANSWERS.get(cell.value, ()), start=1):
            sheet.cell(cell.row + offset, cell.column).value = answer
    book.save(path)
