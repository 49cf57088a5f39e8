"""Findings as a run holds them and the cache keeps them: JSON, compressed, opened file by file.

Those of a file with many, fixes and all, take five times what its text does, and a third of it
like this.
"""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, TypeAlias

from inngest_lint.finding import Edit, Finding, Fix, Location, Related, order

_Part: TypeAlias = list[Any]
_PATH = itemgetter(0)
_MOST = 1 << 28  # bytes of what one file can have; what opens to more is no work of ours


class Packed:
    """Findings in order, each of them once; `has_failed` is whether the tool did in one of them."""

    __slots__ = ("_packs", "has_failed")

    def __init__(self, findings: Iterable[Finding] = ()) -> None:
        by_path: dict[str, list[Finding]] = {}
        for finding in findings:
            by_path.setdefault(finding.path, []).append(finding)
        self._packs = [(path, _packed(found)) for path, found in by_path.items()]
        self.has_failed = any(map(_is_failure, chain.from_iterable(by_path.values())))

    def __bool__(self) -> bool:
        return bool(self._packs)

    def __iter__(self) -> Iterator[Finding]:
        for path, packs in groupby(sorted(self._packs), key=_PATH):
            found = {finding for _, pack in packs for finding in _opened(path, pack)}
            yield from sorted(found, key=order)

    def add(self, other: Packed) -> None:
        """Adds others, of which it may have some already."""
        self._packs += other._packs
        self.has_failed |= other.has_failed

    def to_json(self) -> list[tuple[str, str]]:
        """Itself as JSON has it."""
        return [(path, b64encode(pack).decode("ascii")) for path, pack in self._packs]

    @classmethod
    def from_json(cls, kept: list[tuple[str, str]]) -> Packed:
        """What `to_json` was made of; raises TypeError or ValueError if it was something else."""
        packed = cls()
        packed._packs = [(str(path), b64decode(pack, validate=True)) for path, pack in kept]
        packed.has_failed = sum(map(_is_failure, packed)) > 0  # opens them all
        return packed


def _is_failure(finding: Finding) -> bool:
    return finding.code == "ING003"


def _packed(findings: Iterable[Finding]) -> bytes:
    text = json.dumps([_parts(finding) for finding in findings], separators=(",", ":"))
    return zlib.compress(text.encode("ascii"), 1)


def _opened(path: str, pack: bytes) -> Iterator[Finding]:
    try:
        found = json.loads(zlib.decompressobj().decompress(pack, _MOST))
    except (zlib.error, RecursionError) as error:
        raise ValueError(str(error)) from error
    return (_finding(path, *parts) for parts in found)


def _parts(finding: Finding) -> _Part:
    fix = finding.fix
    return [
        _span(finding),
        finding.code,
        finding.name,
        finding.kind,
        finding.message,
        [[_span(each), each.message, each.path] for each in finding.related],
        fix
        and [
            fix.applicability,
            fix.message,
            [[_span(each), each.content, each.path] for each in fix.edits],
        ],
    ]


def _finding(
    path: str,
    span: _Part,
    code: str,
    name: str,
    kind: Any,
    message: str,
    related: list[_Part],
    fix: _Part | None,
) -> Finding:
    others = tuple(Related(text, *_ends(*at), name) for at, text, name in related)
    change = None if fix is None else _fix(*fix)
    return Finding(code, name, kind, message, path, *_ends(*span), others, change)


def _fix(applicability: Any, message: str, edits: list[_Part]) -> Fix:
    changes = tuple(Edit(*_ends(*at), content, path) for at, content, path in edits)
    return Fix(applicability, message, changes)


def _span(at: Finding | Related | Edit) -> _Part:
    start, end = at.location, at.end_location
    return [start.row, start.column, end.row, end.column]


def _ends(row: int, column: int, end_row: int, end_column: int) -> tuple[Location, Location]:
    return Location(row, column), Location(end_row, end_column)
