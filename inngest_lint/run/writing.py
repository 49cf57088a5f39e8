"""Fixed files as what the user gets: on the disk, or as a diff."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from difflib import diff_bytes, unified_diff
from pathlib import Path

from inngest_lint.files import UnreadableError, display_name, read, unreadable

_LINE = re.compile(rb"[^\n]*\n|[^\n]+")


def write(path: Path, before: bytes, after: bytes) -> None:
    """Puts new bytes in the place of those of a file, whole or not at all; its mode stays.

    A link stays one: what it leads to is written. Raises UnreadableError, also where the file is no
    longer what it was.
    """
    real = Path(os.path.realpath(path))
    if read(path) != before:
        raise UnreadableError(f"{display_name(path)}: changed while it was checked; not fixed")
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{real.name}.", dir=real.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(after)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(real, temporary)
        os.replace(temporary, real)
    except OSError as error:
        raise unreadable(display_name(path), error) from None
    finally:
        if temporary:
            with suppress(FileNotFoundError):
                os.remove(temporary)


def diff(path: Path, before: bytes, after: bytes) -> bytes:
    """A unified diff of a file, by the path that git takes in the current directory."""
    name = display_name(path).replace(os.sep, "/").encode(errors="surrogateescape")
    end = b"\t" if b" " in name else b""  # as git does: else the name would end at the blank
    old, new = (b"/".join((side, name)) + end for side in (b"a", b"b"))
    lines = diff_bytes(
        unified_diff, _LINE.findall(before), _LINE.findall(after), old, new, lineterm=b"\n"
    )
    return b"".join(_ended(lines))


def _ended(lines: Iterator[bytes]) -> Iterator[bytes]:
    """The lines, and a mark behind one that ends a file without a newline."""
    for line in lines:
        yield line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n"
