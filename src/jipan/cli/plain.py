"""Takes the values of options as they were typed: most are texts, and the library that checks the others is slow to load."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from typer import core
from typer._coercion import RuntimeParam, build_runtime_param
from typer._param_types import coerce_cli_path

if TYPE_CHECKING:
    from typer import _click as click


@dataclass(frozen=True)
class Plain(RuntimeParam):
    """What typer would make of a value; its own checks are loaded only for a value that is neither a text nor a path."""

    def _coerce_value(self, value: Any, param: core._TyperParameter, ctx: click.Context) -> Any:
        if self.annotation is str and isinstance(value, str):
            return value
        if self.annotation == list[str] and all(isinstance(part, str) for part in value):
            return list(value)
        if self.annotation is Path and isinstance(value, str):
            return coerce_cli_path(Path(value), self.parameter_info, path_type=Path, param=param, ctx=ctx)
        return build_runtime_param(param.type_descriptor).coerce(value, param, ctx)


def take_plainly() -> None:
    """Let every option take what was typed without typer's checks where these would change nothing."""
    core._TyperParameter.get_runtime_param = _plain  # type: ignore[method-assign]  # noqa: SLF001 - typer has no door for it


def _plain(self: core._TyperParameter) -> RuntimeParam:
    described = self.type_descriptor
    return Plain(described.parameter_info, described.annotation)
