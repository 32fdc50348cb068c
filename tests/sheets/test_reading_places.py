"""Folders, zips and their members → files to read."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from jipan.errors import BadFile
from jipan.sheets import Limits, expand, open_book

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jipan.sheets import Grid


def _touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"a,b\n1,2\n")


def test_folder(tmp_path: Path) -> None:
    _touch(
        tmp_path, "b.csv", "a.XLSX", "~$a.XLSX", ".hidden.csv", "x.docx", "sub/c.xls", "sub/deep/d.csv", ".git/e.csv"
    )
    assert [str(path.relative_to(tmp_path).as_posix()) for path in expand([tmp_path])] == [
        "a.XLSX",
        "b.csv",
        "sub/c.xls",
    ]


def test_a_hidden_folder_that_is_named_is_read(tmp_path: Path) -> None:
    _touch(tmp_path, ".inbox/a.csv")
    assert expand([tmp_path / ".inbox"]) == [tmp_path / ".inbox" / "a.csv"]


def test_files_are_taken_whatever_they_are_called(tmp_path: Path) -> None:
    _touch(tmp_path, "list.dat", "b.csv")
    assert expand([tmp_path / "list.dat", tmp_path / "b.csv"]) == [tmp_path / "list.dat", tmp_path / "b.csv"]


@pytest.mark.parametrize(("name", "code"), [("nowhere.xlsx", "file_missing"), ("", "folder_empty")])
def test_nothing_there(tmp_path: Path, name: str, code: str) -> None:
    with pytest.raises(BadFile) as caught:
        expand([tmp_path / name])
    assert (caught.value.code, caught.value.facts["path"]) == (code, str(tmp_path / name))


def test_zip_members_are_paths(tmp_path: Path, rows: Callable[[Grid], list]) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("店/b.csv", "姓名,x\n王,1\n".encode("gb18030"))
        archive.writestr("c.csv", "a,b\n")
        archive.writestr("readme.md", "x")
        archive.writestr("__MACOSX/._c.csv", "x")
    paths = expand([tmp_path / "a.zip"])
    assert paths == [tmp_path / "a.zip" / "c.csv", tmp_path / "a.zip" / "店" / "b.csv"]
    grid = open_book(paths[1]).grid()
    assert grid.address(0, 0) == "a.zip/店/b.csv › A1"
    assert rows(grid) == [["姓名", "x"], ["王", "1"]]
    with pytest.raises(BadFile) as caught:
        open_book(tmp_path / "a.zip" / "d.csv")
    assert caught.value.code == "file_missing"


def test_names_written_by_chinese_windows(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("XXXX.csv", "a,b\n")
    data = (tmp_path / "a.zip").read_bytes().replace(b"XXXX", "客户".encode("gbk"))
    (tmp_path / "a.zip").write_bytes(data)
    (path,) = expand([tmp_path / "a.zip"])
    assert path.name == "客户.csv"
    assert open_book(path).name == "a.zip/客户.csv"


def test_a_zip_of_one_file_opens_as_that_file(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("c.csv", "a,b\n")
    assert open_book(tmp_path / "a.zip").name == "a.zip/c.csv"


def test_a_member_that_is_too_large(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("c.csv", "a,b\n" * 1000)
    with pytest.raises(BadFile) as caught:
        open_book(tmp_path / "a.zip" / "c.csv", limits=Limits(unpacked=4000))
    assert caught.value.code == "too_large_unpacked"


def test_a_damaged_zip_is_told_when_it_is_opened(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\3\4 and no more")
    assert expand([tmp_path / "a.zip"]) == [tmp_path / "a.zip"]
    with pytest.raises(BadFile) as caught:
        open_book(tmp_path / "a.zip")
    assert caught.value.code == "corrupt"


def test_a_zip_in_a_zip_and_names_that_lead_outside(tmp_path: Path, rows: Callable[[Grid], list]) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as file:
        file.writestr("b.csv", "姓名,手机\n李娜,2\n")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as file:
        file.writestr("../../a.csv", "姓名,手机\n王伟,1\n")
        file.writestr("inner.zip", inner.getvalue())
    found = expand([tmp_path / "all.zip"])
    assert [path.relative_to(tmp_path).as_posix() for path in found] == ["all.zip/a.csv", "all.zip/inner.zip/b.csv"]
    assert [rows(open_book(path).grid())[1][0] for path in found] == ["王伟", "李娜"]


@pytest.mark.parametrize(("encoding", "blank"), [("utf-8", b"AAAAAA.csv"), ("gb18030", b"AAAA.csv")])
def test_names_in_a_zip_that_do_not_say_how_they_are_written(tmp_path: Path, encoding: str, blank: bytes) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(blank.decode(), "姓名,手机\n王伟,13812345678\n")
    written = (tmp_path / "a.zip").read_bytes().replace(blank, "客户.csv".encode(encoding))
    (tmp_path / "a.zip").write_bytes(written)
    assert [path.name for path in expand([tmp_path / "a.zip"])] == ["客户.csv"]
