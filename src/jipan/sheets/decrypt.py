"""Opening with a password, if msoffcrypto-tool is installed."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

from jipan.errors import BadFile

if TYPE_CHECKING:
    from jipan.sheets.source import Source


EVERYBODYS = "VelvetSweatshop"
"""Excel encrypts a write-protected workbook with this password and opens it without asking; so does jipan."""


def decrypted(source: Source, password: str | None) -> Source:
    """The same file without its password, in memory.

    Raises BadFile: encrypted (no password given), password_wrong (or a cipher that nobody knows), decrypt_missing.
    """
    try:
        return replace(source, content=_content(source, password or EVERYBODYS))
    except ImportError:
        raise BadFile("decrypt_missing" if password else "encrypted", path=source.path) from None
    except Exception:  # noqa: BLE001  msoffcrypto raises whatever its parsers raise
        raise BadFile("password_wrong" if password else "encrypted", path=source.path) from None


def _content(source: Source, password: str) -> bytes:
    import msoffcrypto

    out = io.BytesIO()
    with source.open() as file:
        office = msoffcrypto.OfficeFile(file)
        checks = {"verify_password": True} if office.format == "ooxml" else {}  # the xls formats check it anyway
        office.load_key(password=password, **checks)
        office.decrypt(out)
    return out.getvalue()
