"""Functions of which the file alone tells that JSON has a form for what they give."""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.names.calls import parameters
from inngest_lint.model.names.names import Names
from inngest_lint.project.outputs.operators import TELLING_METHODS
from inngest_lint.sdk.json_types import NUMBERS, may_tell
from inngest_lint.syntax.scopes import Kind
from inngest_lint.syntax.tree import walk

_STRINGS = frozenset({cst.SimpleString, cst.FormattedString})
_NAMED_CODE = frozenset({Kind.IMPORT, Kind.DEFINITION})
_TARGETS = frozenset({cst.Name, cst.Tuple})
# What code can be made of that gives nothing but what its names give.
_HARMLESS = frozenset(
    {
        *(cst.IndentedBlock, cst.SimpleStatementSuite, cst.SimpleStatementLine, cst.Expr),
        *(cst.Assign, cst.Return, cst.Raise, cst.Pass, cst.If, cst.Else, cst.For),
        *(cst.Parameters, cst.Param, cst.ParamStar, cst.Annotation),
        *(cst.Await, cst.Call, cst.Arg, cst.Subscript, cst.SubscriptElement, cst.Index),
        *(cst.IfExp, cst.BooleanOperation, cst.UnaryOperation),
        *(cst.Comparison, cst.ComparisonTarget, cst.List, cst.Dict, cst.Element, cst.Integer),
        *(cst.FormattedString, cst.FormattedStringText, cst.FormattedStringExpression),
    }
)


class PlainCode:
    """Reads the functions of one file: a cheap question to ask before the project follows values.

    Whatever is in the code of a function counts, whether it reaches what the function gives or not.
    """

    def __init__(self, names: Names) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._elsewhere = names.elsewhere

    def is_plain(self, function: cst.FunctionDef) -> bool:
        """Whether neither its code nor that of helpers has anything of which more is to be told."""
        seen: set[int] = set()
        waiting = [function]
        while waiting:
            at = waiting.pop()
            if id(at) not in seen:
                seen.add(id(at))
                helpers = self._helpers(at)
                if helpers is None:
                    return False
                waiting += helpers
        return True

    def _helpers(self, function: cst.FunctionDef) -> list[cst.FunctionDef] | None:
        """The functions of the file that the code of one calls; None if it is not plain."""
        if function.decorators or any(map(self._values.is_self, parameters(function))):
            return None
        found: list[cst.FunctionDef] = []
        known: set[str] = set()
        for part in (function.returns, function.params, function.body):
            for node in walk(part) if part is not None else ():
                if type(node) is not cst.Name:
                    if node.__class__ not in _HARMLESS and not self._is_harmless(node, part):
                        return None
                elif node.value not in known and not self._scopes.is_written(node):
                    helper = self._called(node)
                    if helper is not None:
                        found.append(helper)
                        continue
                    is_result = part is function.returns
                    if not (self._is_own(node, function) or self._is_foreign(node, is_result)):
                        return None
                    known.add(node.value)
        return found

    def _is_harmless(self, node: cst.CSTNode, part: cst.CSTNode | None) -> bool:
        """Whether a node of the rarer kinds tells nothing, which stands in a part of a function."""
        if type(node) is cst.Attribute:
            return node.attr.value not in TELLING_METHODS
        if type(node) is cst.SimpleString:  # elsewhere it may be a quoted type
            return "b" not in node.prefix and type(part) not in (cst.Annotation, cst.Parameters)
        if type(node) is cst.DictElement:
            return node.key.__class__ in _STRINGS
        if type(node) is cst.AssignTarget:
            return node.target.__class__ in _TARGETS
        return type(node) is cst.Tuple and type(self._tree.parent(node)) is cst.AssignTarget

    def _is_own(self, name: cst.Name, function: cst.FunctionDef) -> bool:
        """Whether a name is a variable of the function, of whose values all stand in it."""
        bindings = self._scopes.of_name(name)
        return bool(bindings) and all(
            each.kind not in _NAMED_CODE and self._tree.contains(function, each.node)
            for each in bindings
        )

    def _called(self, name: cst.Name) -> cst.FunctionDef | None:
        """The function of the file that is called under a name, and awaited if it is async."""
        call = self._tree.parent(name)
        helper = self._values.definition(name) if type(call) is cst.Call else None
        if type(helper) is not cst.FunctionDef or type(call) is not cst.Call:
            return None
        waits = helper.asynchronous is None or type(self._tree.parent(call)) is cst.Await
        return helper if call.func is name and waits else None

    def _is_foreign(self, name: cst.Name, is_result: bool) -> bool:
        """Whether a name is of code that nobody knows, or of which nothing is to be told."""
        if any(each.kind is not Kind.IMPORT for each in self._scopes.of_name(name)):
            return False
        symbol = self._values.symbol(name)
        if not symbol:
            return name.value in ("None", "True", "False")
        if may_tell(symbol) or (is_result and symbol in NUMBERS):
            return False
        return self._elsewhere.meaning(symbol) is None
