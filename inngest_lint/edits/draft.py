"""A fix in the making, by nodes of the file under check."""

from __future__ import annotations

import libcst as cst

from inngest_lint.edits import imports
from inngest_lint.edits.sheet import Sheet
from inngest_lint.edits.text_draft import TextDraft, UnfixableError
from inngest_lint.model.module import Module
from inngest_lint.once import cached_property
from inngest_lint.syntax.offsets import Offsets
from inngest_lint.syntax.scopes import Binding, Kind


class NodeSheet(Sheet):
    """The file under check, with the model of its code; raises LossyError."""

    def __init__(self, code: Module, text: str) -> None:
        super().__init__(text, code.facts, code.project.modules)
        self.code = code
        self.offsets = Offsets(code.tree.module, text)


class Draft(TextDraft):
    """The edits of one fix in the file under check; what it writes fits the style of the file."""

    def __init__(self, sheet: NodeSheet) -> None:
        super().__init__(sheet)
        self.code = sheet.code
        self.offsets = sheet.offsets
        self._added: set[tuple[str, str]] = set()

    def source(self, node: cst.CSTNode) -> str:
        """The text of a node, its parentheses included."""
        start, end = self.offsets[node]
        return self.text[start:end]

    def put(self, node: cst.CSTNode, text: str) -> None:
        """Puts `text` in the place of a node."""
        self.replace(*self.offsets[node], text)

    def before(self, node: cst.CSTNode, text: str) -> None:
        """Puts `text` right before a node."""
        self.insert(self.offsets[node][0], text)

    def behind(self, node: cst.CSTNode, text: str) -> None:
        """Puts `text` right behind a node."""
        self.insert(self.offsets[node][1], text)

    def reach(self, symbol: str, at: cst.CSTNode) -> str:
        """An expression for a symbol such as `inngest.StepError` at a node; imports it if need be.

        Raises UnfixableError where a name that it needs means something else there.
        """
        module, _, name = symbol.rpartition(".")
        if module == "builtins":
            self.want_free(name, at)
            return name
        for wanted, rest in ((symbol, ""), (module, f".{name}")):
            for binding, alias in self._imported.get(wanted, ()):
                if self._is_meant(binding, at, alias):
                    return f"{binding}{rest}"
        if any(self.code.values.imported(each).rpartition(".")[0] == module for each in self._from):
            self._import(at, name, module, name)
            return name
        self._import(at, module.partition(".")[0], module)
        return symbol

    def _import(self, at: cst.CSTNode, binding: str, module: str, name: str = "") -> None:
        self.want_free(binding, at)
        if (module, name) not in self._added:
            self._added.add((module, name))
            imports.add(self, module, name)

    def want_free(self, name: str, at: cst.CSTNode) -> None:
        """Raises UnfixableError where a name means something already."""
        if self._meant(name, at):
            raise UnfixableError(f"'{name}' means something else here")

    def _is_meant(self, name: str, at: cst.CSTNode, alias: cst.ImportAlias) -> bool:
        """Whether an import is what a name means at a node, and nothing but an import is."""
        found = self._meant(name, at)
        is_import = all(each.kind is Kind.IMPORT for each in found)
        return is_import and any(each.node is alias for each in found)

    def _meant(self, name: str, at: cst.CSTNode) -> list[Binding]:
        """What a name can mean at a node."""
        return self.code.scopes.lookup(name, self.code.scopes.scope_of(at))

    @cached_property
    def _imported(self) -> dict[str, list[tuple[str, cst.ImportAlias]]]:
        """What imports bind on which the code can rely, by the symbols that the names stand for."""
        found: dict[str, list[tuple[str, cst.ImportAlias]]] = {}
        for alias in self.code.tree.all(cst.ImportAlias):
            if not self._is_for_types(alias):
                symbol, name = self.code.values.imported(alias), alias.evaluated_alias
                if name is None and isinstance(self.code.tree.parent(alias), cst.Import):
                    symbol = name = symbol.partition(".")[0]  # `import a.b` binds `a`
                found.setdefault(symbol, []).append((name or alias.evaluated_name, alias))
        return found

    @property
    def _from(self) -> list[cst.ImportAlias]:
        """The names that `from … import …` brings at the top of the file."""
        return [
            alias
            for statement in self.code.tree.all(cst.ImportFrom)
            if not isinstance(statement.names, cst.ImportStar)
            and self.code.scopes.scope_of(statement) is self.code.tree.module
            and not self._is_for_types(statement)
            for alias in statement.names
        ]

    def _is_for_types(self, node: cst.CSTNode) -> bool:
        return any(
            isinstance(above, cst.If)
            and self.code.values.symbol(above.test) == "typing.TYPE_CHECKING"
            for above in self.code.tree.ancestors(node)
        )
