"""Documentation is run, not trusted. `JIPAN_UPDATE=1 pytest tests/docs` writes the transcripts anew."""

import os
import re
import sys

import pytest
import typer
from transcripts import ROOT, blocks, fits, lay_out, rewritten, run

import jipan.cli.app

READMES = {"en": ROOT / "README.md", "zh": ROOT / "README.zh-CN.md"}
PAGES = [
    path
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("examples/**/*.md"))
    if path.stat().st_size
]
MAKE = ("make demo", "make test", "make bench")


def read(path):
    return path.read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="transcripts are taken on a terminal of Linux or macOS")
@pytest.mark.parametrize("lang", READMES)
def test_the_transcripts_are_what_the_tool_says(lang, tmp_path):
    folder = tmp_path / "dealer"
    folder.mkdir()
    lay_out(folder)
    page = read(READMES[lang])
    steps = [step for block in blocks(page) for step in block.steps]
    said = {step: run(step, folder, lang) for step in steps}
    if os.environ.get("JIPAN_UPDATE"):
        READMES[lang].write_text(rewritten(page, said), encoding="utf-8")
        return
    wrong = [f"$ {step.command}\n" + "\n".join(said[step]) for step in steps if not fits(step.said, said[step])]
    assert not wrong, "\n\n".join(["JIPAN_UPDATE=1 pytest tests/docs accepts:", *wrong])


@pytest.mark.parametrize("lang", READMES)
def test_every_command_is_named(lang):
    page = read(READMES[lang])
    commands = typer.main.get_command(jipan.cli.app.app).commands
    assert [name for name in commands if f"`jipan {name}" not in page] == []


@pytest.mark.parametrize("lang", READMES)
def test_only_commands_that_exist_are_named(lang):
    commands = set(typer.main.get_command(jipan.cli.app.app).commands)
    assert set(re.findall(r"(?:\$ |`|^ {4}|^)jipan ([a-z]+)", read(READMES[lang]), re.MULTILINE)) <= commands


@pytest.mark.parametrize("lang", READMES)
def test_the_make_targets_are_named_and_exist(lang):
    page, makefile = read(READMES[lang]), read(ROOT / "Makefile")
    assert [target for target in MAKE if target not in page] == []
    assert [target for target in MAKE if f"\n{target.removeprefix('make ')}:" not in makefile] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("README.md", "README.zh-CN.md"),
        ("docs/daily.md", "docs/daily.zh-CN.md"),
        ("docs/windows.md", "docs/windows.zh-CN.md"),
    ],
)
def test_both_languages_have_the_same_structure(one, other):
    assert levels(read(ROOT / one)) == levels(read(ROOT / other))


def levels(page):
    """How deep each heading and each fenced block lies, in order."""
    prose = re.sub(r"^```(\w*)\n.*?^```$", r"```\1", page, flags=re.DOTALL | re.MULTILINE)
    return re.findall(r"^(#+|```\w*)", prose, re.MULTILINE)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_link_to_a_file_leads_somewhere(path):
    prose = re.sub(r"^```.*?^```$", "", read(path), flags=re.DOTALL | re.MULTILINE)
    targets = re.findall(r"\]\((?!https?://|mailto:|#)([^)#\s]+)", prose)
    assert [target for target in targets if not (path.parent / target).exists()] == []


def test_a_gap_stands_for_any_lines():
    assert fits(("a", "...", "d"), ("a", "b", "c", "d"))
    assert fits(("a", "..."), ("a",))
    assert not fits(("a", "...", "d"), ("a", "b"))
