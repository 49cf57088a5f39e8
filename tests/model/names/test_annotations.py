"""What an annotation tells of the object: `it` is a parameter, a name or an attribute with one."""

from __future__ import annotations

import pytest

from inngest_lint.model.names.value import Instance, Symbol
from inngest_lint.sdk.names import CLIENT, CONTEXT, STEP
from tests.model.build import bound, build

SETUP = """
import typing
from typing import Annotated, Optional, Union
import typing_extensions
import inngest
import inngest as ing
from inngest import Context, ContextSync, Step, StepSync
from app import Other

Alias = inngest.Context

class C: ...
"""

TYPES = {
    "plain": ("Context", CONTEXT),
    "dotted": ("ing.ContextSync", CONTEXT),
    "step": ("StepSync", STEP),
    "client": ("inngest.Inngest", CLIENT),
    "alias": ("Alias", CONTEXT),
    "quoted": ("'Context'", CONTEXT),
    "quoted and dotted": ("'ing.Context'", CONTEXT),
    "union of both contexts": ("Context | ContextSync", CONTEXT),
    "union with None": ("Context | None", CONTEXT),
    "None first": ("None | Context", CONTEXT),
    "union of three": ("Context | ContextSync | None", CONTEXT),
    "Union": ("Union[Context, ContextSync]", CONTEXT),
    "Union, dotted": ("typing.Union[Context, None]", CONTEXT),
    "Union of three": ("Union[Context, ContextSync, None]", CONTEXT),
    "Optional": ("Optional[Step]", STEP),
    "Optional of a Union": ("Optional[Union[Context, ContextSync]]", CONTEXT),
    "quoted union": ("'Context | None'", CONTEXT),
    "quoted union of both": ("'Context|ContextSync'", CONTEXT),
    "quoted in a union": ("Union['Context', None]", CONTEXT),
    "Annotated": ("Annotated[Context, 'x', 3]", CONTEXT),
    "Annotated of typing_extensions": ("typing_extensions.Annotated[Context, 1]", CONTEXT),
    "Annotated of a union": ("Annotated[Context | None, 1]", CONTEXT),
    "union with another type": ("Context | Other", ""),
    "Union with another type": ("Union[Context, Step]", ""),
    "quoted union with another type": ("'Context | Other'", ""),
    "quoted and unknown": ("'Nobody'", ""),
    "quoted and unreadable": ("'a b'", ""),
    "empty": ("''", ""),
    "imported": ("Other", "app.Other()"),
    "list": ("list[Context]", "builtins.list()"),
    "sum of numbers": ("1 + 2", ""),
    "Any": ("typing.Any", ""),
    "class of a type": ("type[Other]", ""),
    "any class": ("type", ""),
}


@pytest.mark.parametrize(("annotation", "expected"), TYPES.values(), ids=TYPES)
def test_parameter(annotation: str, expected: str) -> None:
    module = build(f"{SETUP}\ndef f(x: {annotation}):\n    it = x")
    assert module.values.symbol(bound(module, "it")) == expected


PLACES = {
    "name": "x: Context\nit = x",
    "name with an unknown value": "x: Context = unknown()\nit = x",
    "attribute of a class": "class D:\n    x: Context\nit = D().x",
    "return": "def g() -> Context: ...\nit = g()",
    "return of a property": "class D:\n    @property\n    def x(self) -> Context: ...\nit = D().x",
    "Final": "x: typing.Final[Context]\nit = x",
    "keyword only": "def g(*, x: Context):\n    it = x",
    "with a default": "def g(x: Context = None):\n    it = x",
}


@pytest.mark.parametrize("code", PLACES.values(), ids=PLACES)
def test_place(code: str) -> None:
    module = build(f"{SETUP}\n{code}")
    assert module.values.of(bound(module, "it")) == Symbol(CONTEXT)


@pytest.mark.parametrize("annotation", ["C", "'C'", "C | None", "Optional[C]", "'C | None'"])
def test_a_class_of_the_file(annotation: str) -> None:
    module = build(f"{SETUP}\ndef f(x: {annotation}):\n    it = x")
    assert isinstance(module.values.of(bound(module, "it")), Instance)


@pytest.mark.parametrize("annotation", ["type[C]", "typing.Type[C]", "type[C] | None"])
def test_an_object_of_a_class_that_is_given(annotation: str) -> None:
    module = build(f"{SETUP}\ndef f(x: {annotation}):\n    it = x()")
    assert isinstance(module.values.of(bound(module, "it")), Instance)


def test_the_value_counts_before_the_annotation() -> None:
    module = build(f"{SETUP}\nx: Context = len\nit = x")
    assert module.values.symbol(bound(module, "it")) == "builtins.len"
