"""The statements that planning is made of, one file each, and the words of the base that they look for."""

from __future__ import annotations

from importlib.resources import files

from jipan.kinds.talk import UNREACHED

__all__ = ["UNREACHED", "statement"]


def statement(name: str, /, **parts: object) -> str:
    """The text of a statement with its parts filled in."""
    return (files(__name__) / f"{name}.sql").read_text("utf-8").format(**parts)
