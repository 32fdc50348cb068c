"""Files that were made to do harm, or went wrong on their way: imported right, or one clear sentence; never half."""

from __future__ import annotations

import io
import sys
import zipfile

import pytest
from openpyxl import Workbook

GOOD = "姓名,手机\n王伟,13812345678\n"


def xlsx(*rows, title="客户") -> bytes:
    book = Workbook()
    book.active.title = title
    for row in rows or (("姓名", "手机"), ("王伟", "13812345678")):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed(part: str, change) -> bytes:
    """A good workbook with one part changed, or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data) if name == part else data)
        if part not in old.namelist():
            new.writestr(part, change(b""))
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
REFUSED = {
    "half a workbook.xlsx": lambda: xlsx()[:1500],
    "rubbish in a zip.xlsx": lambda: changed(SHEET, lambda _: b"\x00\xff" * 50),
    "entities.xlsx": lambda: changed(SHEET, lambda data: DOCTYPE + data[data.index(b"<worksheet") :]),
    "a far cell.xlsx": lambda: changed(
        SHEET, lambda data: data.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>')
    ),
    "unpacks to much.xlsx": lambda: changed("xl/media/image1.bin", lambda _: b"\0" * 3_000_000),
    "too many columns.csv": lambda: (  # noqa: PLW0108 - made when it is needed
        ",".join(f"列{n}" for n in range(16_384)) + "\n" + "1," * 16_383 + "1\n"
    ).encode(),
    "two encodings.csv": lambda: GOOD.encode() + "李娜,13912345678\n".encode("gb18030"),
    "nothing.xlsx": lambda: b"",
    "a picture.xlsx": lambda: b"\x89PNG\r\n\x1a\n" + bytes(200),
    "a letter.csv": lambda: b"Dear Sir or Madam, we write to you about something else.",
    "only NULs.csv": lambda: bytes(4000),
}  # fmt: skip

TAKEN = {
    "a csv called a workbook.xlsx": lambda: GOOD.encode("gb18030"),
    "a workbook called a csv.csv": xlsx,
    "macros.xlsm": lambda: changed("xl/vbaProject.bin", lambda _: b"\xd0\xcf\x11\xe0" + bytes(500)),
    "links outside.xlsx": lambda: changed("xl/externalLinks/externalLink1.xml", lambda _: b"<externalLink/>"),
    "NULs.csv": lambda: GOOD.replace("王伟", "王\0伟").encode(),
    "colours.csv": lambda: "\x1b[31m姓名\x1b[0m,手机\n\x1b]0;王\x07伟,13812345678\n".replace("\x1b[31m姓名\x1b[0m", "姓名").encode(),
    "a wrong size.xlsx": lambda: changed(SHEET, lambda data: data.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_is_refused_with_one_sentence(jipan, tmp_path, name):
    (tmp_path / name).write_bytes(REFUSED[name]())
    said = jipan("import", name, "--allow", "mb=2")
    assert (said.code, said.out) == (3, "")
    assert name in said.err.splitlines()[-1]
    assert not (tmp_path / "jipan.db").exists()


def test_a_bad_file_does_not_stop_the_others_and_the_good_ones_are_right(jipan, tmp_path):
    folder = tmp_path / "收件"
    folder.mkdir()
    for name, made in TAKEN.items():
        (folder / name).write_bytes(made())
    (folder / "half.xlsx").write_bytes(xlsx()[:1500])
    (folder / "~$lock.xlsx").write_bytes(b"lock")
    said = jipan("import", folder, "--format", "json")
    assert said.code == 3
    assert [receipt["rows"]["read"] for receipt in said.json()] == [1] * len(TAKEN)
    assert said.err.count("half.xlsx") == 1
    assert {row["mobile"] for row in jipan("list", "customers", "--format", "json", "--reveal").json()} == {
        "13812345678"
    }


@pytest.mark.skipif(sys.platform == "win32", reason="no file has such a name there")
def test_names_cannot_move_the_cursor(jipan, tmp_path):
    name = "\x1b[2J客户[red].csv"
    (tmp_path / name).write_bytes("\x1b[31m备注\x1b[0m,姓名,手机\n\x1b[5mx,王伟,138\n".encode())
    said = jipan("import", name, "--dry-run")
    assert "\x1b" not in said.out + said.err
    assert "客户[red].csv" in said.out


def test_standard_input_and_limits(jipan, tmp_path, monkeypatch):
    class Stdin:
        buffer = io.BytesIO(GOOD.encode("gb18030"))

    monkeypatch.setattr("sys.stdin", Stdin)
    assert jipan("import", "-", "--format", "json").json()["file"] == "stdin"
    (tmp_path / "x.csv").write_text(GOOD, "utf-8")
    assert jipan("import", "x.csv", "--allow", "rows=1").code == 3
    assert jipan("import", "x.csv", "--allow", "rows=many").code == 2
    assert jipan("import", "x.csv", "--on-conflict", "me").code == 2
    assert jipan("import", "x.csv", "--empty", "eats").code == 2
