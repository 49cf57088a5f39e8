"""What several test modules use."""

from __future__ import annotations

import pytest

from inngest_lint.project.code import trees


@pytest.fixture(params=["kept", "let go"])
def syntax_trees(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test for trees of modules that stay, and for those that are read again each time."""
    if request.param == "let go":
        monkeypatch.setattr(trees, "_MOST", 1)
