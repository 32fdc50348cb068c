"""kill -9 at random moments of an import: the base opens, and is as before or as after."""

from __future__ import annotations

import random
import subprocess
import sys
import time

import pytest

from jipan.store import Base, last_batch, laws

WRITER = """
import datetime as dt, sys
from pathlib import Path
from jipan.intake import Clock, Wishes, import_file
from jipan.store import Base
now = dt.datetime(2026, 11, 21, 9, 30)
with Base.open(sys.argv[1], create=True, purpose="import") as base:
    for path in sys.argv[2:]:
        print("go", flush=True)
        import_file(base, Path(path), Wishes(dated=now.date()), Clock(now, now.date()))
        print("done", flush=True)
print("closed", flush=True)
"""
ROWS = 1000


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Two lists of the same people; the second changes all of them."""
    folder = tmp_path_factory.mktemp("lists")
    for place in ("一", "二"):
        lines = [f"客{n},138{n:08d},豫A{n:05d},地址{place}" for n in range(ROWS)]
        (folder / f"{place}.csv").write_text("\n".join(["姓名,手机,车牌号,地址", *lines]), encoding="utf-8")
    return [str(folder / f"{place}.csv") for place in ("一", "二")]


def start(path, *files):
    return subprocess.Popen([sys.executable, "-c", WRITER, path, *files], stdout=subprocess.PIPE, text=True)


def state(path):
    """How many batches there are, and of customers those with each address."""
    with Base.open(path, wait=5) as base:
        laws.check(base)
        rows = base.rows("SELECT address, count(*) FROM customers WHERE closed IS NULL GROUP BY address")
        return last_batch(base), dict(rows)


BEFORE, AFTER = (1, {"地址一": ROWS}), (2, {"地址二": ROWS})


def test_a_killed_import_is_before_or_after(files, tmp_path):
    path, chance = tmp_path / "jipan.db", random.Random(7)
    with start(path, files[0]) as writer:
        assert writer.communicate()[0] == "go\ndone\nclosed\n"
    assert state(path) == BEFORE
    for longest in (0.2, 0.6, None):
        with start(path, files[1]) as writer:
            assert writer.stdout.readline() == "go\n"
            if longest is None:
                assert writer.stdout.readline() == "done\n"
            else:
                time.sleep(chance.uniform(0, longest))
            writer.kill()
            done = "done" in writer.stdout.read() or longest is None
        now = state(path)
        assert now in ((AFTER,) if done else (BEFORE, AFTER))
        if now == AFTER:
            break
    assert now == AFTER
    assert [file.name for file in tmp_path.iterdir()] == ["jipan.db"]
