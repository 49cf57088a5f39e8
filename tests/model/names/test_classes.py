"""The attributes of classes and of their objects: `it` is the attribute that is asked for."""

from __future__ import annotations

import libcst as cst
import pytest

from inngest_lint.sdk.names import CONTEXT, STEP
from tests.model.build import bound, build

FUNCTION = '@client.create_function(fn_id="f", trigger=EVENT)\nasync def f(ctx):\n    '

MEMBERS = {
    "by position": (
        "class C:\n    def __init__(self, n, c):\n        self.c = c\n"
        "    def go(self):\n        it = self.c",
        "C(1, ctx)",
        CONTEXT,
    ),
    "by keyword": (
        "class C:\n    def __init__(self, *, c):\n        self.c = c\n"
        "    def go(self):\n        it = self.c",
        "C(c=ctx)",
        CONTEXT,
    ),
    "another parameter": (
        "class C:\n    def __init__(self, n, c):\n        self.c = n\n"
        "    def go(self):\n        it = self.c",
        "C(1, ctx)",
        "",
    ),
    "unpacked": (
        "class C:\n    def __init__(self, n, c):\n        self.n, self.c = n, c\n"
        "    def go(self):\n        it = self.c",
        "C(1, ctx)",
        CONTEXT,
    ),
    "unpacked, the other": (
        "class C:\n    def __init__(self, n, c):\n        self.n, self.c = n, c\n"
        "    def go(self):\n        it = self.n",
        "C(1, ctx)",
        "",
    ),
    "annotated assignment": (
        "class C:\n    def __init__(self, c):\n        self.c: object = c\n"
        "    def go(self):\n        it = self.c",
        "C(ctx)",
        CONTEXT,
    ),
    "a part of it": (
        "class C:\n    def __init__(self, c):\n        self.s = c.step\n"
        "    def go(self):\n        it = self.s",
        "C(ctx)",
        STEP,
    ),
    "inherited __init__": (
        "class B:\n    def __init__(self, c):\n        self.c = c\n"
        "class C(B):\n    def go(self):\n        it = self.c",
        "C(ctx)",
        CONTEXT,
    ),
    "inherited from further up": (
        "class A:\n    def __init__(self, c):\n        self.c = c\nclass B(A): ...\n"
        "class C(B):\n    def go(self):\n        it = self.c",
        "C(ctx)",
        CONTEXT,
    ),
    "super().__init__": (
        "class B:\n    def __init__(self, c):\n        self.c = c\n"
        "class C(B):\n    def __init__(self, n, c):\n        super().__init__(c)\n"
        "    def go(self):\n        it = self.c",
        "C(1, ctx)",
        CONTEXT,
    ),
    "super().__init__ by keyword": (
        "class B:\n    def __init__(self, c):\n        self.c = c\n"
        "class C(B):\n    def __init__(self, c):\n        super().__init__(c=c)\n"
        "    def go(self):\n        it = self.c",
        "C(ctx)",
        CONTEXT,
    ),
    "super().__init__ with something else": (
        "class B:\n    def __init__(self, c):\n        self.c = c\n"
        "class C(B):\n    def __init__(self, n, c):\n        super().__init__(n)\n"
        "    def go(self):\n        it = self.c",
        "C(1, ctx)",
        "",
    ),
    "None in the class, then assigned": (
        "class C:\n    c = None\n    def __init__(self, c):\n        self.c = c\n"
        "    def go(self):\n        it = self.c",
        "C(ctx)",
        CONTEXT,
    ),
    "None in one method, assigned in another": (
        "class C:\n    def __init__(self):\n        self.c = None\n"
        "    def start(self, c):\n        self.c = c\n    def go(self):\n        it = self.c",
        "C().start(ctx)",
        CONTEXT,
    ),
    "something else in the class": (
        "class C:\n    c = len\n    def __init__(self, c):\n        self.c = c\n"
        "    def go(self):\n        it = self.c",
        "C(ctx)",
        "",
    ),
    "property": (
        "class C:\n    def __init__(self, c):\n        self._c = c\n"
        "    @property\n    def c(self):\n        return self._c\n"
        "    def go(self):\n        it = self.c",
        "C(ctx)",
        CONTEXT,
    ),
    "property of a property": (
        "class C:\n    def __init__(self, c):\n        self._c = c\n"
        "    @property\n    def c(self):\n        return self._c\n"
        "    @property\n    def s(self):\n        return self.c.step\n"
        "    def go(self):\n        it = self.s",
        "C(ctx)",
        STEP,
    ),
    "inherited property": (
        "class B:\n    def __init__(self, c):\n        self._c = c\n"
        "    @property\n    def c(self):\n        return self._c\n"
        "class C(B):\n    def go(self):\n        it = self.c",
        "C(ctx)",
        CONTEXT,
    ),
    "method that is no property": (
        "class C:\n    def __init__(self, c):\n        self._c = c\n"
        "    def c(self):\n        return self._c\n    def go(self):\n        it = self.c",
        "C(ctx)",
        "",
    ),
    "from outside": (
        "class C:\n    def __init__(self, c):\n        self.c = c\ndef go(o: C):\n    it = o.c",
        "C(ctx)",
        CONTEXT,
    ),
    "object in an object": (
        "class B:\n    def __init__(self, c):\n        self.c = c\n"
        "class C:\n    def __init__(self, c):\n        self.b = B(c)\n"
        "    def go(self):\n        it = self.b.c",
        "C(ctx)",
        CONTEXT,
    ),
    "classes that hold each other": (
        "class B:\n    def __init__(self, c):\n        self.o = c.o\n"
        "class C:\n    def __init__(self, c):\n        self.o = B(self)\n"
        "    def go(self):\n        it = self.o.o.o",
        "C(ctx)",
        "",
    ),
}


@pytest.mark.parametrize(("classes", "made", "expected"), MEMBERS.values(), ids=MEMBERS)
def test_member_of_an_object(classes: str, made: str, expected: str) -> None:
    module = build(f"{classes}\n{FUNCTION}{made}", prelude=True)
    assert module.values.symbol(bound(module, "it")) == expected


CONSTANTS = {
    "plain": ("class C:\n    name = 'c'", "c"),
    "tuple": ("class C:\n    name, other = 'c', 'd'", "c"),
    "annotated: a field": ("class C:\n    name: str = 'c'", None),
    "field of a dataclass": (
        "import dataclasses\n@dataclasses.dataclass\nclass C:\n    name: str = 'c'",
        None,
    ),
    "assigned in __init__": (
        "class C:\n    name = 'c'\n    def __init__(self, name):\n        self.name = name",
        None,
    ),
    "assigned in another method": (
        "class C:\n    name = 'c'\n    def go(self):\n        self.name = 'd'",
        None,
    ),
    "annotated in __init__": (
        "class C:\n    name = 'c'\n    def __init__(self):\n        self.name: str = 'd'",
        None,
    ),
    "another attribute assigned": (
        "class C:\n    name = 'c'\n    def go(self):\n        self.other = 'd'",
        "c",
    ),
    "overridden": ("class C:\n    name = 'c'\nclass D(C):\n    name = 'd'", None),
    "not overridden": ("class C:\n    name = 'c'\nclass D(C):\n    other = 'd'", "c"),
    "in a class that inherits nothing": ("class C:\n    name = 'c'\nclass D:\n    name = 'd'", "c"),
    "bound twice": ("class C:\n    name = 'c'\n    name = 'd'", None),
    "missing": ("class C:\n    other = 'c'", None),
}


@pytest.mark.parametrize(("code", "expected"), CONSTANTS.values(), ids=CONSTANTS)
def test_constant_of_an_object(code: str, expected: str | None) -> None:
    module = build(f"{code}\ndef f(o: C):\n    it = o.name")
    text = module.texts.fold(bound(module, "it"))
    assert (text and text.constant) == expected


def test_a_name_of_the_class_itself_is_what_the_class_says() -> None:
    module = build("class C:\n    name = 'c'\nclass D(C):\n    name = 'd'\nit = C.name")
    text = module.texts.fold(bound(module, "it"))
    assert text is not None
    assert text.constant == "c"


SELVES = {
    "method": ("def m(x, y): ...", True),
    "classmethod": ("@classmethod\n    def m(x, y): ...", True),
    "staticmethod": ("@staticmethod\n    def m(x, y): ...", False),
    "property": ("@property\n    def m(x): ...", True),
    "by keyword only": ("def m(*, x): ...", False),
}


@pytest.mark.parametrize(("method", "expected"), SELVES.values(), ids=SELVES)
def test_self_is_the_first_parameter_of_a_method(method: str, expected: bool) -> None:
    module = build(f"class C:\n    {method}\ndef m2(x): ...")
    params = module.tree.all(cst.Param)
    assert module.values.is_self(params[0]) is expected
    assert not any(map(module.values.is_self, params[1:]))


OVERLOADS = {
    "overload": "from typing import overload\n",
    "typing_extensions": "from typing_extensions import overload\n",
}


@pytest.mark.parametrize("start", OVERLOADS.values(), ids=OVERLOADS)
def test_overloads_are_one_function(start: str) -> None:
    module = build(
        f"{start}@overload\ndef g(x: int): ...\n@overload\ndef g(x: str): ...\n"
        "def g(x):\n    return x\nit = g"
    )
    assert module.values.definition(bound(module, "it")) is module.tree.all(cst.FunctionDef)[-1]


def test_two_functions_of_one_name_are_none() -> None:
    module = build("from m import overload\n@overload\ndef g(x: int): ...\ndef g(x): ...\nit = g")
    assert module.values.definition(bound(module, "it")) is None


METHODS = {
    "stub": (
        "class C:\n    def m(self): raise NotImplementedError\n    def n(self): self.m()",
        True,
    ),
    "docstring": ("class C:\n    def m(self):\n        'x'\n    def n(self): self.m()", True),
    "abstract": (
        "import abc\nclass C:\n    @abc.abstractmethod\n    def m(self): g()\n"
        "    def n(self): self.m()",
        True,
    ),
    "other error": (
        "class C:\n    def m(self): raise ValueError\n    def n(self): self.m()",
        False,
    ),
    "overridden": (
        "class C:\n    def m(self): g()\n    def n(self): self.m()\n"
        "class D(C): ...\nclass E(D):\n    def m(self): h()",
        True,
    ),
    "overridden by another base": (
        "class C:\n    def m(self): g()\n    def n(self): self.m()\n"
        "class B:\n    def m(self): h()\nclass D(B, C): ...",
        True,
    ),
    "a base behind it": (
        "class C:\n    def m(self): g()\n    def n(self): self.m()\n"
        "class B:\n    def m(self): h()\nclass D(C, B): ...",
        False,
    ),
    "of super": (
        "class C:\n    def m(self): g()\n"
        "class D(C):\n    def m(self): h()\n    def n(self): super().m()",
        False,
    ),
    "not overridden": (
        "class C:\n    def m(self): g()\n    def n(self): self.m()\n"
        "class D(C):\n    def o(self): g()",
        False,
    ),
    "plain function": ("def m(): ...\nm()", False),
}


@pytest.mark.parametrize(("code", "expected"), METHODS.values(), ids=METHODS)
def test_a_method_that_a_subclass_may_have_otherwise(code: str, expected: bool) -> None:
    module = build(code)
    calls = [each for each in module.tree.all(cst.Call) if "m()" in module.tree.text(each)]
    assert [module.values.is_open(call.func) for call in calls] == [expected]
