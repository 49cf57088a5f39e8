"""What runs when the code of one file runs, on which paths, behind which tests."""

from __future__ import annotations

from inngest_lint.model.flow.aftermath import Aftermath
from inngest_lint.model.flow.awaits import Awaits
from inngest_lint.model.flow.callers import Callers
from inngest_lint.model.flow.end_flags import EndFlags
from inngest_lint.model.flow.finally_blocks import FinallyBlocks
from inngest_lint.model.flow.guards import Guards
from inngest_lint.model.flow.nesting import Nesting
from inngest_lint.model.flow.placement import Placement
from inngest_lint.model.flow.probes import Probes
from inngest_lint.model.flow.raises import Raises
from inngest_lint.model.flow.reach import Reach
from inngest_lint.model.flow.reaching import Reaching
from inngest_lint.model.flow.reactions import Reactions
from inngest_lint.model.flow.step_handlers import StepHandlers
from inngest_lint.model.flow.step_ways import StepWays
from inngest_lint.model.names.names import Names


class ControlFlow:
    """Everything that answers questions about how the code of one file runs."""

    def __init__(self, names: Names) -> None:
        self.reach = Reach(names)
        self.callers = Callers(names.tree, names.scopes, self.reach)
        self.raises = Raises(names, self.reach)
        self.reactions = Reactions(names.values)
        self.guards = Guards(names.tree, self.raises)
        self.probes = Probes(names, self.guards)
        self.reaching = Reaching(names, self.raises)
        self.step_handlers = StepHandlers(names, self.reach)
        self.nesting = Nesting(names, self.reach, self.guards, self.step_handlers)
        self.step_ways = StepWays(names, self.reach, self.nesting)
        self.awaits = Awaits(names, self.reach, self.reactions)
        self.aftermath = Aftermath(names.tree, self.reach, self.raises)
        self.placement = Placement(names, self.reach)
        flags = EndFlags(names, self.reach, self.guards)
        self.finally_blocks = FinallyBlocks(
            names, self.reach, self.step_handlers, self.placement, self.step_ways, flags
        )
