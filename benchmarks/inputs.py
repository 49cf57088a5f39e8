"""What the tools are run on: trees and files made of code that everybody has."""

from __future__ import annotations

import itertools
import shutil
import sysconfig
from collections.abc import Iterator, Sequence
from pathlib import Path

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
_LEFT_OUT = frozenset({"site-packages", "build", "dist", "venv"})  # by ruff, and by us
_LARGE = 500_000  # bytes; such a file decides alone how long a tool takes


def plain_files(count: int) -> Iterator[tuple[Path, Path]]:
    """So many files without Inngest and a name for each: the standard library, then packages.

    Where there are fewer they come again in another directory.
    """
    roots = {name: Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib")}
    found = [
        (path, Path(name) / path.relative_to(root))
        for name, root in roots.items()
        for path in sorted(root.rglob("*.py"))
        if not _LEFT_OUT.intersection(path.relative_to(root).parts)
        and path.stat().st_size < _LARGE
        and b"inngest" not in path.read_bytes()
    ]
    again = ((path, Path(f"copy{n}") / name) for n in itertools.count() for path, name in found)
    yield from itertools.islice(again, count)


def inngest_files(count: int) -> list[Path]:
    """So many files with Inngest functions: the good fixtures, again and again."""
    found = sorted(FIXTURES.glob("*/ING*/good*.py"))
    return list(itertools.islice(itertools.cycle(found), count))


def make_tree(root: Path, plain: int, inngest: int) -> Path:
    """A project with so many files of either kind."""
    for path, name in plain_files(plain):
        _copy(path, root / "code" / name)
    for number, path in enumerate(inngest_files(inngest)):
        _copy(path, root / "jobs" / f"job{number}.py")
    (root / ".inngest-lint.toml").write_text("")
    return root


def make_file(path: Path, lines: int) -> Path:
    """An Inngest file of about so many lines: a function of the demo again and again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text: list[str] = []
    for each in _functions():
        text += each
        if len(text) >= lines:
            break
    head = ["import datetime", "import inngest", "", 'client = inngest.Inngest(app_id="app")']
    path.write_text("\n".join([*head, *text, ""]))
    return path


def _functions() -> Iterator[Sequence[str]]:
    """The code of one function of the demo again and again, under other names."""
    lines = (FIXTURES / "app_fixed" / "functions" / "invoices_sync.py").read_text().splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith("@"))
    body = "\n".join(lines[first:]).replace("@inngest_client", "@client")
    for number in itertools.count():
        yield ["", "", *body.replace("invoices", f"invoices{number}").splitlines()]


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
