"""A file to read: how a user knows it, its bytes wherever they lie, and what is said when they cannot be read."""

from __future__ import annotations

import io
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from jipan.errors import BadFile, JipanError

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Source:
    """`path` names the file in errors, `name` in addresses; `content` is where its bytes are (in a zip: the bytes)."""

    path: str
    name: str
    content: Path | bytes
    packed: datetime | None = None
    """When the member of a zip was written, by the clock of whoever packed it."""

    @property
    def stem(self) -> str:
        return Path(self.name).stem

    def open(self) -> BinaryIO:
        """The bytes from their beginning. The caller closes: a user may want to save the file in Excel meanwhile."""
        if isinstance(self.content, bytes):
            return io.BytesIO(self.content)
        return self.content.open("rb")

    @property
    def written(self) -> datetime:
        """When the disk, or the zip, says that it was last written."""
        moment = max(Path(self.path).stat().st_mtime, 0)  # Windows reckons with no time before 1970
        return self.packed or datetime.fromtimestamp(moment, UTC).astimezone()

    def head(self, size: int) -> bytes:
        with self.open() as file:
            return file.read(size)

    def tail(self, size: int) -> bytes:
        with self.open() as file:
            file.seek(max(self.size() - size, 0))
            return file.read()

    def read(self) -> bytes:
        if isinstance(self.content, bytes):
            return self.content
        return self.content.read_bytes()

    def size(self) -> int:
        return len(self.content) if isinstance(self.content, bytes) else self.content.stat().st_size

    def corrupt(self, detail: object) -> BadFile:
        """The error for bytes that make no sense; `detail` is the first line of what a library said."""
        first = next(iter(str(detail).strip().splitlines()), "") or type(detail).__name__
        return BadFile("corrupt", path=self.path, detail=first[:160])

    @contextmanager
    def decoding(self) -> Iterator[None]:
        """Say of text that does not decode that its encoding is unknown."""
        try:
            yield
        except UnicodeDecodeError:
            raise BadFile("encoding_unknown", path=self.path) from None

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Turn whatever goes wrong inside into a BadFile.

        Libraries raise anything on a bad file, and a Rust panic arrives as a BaseException.
        """
        try:
            yield
        except (JipanError, KeyboardInterrupt, SystemExit, GeneratorExit):
            raise
        except FileNotFoundError:
            raise BadFile("file_missing", path=self.path) from None
        except PermissionError:
            raise BadFile("file_locked", path=self.path) from None
        except MemoryError:
            raise BadFile("too_large_memory", path=self.path) from None
        except BaseException as error:
            raise self.corrupt(error) from error
