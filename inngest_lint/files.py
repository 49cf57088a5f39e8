"""From a path to a source: what is on disk, and how bytes become text."""

from __future__ import annotations

import codecs
import io
import os
import re
import stat
import tokenize
from dataclasses import dataclass
from pathlib import Path

GATE = b"inngest"  # a file without this word has no Inngest function
_WHERE_REACHED = "gather", "step."  # what else the rules judge, in code that a function runs
NEWLINE = re.compile(r"\r\n?|\n")


class UnreadableError(Exception):
    """A path that cannot be checked; the message is one sentence for the user."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to check: where it is, what to call it, and its text as on disk.

    `encoding` is that of its bytes; it says as well whether they begin with a BOM.
    """

    path: Path
    name: str
    text: str
    encoding: str = "utf-8"

    @property
    def lines(self) -> list[str]:
        """The lines with their ends, as Python counts them."""
        return io.StringIO(self.text, newline=None).readlines()


def display_name(path: Path) -> str:
    """The path relative to the current directory if it lies below it."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def passes_gate(data: bytes) -> bool:
    """Whether a file can hold anything the rules judge."""
    return GATE in data


def may_be_reached(text: bytes | str) -> bool:
    """Whether a file that does not pass may hold what rules judge where a function reaches it."""
    if isinstance(text, bytes):
        return any(word.encode() in text for word in _WHERE_REACHED)
    return any(word in text for word in _WHERE_REACHED)


def is_directory(path: Path, name: str) -> bool:
    """Whether a path is a directory, not a file; raises UnreadableError if it is neither."""
    try:
        mode = os.stat(path).st_mode
    except OSError as error:
        raise unreadable(name, error) from None
    if not stat.S_ISDIR(mode) and not stat.S_ISREG(mode):  # reading a pipe could last for ever
        raise UnreadableError(f"{name}: neither a file nor a directory")
    return stat.S_ISDIR(mode)


def read(path: Path) -> bytes:
    """The bytes of a file; raises UnreadableError."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise unreadable(display_name(path), error) from None


def unreadable(name: str, error: OSError) -> UnreadableError:
    """What to tell the user of an error of the operating system."""
    return UnreadableError(f"{name}: {(error.strerror or str(error)).lower()}")


def decode(data: bytes, path: Path, name: str) -> SourceFile:
    """The source in `data`, in the encoding its BOM or cookie declares.

    Raises SyntaxError, with a message that names the first byte that does not fit.
    """
    encoding = _encoding(data, name)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        # not `data`: the codec for a file with a BOM does not count the BOM
        before = error.object[: error.start].decode(encoding, "replace")
        byte = error.object[error.start]
        message = f"byte 0x{byte:02x} is not valid {encoding.removesuffix('-sig')}"
        raise _fault(message, name, before) from None
    except (LookupError, UnicodeError):  # a codec, but not one for text
        raise SyntaxError(f"unusable encoding: {encoding}", (name, 1, 1, None)) from None
    if "\0" in text:
        message = "source code cannot contain null bytes"
        raise _fault(message, name, text[: text.index("\0")])
    return SourceFile(path, name, text, encoding)


def _encoding(data: bytes, name: str) -> str:
    try:
        return tokenize.detect_encoding(io.BytesIO(data).readline)[0]
    except SyntaxError as error:
        if "missing" in error.msg:  # no cookie: decoding will name the byte
            return "utf-8"
        message = error.msg
        if data.startswith(codecs.BOM_UTF8):
            message = "the file begins with a UTF-8 BOM but declares another encoding"
        row = 1 if b"coding" in data.splitlines()[0] else 2
        raise SyntaxError(message, (name, row, 1, None)) from None


def _fault(message: str, name: str, before: str) -> SyntaxError:
    """The error for the character that follows `before`."""
    lines = NEWLINE.split(before)
    return SyntaxError(message, (name, len(lines), len(lines[-1]) + 1, None))
