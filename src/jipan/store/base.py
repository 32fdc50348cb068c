"""Opens a base, runs SQL in it, writes in one transaction, closes it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import duckdb

from jipan.errors import BadStore
from jipan.kinds import KINDS, Kind
from jipan.store import frames, holder, laws, migrations
from jipan.store.attach import attach
from jipan.store.batches import last_batch
from jipan.store.literals import quoted
from jipan.store.spread import Spread

if TYPE_CHECKING:
    import narwhals as nw
    import pyarrow as pa

Row = tuple[Any, ...]
_MAGIC = (8, b"DUCK")
_LARGE = 24_000_000
"""So many bytes are some fifty thousand customers with what hangs on them, or twice as many who are only listed."""
_POLL = 0.2
_FULL = ("No space left", "not enough space", "Disk quota exceeded", "max_temp_directory_size")
_TORN = "Could not read"  # any other IOException is a lock: its words depend on the system and its language
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
MEMORY = ":memory:"
FORGETTING = "forget"
"""The purpose for which no copy is kept of a base that is brought up to date: it would hold whom to forget."""
_ROOM, _LITTLE_ROOM = (f"SET memory_limit = '{size}MB'" for size in (1500, 500))
"""What does not fit lies beside the base for a while: an office PC has other work too."""
_UNPACKED = "SET checkpoint_threshold = '1TB'"
"""After each 16 MB DuckDB would pack the tables that a command lays out beside the base, for as long as it takes to read them."""
_UNORDERED, _ORDERED = (f"SET preserve_insertion_order = {flag}" for flag in ("false", "true"))
"""Rows are written in any order. In order DuckDB 2.0.0 loses them: after an INSERT of no rows from a table that several
threads read, a second one of more than 122,880 rows into the same table can no longer be read, not even after the commit."""

_AS_WRITTEN, _AS_SEEN_FIT = (
    f"SET disabled_optimizers = '{names}'" for names in ("join_order,build_side_probe_side", "")
)
"""A frame joins to its records what is folded of others. DuckDB expects that few records are still open and turns such joins
round: it lays the wide records down and looks up the narrow folded values, which takes half as long again."""


class Base:
    """An open base. Nothing is kept open while a person thinks: a command opens it, works and closes it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path | None, *, writes: bool) -> None:
        self._connection = connection
        connection.execute(_ROOM)
        if not writes:
            connection.execute(_UNPACKED)
        self._spread = Spread(connection.execute, worth_it=path is not None and _is_large(path))
        self.path = path
        self._writes = writes
        self._inside = False

    @classmethod
    def open(cls, path: Path | str, *, create: bool = False, wait: float = 10, purpose: str | None = "") -> Self:
        """The base at `path`, waiting up to `wait` seconds for somebody else to finish.

        `purpose` is the command that will write, shown to whoever has to wait; None opens for reading only.
        Raises BadStore: no base there, no base of ours, held by somebody, written by a newer jipan.
        """
        if path == MEMORY:
            base = cls(duckdb.connect(MEMORY, config=_CONFIG), None, writes=True)
            migrations.bring_up(base, None)
            return base
        fresh = not Path(path).exists()
        try:
            return cls._open_file(Path(path), create=create, wait=wait, purpose=purpose)
        except BaseException as error:
            if fresh and not isinstance(error, BadStore):
                Path(path).unlink(
                    missing_ok=True
                )  # interrupted while it was being made: nobody else's, and nothing in it
            raise

    @classmethod
    def _open_file(cls, path: Path, *, create: bool, wait: float, purpose: str | None) -> Self:
        fresh = not path.exists()
        if fresh and not create:
            raise BadStore("no_base_at", path=path)
        if not fresh:
            _check_is_base(path)
        reads_only = purpose is None and not fresh and not _wal(path).exists()
        if not (reads_only or fresh or holder.may_write(path)):
            raise BadStore("read_only", path=path)
        connection = _connect(path, reads_only=reads_only, until=time.monotonic() + wait)
        if not reads_only:
            holder.sign(path, purpose or "")
        base = cls(connection, path, writes=not reads_only)
        try:
            if reads_only and migrations.is_behind(base):
                base.close()
                return cls._open_file(path, create=False, wait=wait, purpose="upgrade")
            migrations.bring_up(base, None if purpose == FORGETTING else path)
        except BaseException:
            base.close()
            raise
        return base

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Checkpoints and lets go of the file, on a full disk as well. Closing twice is closing once."""
        writes, self._writes = self._writes, False
        try:
            if writes and self.path:
                self._connection.execute("CHECKPOINT")
        finally:
            self._connection.close()
            if writes and self.path:
                holder.leave(self.path)

    def run(self, sql: str, params: Sequence[object] = ()) -> None:
        """Run a statement for its effect."""
        self._spread.suit(sql)
        self._connection.execute(sql, list(params)).fetchall()

    def script(self, sql: str) -> None:
        """Run several statements, apart by semicolons."""
        for statement in self._connection.extract_statements(sql):
            self._spread.suit(statement.query)
            self._connection.execute(statement).fetchall()

    def rows(self, sql: str, params: Sequence[object] = ()) -> list[Row]:
        """All rows of a query."""
        self._spread.suit(sql)
        return self._connection.execute(sql, list(params)).fetchall()

    def chunks(self, sql: str, params: Sequence[object], size: int) -> Iterator[list[Row]]:
        """The rows of a query, `size` at a time."""
        self._spread.suit(sql)
        found = self._connection.execute(sql, list(params))
        while rows := found.fetchmany(size):
            yield rows

    def holds(self, table: str) -> bool:
        """Whether there is a table of this name: told without looking through the whole catalogue."""
        try:
            self._connection.execute(f'SELECT 0 FROM "{table}" LIMIT 0')
        except duckdb.CatalogException:
            return False
        return True

    def value(self, sql: str, params: Sequence[object] = ()) -> Any:
        """The first column of the first row, or None."""
        found = self.rows(sql, params)
        return found[0][0] if found else None

    def arrow(self, sql: str) -> pa.Table:
        """All rows of a query as an Arrow table."""
        self._spread.suit(sql)
        return self._connection.sql(sql).to_arrow_table()

    def expect(self, rows: int) -> None:
        """Many rows are about to be worked on: all processors are to share in it, however small the base is."""
        self._spread.expect(rows)

    def take(self, name: str, table: pa.Table | pa.RecordBatch, *, more: bool = False) -> None:
        """Lay an Arrow table down as the temporary table `name`; with `more` after what lies there already."""
        self._connection.register("_incoming", table)
        verb = f'INSERT INTO "{name}"' if more else f'CREATE OR REPLACE TEMP TABLE "{name}" AS'
        self.run(f"{verb} SELECT * FROM _incoming")
        self._connection.unregister("_incoming")

    def frame(self, sql: str) -> nw.LazyFrame[Any]:
        """A query as a lazy narwhals frame; nothing runs until it is collected or kept."""
        import narwhals as nw

        self._spread.suit(sql)
        return nw.from_native(self._connection.sql(sql))

    def keep(self, frame: nw.LazyFrame[Any], name: str) -> nw.LazyFrame[Any]:
        """Materialise a frame as the temporary table `name`, replacing what was there."""
        self._connection.execute(_AS_WRITTEN)
        self.run(f'CREATE OR REPLACE TEMP TABLE "{name}" AS {frame.to_native().sql_query()}')
        self._connection.execute(_AS_SEEN_FIT)
        return self.frame(f'SELECT * FROM "{name}"')

    def tables(
        self, today: dt.date | None = None, known: dt.date | int | None = None, *, together: bool = False
    ) -> Mapping[str, nw.LazyFrame[Any]]:
        """Every collection as a lazy frame, one row a record: see `frames`.

        What is dated after `today` is left out; `known` reads the base as it stood at the end of that day, or after
        that batch; `together` takes customers who may be one for one.
        """
        return frames.Tables(self, frames.queries(self, today, known, together=together))

    def custom_columns(self, collection: str) -> dict[str, str]:
        """The columns that came with files and are no field: name → kind."""
        return frames.custom_columns(self, collection)

    def custom_kinds(self) -> dict[str, dict[str, Kind]]:
        """The same of every collection, for rule books that name them."""
        known = frames.all_custom_columns(self)
        return {of: {name: KINDS[kind] for name, kind in found.items()} for of, found in known.items()}

    @contextmanager
    def frugal(self) -> Iterator[None]:
        """Work in little room: for commands that hold a whole file in memory besides."""
        self._connection.execute(_LITTLE_ROOM)
        try:
            yield
        finally:
            self._connection.execute(_ROOM)

    @contextmanager
    def atomic(self, *, takes_away: bool = False, founds: bool = False) -> Iterator[None]:
        """One transaction: all of it or nothing, whatever happens. The laws of the base are checked before it ends.

        `takes_away`: rows of earlier batches may go, so that all must be checked and not only what is new. `founds`: the
        tables are being made, and nothing is in them.
        """
        if self._inside:
            yield
            return
        self._connection.execute(_UNORDERED)
        self._connection.begin()
        self._inside = True
        try:
            before = None if founds else last_batch(self)
            yield
            if not founds:
                laws.check(self, None if takes_away else before)
        except BaseException:
            self._connection.rollback()
            raise
        else:
            self._connection.commit()
        finally:
            self._inside = False
            self._connection.execute(_ORDERED)


def was_interrupted(error: BaseException) -> bool:
    """Whether an error is DuckDB's way of passing on Ctrl-C: its binding raises a bare RuntimeError."""
    return isinstance(error, duckdb.InterruptException) or str(error) == "Query interrupted"


def was_full(error: BaseException) -> bool:
    """Whether an error of DuckDB's says that the disk is full, in whichever of its wrappings."""
    return isinstance(error, duckdb.Error) and any(words in str(error) for words in _FULL)


def _is_large(path: Path) -> bool:
    """Whether a base holds so much that sharing it out pays; a base that is being made holds nothing."""
    return path.exists() and path.stat().st_size > _LARGE


def _wal(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def _check_is_base(path: Path) -> None:
    if path.is_dir():
        raise BadStore("not_a_base", path=path)
    offset, magic = _MAGIC
    try:
        with path.open("rb") as file:
            head = file.read(offset + len(magic))
    except PermissionError:
        return  # Windows refuses to read a file that another process has locked: waiting will tell
    if head[offset:] != magic:
        raise BadStore("not_a_base", path=path)


def _connect(path: Path, *, reads_only: bool, until: float) -> duckdb.DuckDBPyConnection:
    while True:
        try:
            return _attached(path, reads_only=reads_only)
        except duckdb.IOException as error:
            if not path.parent.is_dir() or (not path.exists() and not holder.may_write(path)):
                raise BadStore("cannot_create", path=path) from error
            if _TORN in str(error):
                raise BadStore("damaged", path=path, detail=str(error).splitlines()[0]) from error
            if time.monotonic() >= until:
                raise holder.held(path) from error
            time.sleep(_POLL)
        except duckdb.Error as error:
            raise BadStore("damaged", path=path, detail=str(error).splitlines()[0]) from error


def _attached(path: Path, *, reads_only: bool) -> duckdb.DuckDBPyConnection:
    """The file as the database in use; what does not fit into memory lies beside it."""
    connection = duckdb.connect(MEMORY, config=_CONFIG)
    try:
        connection.execute(f"SET temp_directory = {quoted(path.with_name(path.name + '.tmp'))}")
        attach(connection.execute, path, "base", reads_only=reads_only)
        connection.execute("USE base")
    except BaseException:
        connection.close()
        raise
    return connection
