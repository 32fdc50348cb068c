"""Options take what was typed as typer itself would have taken it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer import _click as click
from typer._coercion import build_runtime_param, resolve_type_descriptor
from typer.core import TyperCommand, TyperOption
from typer.models import OptionInfo

from jipan.cli.plain import Plain
from jipan.store import Base

CONTEXT = click.Context(TyperCommand("jipan"))


def option(annotation: Any, **limits: Any) -> TyperOption:
    described = resolve_type_descriptor(annotation, OptionInfo(**limits))
    return TyperOption(param_decls=["--option"], type_descriptor=described, multiple=described.is_list)


def taken(of: TyperOption, value: object) -> tuple[object, object]:
    described = of.type_descriptor
    plain = Plain(described.parameter_info, described.annotation)
    return plain.coerce(value, of, CONTEXT), build_runtime_param(described).coerce(value, of, CONTEXT)


@given(st.text())
def test_texts_and_paths_stay_what_was_typed(text: str) -> None:
    for annotation in (str, Path):
        if annotation is str or "\0" not in text:
            ours, theirs = taken(option(annotation), text)
            assert ours == theirs
            assert type(ours) is type(theirs)


@given(st.lists(st.text()).map(tuple))
def test_several_texts_stay_what_was_typed(texts: tuple[str, ...]) -> None:
    assert taken(option(list[str]), texts) == (list(texts), list(texts))


@pytest.mark.parametrize("annotation", [str, list[str], Path, int, bool])
def test_nothing_stays_nothing(annotation: Any) -> None:
    ours, theirs = taken(option(annotation), None)
    assert ours == theirs


def test_numbers_are_checked() -> None:
    assert taken(option(int, min=1, max=9), "7") == (7, 7)
    for wrong in ("0", "ten"):
        with pytest.raises(click.exceptions.BadParameter):
            taken(option(int, min=1, max=9), wrong)


SLOW = {
    "--version": {"duckdb", "rich", "jipan.kinds", "jipan.models"},
    "followups": {"pydantic", "rich", "openpyxl", "pandas", "pyarrow", "numpy", "fastexcel", "lxml"},
    "import": {"pydantic", "rich", "openpyxl", "pandas", "numpy", "narwhals"},
}


@pytest.mark.parametrize(("command", "more"), [("--version", ()), ("followups", ()), ("import", ("customers.csv",))])
def test_a_command_loads_nothing_that_it_does_not_use(command: str, more: tuple[str, ...], tmp_path: Path) -> None:
    """Each of these costs as much as planning for thousands of customers, or importing hundreds."""
    Base.open(tmp_path / "jipan.db", create=True).close()
    vins = "".join(f"Wang,13800000{n:03},LSVAB24B4D2{n:06}\n" for n in range(50))
    (tmp_path / "customers.csv").write_text(f"客户姓名,手机,VIN\n{vins}", encoding="utf-8")
    code = (
        "import sys; from jipan.cli.boundary import run; failed = run(sys.argv[1:], {}, ours=True);"
        f"print(failed, sorted({SLOW[command]} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, command, *more, "--db", str(tmp_path)],
        cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", errors="replace", check=True,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "0 []"
