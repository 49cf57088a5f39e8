"""The Inngest functions of a project: every `create_function(...)` and the handler it is given.

One that stands in a wrapper of the project, and is given whatever the wrapper is, makes no function
itself: each use of the wrapper makes one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from inngest_lint.once import cached_property
from inngest_lint.project.code.bindings import Kind
from inngest_lint.project.code.facts import ModuleFacts
from inngest_lint.project.code.modules import Modules
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.sites import Defined, key_of, nodes_in
from inngest_lint.project.code.texts import Texts
from inngest_lint.project.code.things import Place, Thing
from inngest_lint.project.code.wrapper_use import WrapperUse
from inngest_lint.project.code.wrappers import Wrappers
from inngest_lint.project.code.wrapping import (
    MAKER,
    handed_on,
    is_made_of_parameter,
    is_maker,
    is_plain,
)
from inngest_lint.sdk.names import (
    CONTEXT,
    CREATE_FUNCTION,
    MOCKED,
    REQUIRED_FUNCTION_KEYWORDS,
    STEP,
)


@dataclass(frozen=True, slots=True, eq=False)
class InngestFunction:
    """An Inngest function.

    `made` is the call of `create_function`; `outer` the call that gives it the handler, where no
    decorator does. `handler` is the `def` or lambda, None if it cannot be told. `inner` is another
    `create_function` that made a function of the handler before. `use` is how a wrapper is used
    that makes it. `client` is the client that made it, as an expression, and `given` what reaches
    the keywords of `create_function`, where that is written; `id` is the `fn_id`, if that is known.
    """

    made: Place
    handler: Place | None
    outer: Place | None
    client: Place | None
    given: Mapping[str, Place]
    id: str | None
    inner: Place | None = None
    use: WrapperUse | None = None

    @property
    def at(self) -> Place:
        """Where it is reported: the handler's `def`, else the call."""
        return self.handler or self.site

    @property
    def site(self) -> Place:
        """Where it is made: the `create_function(…)`, or what uses a wrapper around one."""
        return self.made if self.use is None else self.use.site

    @property
    def receives(self) -> tuple[str, ...]:
        """What its handler is given, by position: the context, and the step in SDK 0.4."""
        return (CONTEXT, STEP) if self.use is None else self.use.receives

    @property
    def is_called_by_wrapper(self) -> bool:
        """Whether code of the project calls its handler, and the SDK that code."""
        return self.use is not None and bool(self.use.calls)

    @property
    def name(self) -> str:
        """What it is bound to, if a call makes it of a handler; else the name of that."""
        if self.outer is not None:
            for bindings in self.outer.module.tree.bindings(self.outer.scope).values():
                for binding in bindings:
                    if binding.kind is Kind.VALUE and self.outer.is_node(binding.value):
                        return binding.name
        return getattr(self.at.node, "name", "lambda")

    def written(self, name: str) -> Place | None:
        """Where a keyword is written; the whole use of a wrapper that writes it itself."""
        place, use = self.given.get(name), self.use
        if place is None or use is None or any(map(place.is_node, nodes_in(use.site.node))):
            return place
        return use.site


class InngestFunctions:
    """The functions of the modules that make some, and which values are functions."""

    def __init__(
        self, modules: Modules, resolver: Resolver, texts: Texts, wrappers: Wrappers
    ) -> None:
        self._modules = modules
        self._resolver = resolver
        self._texts = texts
        self._wrappers = wrappers
        self._of: dict[ModuleFacts, list[InngestFunction]] = {}
        self._templates: dict[ModuleFacts, list[InngestFunction]] = {}

    @cached_property
    def all(self) -> list[InngestFunction]:
        """Every Inngest function, in the order of paths and lines."""
        return [function for module in self.homes for function in self.of(module)]

    @cached_property
    def homes(self) -> list[ModuleFacts]:
        """The modules that may make functions, in the order of their paths."""
        modules = {*self._modules.behind_gate, *self._wrappers.users}
        return sorted(modules, key=lambda module: module.path)

    def of(self, module: ModuleFacts) -> list[InngestFunction]:
        """The functions that a module makes, in source order."""
        found = self._of.get(module)
        if found is None:
            found = self._of[module] = []
            self._templates[module] = []
            if not self.is_mocked(module):
                found += self._find(module)
        return found

    def templates(self, module: ModuleFacts) -> list[InngestFunction]:
        """Those of the wrappers in a module, which make a function once a wrapper is used."""
        self.of(module)
        return self._templates[module]

    def is_made(self, thing: Place) -> bool:
        """Whether a call or a definition makes a function, for each use of a wrapper or at once."""
        templates = self.templates(thing.module)
        return self.made_by(thing) is not None or any(
            thing in (each.outer, each.handler) for each in templates
        )

    def made_by(self, thing: Thing) -> InngestFunction | None:
        """The function that a definition or a call makes."""
        if isinstance(thing, Place):
            for function in self.of(thing.module):
                if function.outer is not None:
                    if function.outer == thing:
                        return function
                elif function.handler == thing:
                    return function
        return None

    def _find(self, module: ModuleFacts) -> list[InngestFunction]:
        direct = list(self._direct(module))
        used = [_used(use) for use in self._wrappers.of(module)]
        found = []
        for function in (*direct, *used):
            if self._is_template(function):
                self._templates[module].append(function)
            else:
                found.append(function)
        return sorted(found, key=_position) if used else found

    def _is_template(self, function: InngestFunction) -> bool:
        """Whether a wrapper makes it, of whatever it is given."""
        if function.handler is None:
            made = function.outer
            return function.use is not None or (made is not None and is_made_of_parameter(made))
        return function.use is None and handed_on(function.handler) is not None

    def _direct(self, module: ModuleFacts) -> Iterator[InngestFunction]:
        """The functions that are made without a wrapper."""
        if MAKER in module.text:
            at_top = [each for each in module.tree.root.body if isinstance(each, _DEFINITIONS)]
            if is_plain(module):
                places = [Defined(each, module.tree.root) for each in at_top]
                yield from self._decorated(module, places, [])
            else:  # only then is every call looked at
                yield from self._anywhere(module)

    def _anywhere(self, module: ModuleFacts) -> Iterator[InngestFunction]:
        makers = [
            maker
            for call in module.tree.calling({MAKER})
            if is_maker(call.node) and self._makes(maker := Place(module, call.node, call.scope))
        ]
        if makers:
            decorated = list(self._decorated(module, module.tree.definitions, makers))
            yield from decorated
            made = {each.handler: each.made for each in decorated}
            for each in self._called(module, makers):
                yield replace(each, inner=made.get(each.handler)) if each.handler in made else each

    def _decorated(
        self, module: ModuleFacts, definitions: Iterable[Defined], makers: list[Place]
    ) -> Iterator[InngestFunction]:
        """The functions made by decorators: a `create_function(…)`, or a name bound to a maker."""
        for definition, scope in definitions:
            made: list[Place] = []
            for decorator in definition.decorator_list:
                place = Place(module, decorator, scope)
                if not is_maker(decorator):
                    made += self._named(place, makers)
                elif place in makers or self._makes(place):
                    made.append(place)
            if made:
                inner = made[1] if len(made) > 1 else None
                yield self._function(made[0], Place(module, definition, scope), None, inner)

    def _called(self, module: ModuleFacts, makers: list[Place]) -> Iterator[InngestFunction]:
        """The functions made by calls: `client.create_function(…)(handler)`."""
        keys = {maker.key for maker in makers}
        names = {
            binding.name
            for scope in {maker.scope for maker in makers}
            for bindings in module.tree.bindings(scope).values()
            for binding in bindings
            if binding.value is not None and key_of(binding.value) in keys
        }
        for call in module.tree.calling({MAKER, *names}):
            if isinstance(call.node, ast.Call) and call.node.args:
                func = Place(module, call.node.func, call.scope)
                made = func if func in makers else next(self._named(func, makers), None)
                if made is not None:
                    outer = Place(module, call.node, call.scope)
                    yield self._function(made, self._handler(outer), outer)

    def _function(
        self, made: Place, handler: Place | None, outer: Place | None, inner: Place | None = None
    ) -> InngestFunction:
        """A function, with what stands in the call: its tree may not be at hand for long."""
        node = made.node
        func = node.func if isinstance(node, ast.Call) else None
        client = made.at(func.value) if isinstance(func, ast.Attribute) else None
        keywords = node.keywords if isinstance(node, ast.Call) else []
        given = {each.arg: made.at(each.value) for each in keywords if each.arg is not None}
        id_ = self._texts.fold(given["fn_id"]) if "fn_id" in given else None
        return InngestFunction(made, handler, outer, client, given, id_, inner)

    def _named(self, place: Place, makers: list[Place]) -> Iterator[Place]:
        """The maker that a name is bound to."""
        if isinstance(place.node, ast.Name):
            for maker in makers:
                own = place.module.tree.bindings(maker.scope).get(place.node.id, ())
                if any(maker.is_node(binding.value) for binding in own):
                    yield maker

    def _handler(self, outer: Place) -> Place | None:
        """The handler given to `create_function(...)`, also under calls that wrap it."""
        node = outer.node
        while isinstance(node, ast.Call) and len(node.args) == 1:
            node = node.args[0]
            found = self._resolver.one(outer.at(node))
            if isinstance(found, Place) and found.is_function:
                return found
        return None

    def _makes(self, call: Place) -> bool:
        node = call.node
        if not isinstance(node, ast.Call):
            return False
        keywords = {keyword.arg for keyword in node.keywords}
        if None in keywords or keywords >= REQUIRED_FUNCTION_KEYWORDS:  # no need to look further
            return True
        return self._resolver.symbol(call.at(node.func)) == CREATE_FUNCTION

    def is_mocked(self, module: ModuleFacts) -> bool:
        """Whether a module tests functions with the SDK's mock, which never runs them for real."""
        _, package, name = MOCKED.split(".")
        if name not in module.text or package not in module.import_words:
            return False
        return any(
            MOCKED in (binding.target, getattr(binding.node, "name", ""))
            for bindings in module.tree.top.values()
            for binding in bindings
        )


def _used(use: WrapperUse) -> InngestFunction:
    """The function that a wrapper makes."""
    id_ = use.text("fn_id")
    return InngestFunction(
        use.made, use.handler, use.outer, use.client, use.arguments, id_, use=use
    )


def _position(function: InngestFunction) -> tuple[int, int]:
    return function.site.row, getattr(function.site.node, "col_offset", 0)


_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
