"""The other end of guard.py: `python -m jipan.sheets.guarded BYTES` reads a workbook from stdin, writes it as Arrow.

Answer: length of the head in 8 bytes, the head as JSON, then the sheets as Arrow streams, one after the other.
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    import fastexcel

_JOB_OBJECT_LIMIT_PROCESS_MEMORY = 0x100
_JOB_OBJECT_EXTENDED_LIMIT_INFORMATION = 9
_THIS_PROCESS = -1


def main(memory: int) -> None:
    """Whatever else writes to stdout on the way goes to stderr."""
    _bound(memory)
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _answer(sys.stdin.buffer.read(), answer)
    answer.close()


def _bound(memory: int) -> None:
    if sys.platform == "win32":
        _bound_job(memory)
        return
    import resource

    # not RLIMIT_AS: what libraries reserve without using it grows with the number of processors
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _bound_job(memory: int) -> None:
    """Windows bounds what a job may commit: this process becomes one. Where it may not, only time bounds it."""
    import ctypes
    import struct

    kernel: Any = getattr(ctypes, "WinDLL")("kernel32")  # noqa: B009 - absent elsewhere, so the type checker does not know it
    kernel.CreateJobObjectW.restype = ctypes.c_void_p
    job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
    limits = struct.pack("<16xI92xQ24x", _JOB_OBJECT_LIMIT_PROCESS_MEMORY, memory)
    kernel.SetInformationJobObject(job, _JOB_OBJECT_EXTENDED_LIMIT_INFORMATION, limits, len(limits))
    kernel.AssignProcessToJobObject(job, ctypes.c_void_p(_THIS_PROCESS))


def _answer(data: bytes, out: BinaryIO) -> None:
    import fastexcel

    try:
        reader = fastexcel.read_excel(data)
        sheets = [_sheet(reader, name) for name in reader.sheet_names]
        fault = None
    except BaseException as error:  # noqa: BLE001  a panic of the Rust reader is no Exception
        sheets, fault = [], _words(error)
    head = json.dumps({"fault": fault, "sheets": [head for head, _ in sheets]}).encode()
    out.write(len(head).to_bytes(8, "little") + head)
    out.writelines(body for _, body in sheets)


def _sheet(reader: fastexcel.ExcelReader, name: str) -> tuple[dict[str, Any], bytes]:
    head: dict[str, Any] = {"name": name, "visible": True, "columns": [], "errors": [], "fault": None, "bytes": 0}
    body = b""
    try:
        from jipan.sheets.reader import text_of

        text = text_of(reader, name)
        body = _stream(text.batch)
        errors = [(error.row, error.column, error.text) for error in text.errors]
        head |= {"visible": text.visible, "columns": text.columns, "errors": errors, "bytes": len(body)}
    except BaseException as error:  # noqa: BLE001  one bad sheet must not hide the others
        head["fault"] = _words(error)
    return head, body


def _stream(batch: Any) -> bytes:  # pyarrow is imported late: the limit on memory comes first
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return bytes(sink.getvalue().to_pybytes())


def _words(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return "MemoryError"
    return next(iter(str(error).strip().splitlines()), type(error).__name__)


if __name__ == "__main__":
    main(int(sys.argv[1]))
