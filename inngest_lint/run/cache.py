"""The cache on the disk: a file for each project, and whatever is wrong with it is no error.

It holds JSON, so that reading a foreign one can do no harm, and is put in place whole, so that
several processes may share it: the last one wins.
"""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import suppress
from importlib.util import find_spec, source_hash
from pathlib import Path
from typing import Any

from inngest_lint import __version__

DIRECTORY = ".inngest_lint_cache"
_UNSEEN = 30 * 24 * 3600  # seconds after which what nobody has asked for goes


def digest(text: str) -> str:
    """A short name for a text that hardly another text has: the one by which Python tells whether
    the byte code of a module still holds. `hashlib` would load OpenSSL, a tenth of the memory.
    """
    return source_hash(text.encode(errors="surrogatepass")).hex()


class Cache:
    """What was kept of the project at `root`; `named` is the directory that the user wants."""

    def __init__(self, root: Path, named: str = "") -> None:
        self._directory = Path(os.path.abspath(named)) if named else root / DIRECTORY
        name = digest(f"{root} {_versions()}")
        self._path = self._directory / f"{name}.json"

    def load(self) -> Any:
        """What was kept; None if nothing was that can be read."""
        try:
            found = json.loads(self._path.read_bytes())
            os.utime(self._path)
        except (OSError, ValueError, RecursionError):
            return None
        return found

    def keep(self, content: Any) -> None:
        """Keeps something that JSON has a form for, if that is possible."""
        import tempfile  # it loads a lot, and most runs keep nothing new

        with suppress(OSError):
            self._directory.mkdir(parents=True, exist_ok=True)
            self._mark()
            handle, temporary = tempfile.mkstemp(prefix="new.", dir=self._directory)
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    json.dump(content, file, separators=(",", ":"))
                os.replace(temporary, self._path)
            finally:
                with suppress(FileNotFoundError):
                    os.remove(temporary)
            self._forget()

    def _mark(self) -> None:
        """Tells git and backups that nothing here is of worth."""
        for name, text in (
            (".gitignore", "*\n"),
            ("CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n"),
        ):
            if not (self._directory / name).exists():
                (self._directory / name).write_text(text, encoding="ascii")

    def _forget(self) -> None:
        """Removes what has not been asked for in a long time."""
        oldest = time.time() - _UNSEEN
        for path in (*self._directory.glob("*.json"), *self._directory.glob("new.*")):
            with suppress(OSError):
                if path.stat().st_mtime < oldest:
                    path.unlink()


def _versions() -> str:
    """What else decides what is found in the same code; LibCST's is read, not imported."""
    libcst = ""
    found = find_spec("libcst")
    if found is not None and found.origin is not None:
        with suppress(OSError):
            libcst = Path(found.origin).with_name("_version.py").read_text(encoding="utf-8")
    return f"{__version__} {libcst} {sys.version}"
