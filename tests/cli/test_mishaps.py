"""What the system refuses becomes one clear sentence; a fault of ours stays one."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys

import duckdb
import pytest

from jipan.cli.mishaps import as_told


@pytest.mark.parametrize(
    ("error", "code", "exit_code"),
    [
        (PermissionError(errno.EACCES, "no", "收件"), "no_access", 3),
        (OSError(errno.EROFS, "no", "x.yaml"), "no_access", 3),
        (OSError(errno.ENOSPC, "full", "x.yaml"), "disk_full", 3),
        (NotADirectoryError(errno.ENOTDIR, "no", "a.csv/b"), "no_place", 3),
        (OSError(errno.ENAMETOOLONG, "long", "x"), "no_place", 3),
        (duckdb.IOException("Could not write file: No space left on device"), "base_disk_full", 5),
        (duckdb.TransactionException("Failed to commit: No space left on device"), "base_disk_full", 5),
    ],
)
def test_what_the_system_refuses_is_told(error, code, exit_code):
    told = as_told(error)
    assert told is not None
    assert (told.code, told.exit_code) == (code, exit_code)


@pytest.mark.parametrize(
    "error", [ValueError("No space left"), FileNotFoundError(errno.ENOENT, "x"), duckdb.BinderException("x")]
)
def test_a_fault_of_ours_is_not_put_on_the_user(error):
    assert as_told(error) is None


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of another kind")
def test_streams_that_are_closed_lead_nowhere(tmp_path):
    command = f"{sys.executable} -m jipan --lang en import - <&- 2>said; echo $?"
    done = subprocess.run(
        ["sh", "-c", command], cwd=tmp_path, env=dict(os.environ), capture_output=True, text=True, check=True
    )
    assert done.stdout == "3\n"
    assert "standard input" in (tmp_path / "said").read_text()


def test_a_character_that_a_code_page_lacks_stops_nothing(tmp_path):
    (tmp_path / "a.csv").write_text("姓名,手机,备注\n李𠮷,13800138000,¥500\n", encoding="utf-8")

    def run(*words):
        command = [sys.executable, "-m", "jipan", "--lang", "zh", "--db", "b.db", *words]
        environment = {**os.environ, "PYTHONIOENCODING": "gbk"}
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=True).stdout

    run("import", "a.csv")
    listed = ("list", "customers", "--columns", "name,remark", "--format")
    [customer] = json.loads(run(*listed, "json").decode("ascii"))
    assert (customer["name"], customer["remark"]) == ("李𠮷", "¥500")
    assert "李? " in run(*listed, "table").decode("gbk")
