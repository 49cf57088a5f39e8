"""Nodes that are made quickly are those that LibCST makes; `test_parse` compares whole files."""

from __future__ import annotations

import dataclasses
import importlib
from typing import Any

import libcst as cst
import pytest

from inngest_lint.syntax.nodes import COMMON, SHARED, made_quickly, maker

KINDS = pytest.mark.parametrize("kind", COMMON, ids=lambda kind: kind.__name__)


@KINDS
def test_a_node_has_the_defaults_of_libcst(
    kind: type[cst.CSTNode], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cst.CSTNode, "__post_init__", lambda _: None)
    fields = dataclasses.fields(kind)
    needed = {f.name: "given" for f in fields if f.default is f.default_factory}  # both missing
    own = kind(**needed)
    made = quickly(kind, **needed)
    assert [shown(made, f) for f in fields] == [shown(own, f) for f in fields]


def quickly(kind: type[cst.CSTNode], **given: Any) -> cst.CSTNode:
    """A node made of what the parser finds for a class."""
    with made_quickly():
        found = getattr(importlib.import_module("libcst"), kind.__name__)
    assert found is not kind
    made = found(**given)
    assert type(made) is kind
    return made


def shown(node: cst.CSTNode, field: dataclasses.Field[Any]) -> str:
    return repr(getattr(node, field.name))


@KINDS
def test_a_node_holds_what_it_is_given(kind: type[cst.CSTNode]) -> None:
    given = {field.name: object() for field in dataclasses.fields(kind)}
    made = quickly(kind, **given)
    assert {name: getattr(made, name) for name in given} == given


def test_libcst_is_left_as_it_was() -> None:
    before = dict(vars(cst))
    with made_quickly():
        assert importlib.import_module("libcst") is not cst
        assert vars(cst) == before
    assert importlib.import_module("libcst") is cst
    assert vars(cst) == before


def test_only_what_says_the_same_is_one_node() -> None:
    with made_quickly():
        module = cst.parse_module("a = 1\nb  = 1\n")
    first, second = (line.body[0] for line in module.body)  # type: ignore[union-attr]
    ones, others = first.targets[0], second.targets[0]
    assert ones.whitespace_after_equal is others.whitespace_after_equal
    assert ones.whitespace_before_equal is not others.whitespace_before_equal
    assert first.value is not second.value


def test_nodes_are_shared_within_a_file_alone() -> None:
    files = []
    for _ in range(2):
        with made_quickly():
            files.append(cst.parse_module("a = 1\n"))
    one, other = (module.body[0].trailing_whitespace.newline for module in files)  # type: ignore[union-attr]
    assert type(one) in SHARED
    assert one is not other


def test_a_class_of_another_make_keeps_its_own() -> None:
    @dataclasses.dataclass(frozen=True)
    class Loose(cst.Name):
        more: int = 0  # in no slot

    class Checked(cst.Name):
        def __post_init__(self) -> None:
            raise AssertionError

    assert maker(Loose) is maker(Checked) is None
    assert maker(cst.Name) is not None
