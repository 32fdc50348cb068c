"""Ctrl-C in the middle of an import: the base stays as it was, and that is said."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from jipan.cli import boundary


@pytest.fixture
def heeding():
    """What is run in the background ignores Ctrl-C, and so would its children."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heeding")
@pytest.mark.skipif(sys.platform == "win32", reason="signals of another kind")
@pytest.mark.parametrize("delay", [0, 0.4, 1.0])  # while reading, in Python between queries, within a query
def test_an_interrupted_import_leaves_nothing_and_says_so(tmp_path, delay):
    rows = "".join(f"客户{number},139{number:08d}\n" for number in range(500_000))
    (tmp_path / "c.csv").write_text("姓名,手机\n" + rows, "utf-8")
    command = [sys.executable, "-m", "jipan", "--lang", "zh", "import", "c.csv"]
    process = subprocess.Popen(
        command, cwd=tmp_path, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUTF8": "1"}
    )
    while not (tmp_path / "jipan.db").exists() and process.poll() is None:
        time.sleep(0.05)
    time.sleep(delay)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=60)[1]
    assert process.returncode == 130
    assert "已中断" in said
    assert not (tmp_path / "jipan.db").exists()


def test_an_interrupt_within_a_query_is_an_interrupt_and_no_bug(monkeypatch, capsys):
    def interrupted(*_: object) -> int:
        raise RuntimeError("Query interrupted")

    monkeypatch.setattr(boundary, "_invoke", interrupted)
    assert boundary.run(["--lang", "en", "status"], {}) == boundary.INTERRUPTED
    assert "Interrupted" in capsys.readouterr().err
