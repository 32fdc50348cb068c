"""The command line: read options → one library call → render. The only room that prints, asks the clock, knows typer."""

from __future__ import annotations

from jipan.cli.boundary import main

__all__ = ["main"]
