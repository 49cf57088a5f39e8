"""The files that a report shows, read when it does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from inngest_lint.files import SourceFile, UnreadableError, decode, read


class Sources(Mapping[str, SourceFile]):
    """Files by the name that findings have for them; `contents` is what is in some now."""

    def __init__(self, contents: Mapping[Path, bytes]) -> None:
        self._contents = contents
        self._known: dict[str, SourceFile] = {}

    def __getitem__(self, name: str) -> SourceFile:
        if name not in self._known:
            path = Path.cwd() / name
            data = self._contents.get(path)
            try:
                self._known[name] = decode(read(path) if data is None else data, path, name)
            except (UnreadableError, SyntaxError):
                raise KeyError(name) from None
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)
