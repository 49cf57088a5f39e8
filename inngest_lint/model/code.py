"""What can be asked of the code of one file."""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.aftermath import Aftermath
from inngest_lint.model.bindings import Bindings
from inngest_lint.model.changes import Changes
from inngest_lint.model.contexts import propagate
from inngest_lint.model.declarations import find_declarations
from inngest_lint.model.gathers import Gathers
from inngest_lint.model.holes import Holes
from inngest_lint.model.placement import Placement
from inngest_lint.model.raises import Raises
from inngest_lint.model.reach import Reach
from inngest_lint.model.sends import Sends
from inngest_lint.model.sequences import Sequences
from inngest_lint.model.steps import StepIds
from inngest_lint.model.texts import Texts
from inngest_lint.model.triggers import Triggers
from inngest_lint.model.values import Values
from inngest_lint.settings import Settings
from inngest_lint.syntax.scopes import Scopes
from inngest_lint.syntax.tree import Tree


class Code:
    """A parsed file with everything that answers questions about it; it does not change."""

    def __init__(self, source: cst.Module, settings: Settings) -> None:
        self.settings = settings
        self.tree = Tree(source)
        self.scopes = Scopes(self.tree)
        self.values = Values(self.tree, self.scopes)
        self.bindings = Bindings(self.scopes, self.values)
        self.reach = Reach(self.tree, self.scopes, self.values, self.bindings)
        self.declarations = find_declarations(self.tree, self.scopes, self.values, self.bindings)
        propagate(self.tree, self.scopes, self.values, self.reach)

        changes = Changes(self.tree, self.scopes)
        holes = Holes(self.tree, self.scopes, self.values, changes)
        self.texts = Texts(self.tree, self.scopes, self.bindings, changes, holes)
        self.sequences = Sequences(self.values, self.bindings, changes)
        self.triggers = Triggers(self.values, self.bindings, self.texts, self.sequences)
        self.sends = Sends(self.scopes, self.values, self.bindings, self.texts, self.reach)
        self.step_ids = StepIds(self.tree, self.values, self.texts, self.reach)
        self.raises = Raises(self.values, self.reach)
        self.aftermath = Aftermath(self.tree, self.reach, self.raises)
        self.placement = Placement(self.tree, self.scopes, self.values, self.reach)
        self.gathers = Gathers(self.tree, self.values, self.bindings, changes, self.sequences)
