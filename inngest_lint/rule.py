"""What a rule is and what it yields.

A rule keeps no state: it asks the model and yields faults that name nodes. The engine makes
findings of them, with positions, and a rule that crashes does not stop the others.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from inngest_lint.finding import Applicability, RuleKind

if TYPE_CHECKING:
    import libcst as cst

    from inngest_lint.edits.draft import Draft
    from inngest_lint.edits.project_draft import ProjectDraft
    from inngest_lint.model.function import Function
    from inngest_lint.model.module import Module
    from inngest_lint.model.reasons import ReasonChain
    from inngest_lint.project.code.things import Place
    from inngest_lint.project.project import Project


@dataclass(frozen=True, slots=True, eq=False)
class Fault:
    """What a rule yields: the node at fault, and the values its message names.

    A value that is a node is written as its line, and becomes a related location. `because` are the
    places in helpers that make it a fault: if each of them is ignored, so is the fault. Of several
    faults at one node that have such places, the first that is not ignored is told. `fix` writes
    what mends it; it is called only where fixes are wanted.
    """

    node: cst.CSTNode
    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    because: Sequence[cst.CSTNode | Place] = ()
    fix: Callable[[Draft], None] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Unresolved:
    """What a rule yields where it stays silent because it cannot tell: for `--show-unresolved`."""

    node: cst.CSTNode
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class ProjectFault:
    """What a rule about the project yields: the place at fault, and the values its message names.

    A value that is a place is written as its path and line, and becomes a related location. `fix`
    writes what mends it.
    """

    place: Place
    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    fix: Callable[[ProjectDraft], None] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ProjectUnresolved:
    """What such a rule yields where it stays silent because it cannot tell."""

    place: Place
    reason: str


Report: TypeAlias = Iterator[Fault | Unresolved]
ProjectReport: TypeAlias = Iterator[ProjectFault | ProjectUnresolved]


class Rule(ABC):
    """A rule of the catalogue; its docstring is its documentation.

    `message` is a format string, and `through` the one that names a reason chain as well; `since`
    the release that brought the rule. `fixes` says how safe its fixes are, if it has some, and
    `fix_title`, a format string too, what they do.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    kind: ClassVar[RuleKind]
    default: ClassVar[bool] = True
    since: ClassVar[str]
    message: ClassVar[str]
    through: ClassVar[str]
    fixes: ClassVar[Applicability | None] = None
    fix_title: ClassVar[str]

    def fault(
        self,
        node: cst.CSTNode,
        *,
        message: str | None = None,
        because: Sequence[cst.CSTNode | Place] = (),
        fix: Callable[[Draft], None] | None = None,
        **values: object,
    ) -> Fault:
        """A fault at `node`, with the values that the message names."""
        return Fault(node, message or self.message, values, because, fix)

    def fault_by(
        self,
        node: cst.CSTNode,
        chain: ReasonChain,
        fix: Callable[[Draft], None] | None = None,
        **values: object,
    ) -> Fault:
        """A fault at `node` that a reason chain explains; who ignores its end ignores the fault.

        The message is `through` where the chain goes through helpers.
        """
        message = self.message if chain.is_direct else self.through
        return Fault(node, message, {**values, "chain": chain}, chain.causes, fix)

    def judge(self, module: Module) -> Report:
        """Yields the faults of one file; none for a rule about the tool itself."""
        yield from ()


class FunctionRule(Rule):
    """A rule that judges one function at a time; helpers that receive the context count as one."""

    def judge(self, module: Module) -> Report:
        """Yields the faults of every function."""
        return chain.from_iterable(map(self.check, module.functions))

    @abstractmethod
    def check(self, function: Function) -> Report:
        """Yields the faults of one function."""


class ModuleRule(Rule):
    """A rule that judges a whole file."""

    def judge(self, module: Module) -> Report:
        """Yields what `check` does."""
        return self.check(module)

    @abstractmethod
    def check(self, module: Module) -> Report:
        """Yields the faults of one file."""


class ProjectRule(Rule):
    """A rule that judges the whole project; what it finds is reported where the place is."""

    def fault_at(
        self,
        place: Place,
        *,
        message: str | None = None,
        fix: Callable[[ProjectDraft], None] | None = None,
        **values: object,
    ) -> ProjectFault:
        """A fault at `place`, with the values that the message names."""
        return ProjectFault(place, message or self.message, values, fix)

    @abstractmethod
    def check(self, project: Project) -> ProjectReport:
        """Yields the faults of the project."""
