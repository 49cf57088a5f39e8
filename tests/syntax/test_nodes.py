"""Nodes that are made quickly are those that LibCST makes; `test_parse` compares whole files."""

from __future__ import annotations

import dataclasses
from typing import Any

import libcst as cst
import pytest

from inngest_lint.syntax.nodes import COMMON, initializer, made_quickly

KINDS = pytest.mark.parametrize("kind", COMMON, ids=lambda kind: kind.__name__)


@KINDS
def test_a_node_has_the_defaults_of_libcst(
    kind: type[cst.CSTNode], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cst.CSTNode, "__post_init__", lambda _: None)
    fields = dataclasses.fields(kind)
    needed = {f.name: "given" for f in fields if f.default is f.default_factory}  # both missing
    own = kind(**needed)
    with made_quickly():
        made = kind(**needed)
    assert [shown(made, f) for f in fields] == [shown(own, f) for f in fields]


def shown(node: cst.CSTNode, field: dataclasses.Field[Any]) -> str:
    return repr(getattr(node, field.name))


@KINDS
def test_a_node_holds_what_it_is_given(kind: type[cst.CSTNode]) -> None:
    given = {field.name: object() for field in dataclasses.fields(kind)}
    with made_quickly():
        made = kind(**given)
    assert {name: getattr(made, name) for name in given} == given


def test_libcst_is_left_as_it_was() -> None:
    before = [kind.__init__ for kind in COMMON]
    with made_quickly():
        assert not set(before) & {kind.__init__ for kind in COMMON}
    assert [kind.__init__ for kind in COMMON] == before


def test_a_class_of_another_make_keeps_its_own() -> None:
    @dataclasses.dataclass(frozen=True)
    class Loose(cst.Name):
        more: int = 0  # in no slot

    class Checked(cst.Name):
        def __post_init__(self) -> None:
            raise AssertionError

    assert initializer(Loose) is initializer(Checked) is None
    assert initializer(cst.Name) is not None
