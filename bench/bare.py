"""A bare Typer app: what `jipan --help` is measured against."""

import typer

app = typer.Typer()


@app.callback()
def start() -> None:
    """An app."""


@app.command()
def hello(name: str = "you") -> None:
    """Say hello."""
    print(f"hello {name}")


if __name__ == "__main__":
    app()
