"""`python -m jipan` is the `jipan` command."""

from jipan.cli import main

main()
