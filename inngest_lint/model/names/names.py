"""What the names and expressions of one file stand for."""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.names.bindings import Bindings
from inngest_lint.model.names.changes import Changes
from inngest_lint.model.names.constants import Constants
from inngest_lint.model.names.foreign import Foreign
from inngest_lint.model.names.holes import Holes
from inngest_lint.model.names.integers import Integers
from inngest_lint.model.names.objects import Objects
from inngest_lint.model.names.sequences import Sequences
from inngest_lint.model.names.shapes import Shapes
from inngest_lint.model.names.texts import Texts
from inngest_lint.model.names.values import Values
from inngest_lint.project.elsewhere import Elsewhere
from inngest_lint.syntax.scopes import Scopes
from inngest_lint.syntax.tree import Tree


class Names:
    """Everything that answers questions about the names of one file.

    None is asked while they are made, so that `values` can be told first what the file shows.
    """

    def __init__(self, source: cst.Module, elsewhere: Elsewhere) -> None:
        self.elsewhere = elsewhere
        self.tree = Tree(source)
        self.scopes = Scopes(self.tree)
        self.values = Values(self.tree, self.scopes)
        self.bindings = Bindings(self.scopes, self.values)
        self.changes = Changes(self.tree, self.scopes)
        holes = Holes(self.tree, self.scopes, self.values, self.changes)
        constants = Constants(self.values, self.changes, elsewhere)
        self.texts = Texts(self.tree, self.scopes, self.bindings, self.changes, holes, constants)
        self.sequences = Sequences(self.values, self.bindings, self.changes)
        self.shapes = Shapes(self.scopes, self.values, self.bindings)
        self.integers = Integers(self.values, self.bindings, elsewhere)
        self.objects = Objects(self.scopes, self.values, self.bindings, self.texts)
        self.foreign = Foreign(self.tree, self.scopes, self.values, self.texts, elsewhere)

    def names_to(self, definition: cst.FunctionDef | cst.ClassDef) -> list[str]:
        """The names that lead to a definition, its own the last."""
        around = [
            each.name.value
            for each in self.tree.ancestors(definition)
            if isinstance(each, (cst.FunctionDef, cst.ClassDef))
        ]
        return [*reversed(around), definition.name.value]
