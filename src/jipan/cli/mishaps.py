"""What the system refuses, put as errors that a user can mend: no right to write, a full disk, a name that cannot be."""

from __future__ import annotations

import errno

from jipan.errors import BadFile, BadStore, JipanError

_DENIED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_NO_PLACE = frozenset({errno.EEXIST, errno.EISDIR, errno.ENAMETOOLONG, errno.ENOTDIR})


def as_told(error: Exception) -> JipanError | None:
    """The error as a user can mend it; None where it is a fault of ours."""
    if isinstance(error, OSError):
        return _of_system(error)
    from jipan.store import was_full

    return BadStore("base_disk_full") if was_full(error) else None


def _of_system(error: OSError) -> JipanError | None:
    path = error.filename or "stdout"
    if error.errno in _DENIED:
        return BadFile("no_access", path=path)
    if error.errno in _FULL:
        return BadFile("disk_full", path=path)
    return BadFile("no_place", path=path) if error.errno in _NO_PLACE else None
