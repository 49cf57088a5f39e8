"""Real code without Inngest functions gives no findings, and none of it crashes a rule."""

from __future__ import annotations

from pathlib import Path

import fastapi
import inngest
import pytest

from inngest_lint.codes import RULES
from inngest_lint.engine import check
from inngest_lint.files import decode
from inngest_lint.settings import Settings
from tests.syntax.sources import FILES, name

INNGEST = Path(inngest.__file__).parent
FASTAPI = Path(fastapi.__file__).parent

# The SDK's own tests make functions that only an event starts and that tell nobody of a failure,
# and show what it refuses.
IN_THE_SDK = {
    "_internal/comm_lib/handler_test.py": [
        *(("ING202", 53), ("ING101", 55)),
        *(("ING202", 113), ("ING101", 115)),
        *(("ING202", 158), ("ING101", 160)),
    ],
    "_internal/function_test.py": [
        *(("ING202", 21), ("ING111", 22), ("ING101", 24)),
        *(("ING202", 47), ("ING111", 48), ("ING101", 50)),
    ],
}


def found(path: Path) -> list[tuple[str, int]]:
    source = decode(path.read_bytes(), path, path.name)
    result = check(source, Settings(), frozenset(RULES))
    return [(finding.code, finding.location.row) for finding in result.findings]


def sources(package: Path) -> list[object]:
    paths = sorted(package.rglob("*.py"))
    return [pytest.param(path, id=path.relative_to(package).as_posix()) for path in paths]


@pytest.mark.parametrize("path", FILES, ids=name)
def test_the_standard_library_has_no_findings(path: Path) -> None:
    assert found(path) == []


@pytest.mark.parametrize("path", sources(FASTAPI))
def test_fastapi_has_no_findings(path: Path) -> None:
    assert found(path) == []


@pytest.mark.parametrize("path", sources(INNGEST))
def test_the_sdk_has_no_other_findings(path: Path) -> None:
    assert found(path) == IN_THE_SDK.get(path.relative_to(INNGEST).as_posix(), [])
