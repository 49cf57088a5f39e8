"""What the expressions of a project stand for, followed through its modules."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator

from inngest_lint.project.code.bases import SUPER, base_behind
from inngest_lint.project.code.bindings import FUNCTIONS, Binding, Kind, Scope
from inngest_lint.project.code.facts import ModuleFacts
from inngest_lint.project.code.modules import Modules
from inngest_lint.project.code.sites import key_of
from inngest_lint.project.code.things import External, Object, Place, Thing
from inngest_lint.project.code.wrapping import is_made_of_parameter, is_maker
from inngest_lint.sdk.names import CREATE_FUNCTION, canonical
from inngest_lint.sdk.registration import COLLECTING, SCANNING

_MOST_KNOWN = 5_000  # answers that are remembered
_MOST_LINKS = 200  # of a chain of names; what is longer is not followed


class Resolver:
    """Follows names, attributes and calls to what they stand for.

    An answer is a list of alternatives, as a name may be bound more than once. What leads nowhere
    is a place itself: a literal, a parameter, a call of what is not known.
    """

    def __init__(self, modules: Modules) -> None:
        self._modules = modules
        self._known: dict[int, list[Thing]] = {}  # by the key of the node
        self._doubtful: dict[int, list[Thing]] = {}
        self._open: set[int] = set()
        self._cuts = 0  # how often a circle or the length of a chain has cut an answer short
        self._exporting: set[tuple[ModuleFacts, str]] = set()

    def all(self, place: Place) -> list[Thing]:
        """Everything that the expression at `place` may stand for."""
        key = place.key
        found = self._known.get(key)
        if found is None:
            found = self._doubtful.get(key) if self._open else None
            if found is not None or key in self._open or len(self._open) > _MOST_LINKS:
                self._cuts += 1
                return found or []
            found = self._answer(place)
        return found

    def _answer(self, place: Place) -> list[Thing]:
        """The same, worked out; what was cut short counts only for the question that is open."""
        key = place.key
        if not self._open:
            self._doubtful.clear()
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
        cuts = self._cuts
        self._open.add(key)
        try:
            found = list(dict.fromkeys(self._resolve(place)))
        finally:
            self._open.discard(key)
        known = self._doubtful if self._open and cuts != self._cuts else self._known
        known[key] = found
        return found

    def one(self, place: Place) -> Thing | None:
        """The one thing that the expression stands for; None if there are more, or none."""
        found = [thing for thing in self.all(place) if not _is_none(thing)]
        return found[0] if len(found) == 1 else None

    def symbol(self, place: Place) -> str:
        """The dotted name outside the project that it stands for; empty if it has none."""
        thing = self.one(place)
        return thing.name if isinstance(thing, External) else ""

    def lookup(self, symbol: str, importer: ModuleFacts) -> list[Thing]:
        """What a dotted name, as an import of `importer` spells it, stands for.

        `()` behind a part is a call of it: `.clients.get_client().send`.
        """
        dots = len(symbol) - len(symbol.lstrip("."))
        parts = symbol[dots:].split(".")
        if not self._modules.may_find(parts, importer if dots else None):
            return [] if dots else [External(canonical(symbol))]
        for count in range(len(parts), -1 if dots else 0, -1):
            module = self._modules.find("." * dots + ".".join(parts[:count]), importer)
            if module is None:
                continue
            found: list[Thing] = [Place(module, module.tree.root, module.tree.root)]
            for part in parts[count:]:
                name = part.replace("()", "")
                found = self._members(found, name)
                for _ in range(part.count("()")):
                    found = [each for thing in found for each in self.result(thing)]
            if found:
                return found
        return [] if dots else [External(canonical(symbol))]

    def member(self, thing: Thing, name: str) -> list[Thing]:
        """What the attribute `name` of something stands for."""
        if isinstance(thing, External):
            return [External(canonical(f"{thing.name}.{name}"))]
        if isinstance(thing, Object):
            return self._attribute_of(thing.cls, name)
        if isinstance(thing.node, ast.Module):
            return self.exported(thing.module, name)
        if isinstance(thing.node, ast.ClassDef):
            return self._attribute_of(thing, name)
        return []

    def exported(self, module: ModuleFacts, name: str) -> list[Thing]:
        """What the name `name` of a module stands for: bound there, imported, or a submodule.

        Nothing if modules only import it from one another.
        """
        if (module, name) in self._exporting:
            self._cuts += 1
            return []
        self._exporting.add((module, name))
        try:
            return self._exported(module, name)
        finally:
            self._exporting.discard((module, name))

    def _exported(self, module: ModuleFacts, name: str) -> list[Thing]:
        bindings = module.tree.lookup(name, module.tree.root)
        if bindings:
            return [thing for b in bindings for thing in self._bound(b, module, module.tree.root)]
        submodule = self._modules.find(f".{name}", module) if module.is_package else None
        if submodule is not None:
            return [Place(submodule, submodule.tree.root, submodule.tree.root)]
        for source in module.starred:
            for starred in [self._modules.find(source, module)]:
                if starred is not None and starred is not module and not name.startswith("_"):
                    found = self.exported(starred, name)
                    if found:
                        return found
        return []

    def calls_of(self, function: Place) -> Iterator[Place]:
        """The calls that a function makes itself, not those of functions inside it."""
        for call in function.module.tree.calls:
            if function.is_node(call.scope):
                yield Place(function.module, call.node, call.scope)

    def _resolve(self, place: Place) -> Iterable[Thing]:
        node = place.node
        if isinstance(node, ast.Name):
            return self._name(place, node.id)
        if isinstance(node, ast.Attribute):
            found = self._members(self.all(place.at(node.value)), node.attr)
            return found or [place]
        if isinstance(node, ast.Call):
            return self._call(place, node)
        if isinstance(node, (ast.Await, ast.NamedExpr, ast.Starred)):
            return self.all(place.at(node.value))
        if isinstance(node, ast.IfExp):
            return [*self.all(place.at(node.body)), *self.all(place.at(node.orelse))]
        if isinstance(node, ast.BoolOp):
            return [thing for value in node.values for thing in self.all(place.at(value))]
        return [place]

    def _name(self, place: Place, name: str) -> list[Thing]:
        bindings = place.module.tree.lookup(name, place.scope)
        if bindings:
            scope = self._home(place, name)
            return [t for b in bindings for t in self._bound(b, place.module, scope)]
        found = self.exported(place.module, name)
        if found:
            return found
        if "inngest" in place.module.starred:
            return [External(canonical(f"inngest.{name}"))]
        return [External(f"builtins.{name}")] if hasattr(builtins, name) else []

    def _home(self, place: Place, name: str) -> Scope:
        at = start = place.scope
        while name not in place.module.tree.bindings(at) or (
            at is not start and isinstance(at, ast.ClassDef)
        ):
            if isinstance(at, ast.Module):
                break
            at = place.module.tree.outer(at)
        return at

    def _bound(self, binding: Binding, module: ModuleFacts, scope: Scope) -> list[Thing]:
        if binding.kind is Kind.IMPORT:
            found = self.lookup(binding.target, module)
            return found or [Place(module, binding.node, scope)]
        if binding.kind is Kind.DEFINITION:
            return [Place(module, binding.node, scope)]
        if binding.kind is Kind.VALUE:
            if binding.value is not None:
                return self.all(Place(module, binding.value, scope))
            return self._declared(_annotation(binding.node), module, scope) or [
                Place(module, binding.node, scope)
            ]
        if binding.kind is Kind.PARAMETER:
            return self._parameter(binding, module, scope)
        if binding.kind is Kind.HELD and binding.value is not None:
            # clients, sessions and files give themselves where they are entered
            things = self.all(Place(module, binding.value, scope))
            if things and all(isinstance(each, External) for each in things):
                return things
        return [] if binding.kind is Kind.CHANGE else [Place(module, binding.node, scope)]

    def _parameter(self, binding: Binding, module: ModuleFacts, scope: Scope) -> list[Thing]:
        owner = module.tree.outer(scope)
        if isinstance(owner, ast.ClassDef) and isinstance(scope, FUNCTIONS):
            first = [*scope.args.posonlyargs, *scope.args.args][:1]
            if first and key_of(first[0]) == key_of(binding.node) and not _is_static(scope):
                cls = Place(module, owner, module.tree.outer(owner))
                return [cls if _is_classmethod(scope) else Object(cls)]
        place = Place(module, binding.node, scope)
        found = self._declared(_annotation(binding.node), module, module.tree.outer(scope))
        return [External(t.name, place) if isinstance(t, External) else t for t in found] or [place]

    def _declared(
        self, annotation: ast.AST | None, module: ModuleFacts, scope: Scope
    ) -> list[Thing]:
        """The object that an annotation promises."""
        if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
            annotation = module.tree.written(annotation.value, scope)
        if not isinstance(annotation, (ast.Name, ast.Attribute)):
            return []
        thing = self.one(Place(module, annotation, scope))
        if isinstance(thing, External):
            return [External(canonical(f"{thing.name}()"))]
        if isinstance(thing, Place) and isinstance(thing.node, ast.ClassDef):
            return [Object(thing)]
        return []

    def _members(self, owners: Iterable[Thing], name: str) -> list[Thing]:
        return [thing for owner in owners for thing in self.member(owner, name)]

    def _call(self, place: Place, node: ast.Call) -> list[Thing]:
        found: list[Thing] = []
        for called in self.all(place.at(node.func)):
            if isinstance(called, External) and called.name in _CALLS_OF_INTEREST:
                found.append(place)
            elif isinstance(called, External):
                parents = self._parents(place) if called.name == SUPER else []
                found += parents or [External(canonical(f"{called.name}()"), place)]
            else:
                found += [place if _makes(each) else each for each in self.result(called)]
        return found or [place]

    def _parents(self, call: Place) -> list[Object]:
        """The object as its base has it, if that is a class of the project."""
        base = base_behind(call)
        things = self.all(base) if base is not None else []
        return [
            Object(t) for t in things if isinstance(t, Place) and isinstance(t.node, ast.ClassDef)
        ]

    def result(self, called: Thing) -> list[Thing]:
        """What calling something gives."""
        if isinstance(called, External):
            return [External(canonical(f"{called.name}()"))]
        if not isinstance(called, Place):
            return []
        if isinstance(called.node, ast.ClassDef):
            return [Object(called)]
        if not isinstance(called.node, FUNCTIONS):
            return []
        module, function = called.module, called.node
        returned = [Place(module, value, function) for value in module.tree.returned(function)]
        found = [t for each in returned for t in self.all(each) if not _is_none(t)]
        known = [t for t in found if not isinstance(t, Place) or t.node.__class__ in _LASTING]
        if known or isinstance(function, ast.Lambda) or function.returns is None:
            return found
        return self._declared(function.returns, module, called.scope) or found

    def _attribute_of(self, cls: Place, name: str) -> list[Thing]:
        """An attribute of a class: its own, set on `self` in a method, or of a base."""
        if not isinstance(cls.node, ast.ClassDef):
            return []
        module = cls.module
        own = module.tree.bindings(cls.node).get(name, [])
        found = [thing for b in own for thing in self._bound(b, module, cls.node)]
        found += [
            thing
            for value, method in module.tree.set_on_self(cls.node, name)
            for thing in self.all(Place(module, value, method))
        ]
        if found:
            return [thing for each in found for thing in self._unwrapped(each)]
        for base in cls.node.bases:
            for thing in self.all(Place(module, base, cls.scope)):
                if isinstance(thing, Place) and isinstance(thing.node, ast.ClassDef):
                    if thing != cls:
                        found += self._attribute_of(thing, name)
        return found

    def _unwrapped(self, thing: Thing) -> list[Thing]:
        """A property stands for what it returns."""
        if isinstance(thing, Place) and isinstance(thing.node, ast.FunctionDef):
            for decorator in thing.node.decorator_list:
                if isinstance(decorator, ast.Name) and decorator.id in _PROPERTIES:
                    return self.result(thing)
        return [thing]


# What these make is known by the call that makes it.
_CALLS_OF_INTEREST = frozenset({"functools.partial", CREATE_FUNCTION, *COLLECTING, *SCANNING})
_PROPERTIES = ("property", "cached_property")
# What a function may return that stands for the same wherever it is asked.
_LASTING = frozenset(
    {ast.Module, ast.ClassDef, *FUNCTIONS, ast.List, ast.Tuple, ast.Constant, ast.Dict, ast.Call}
)


def _annotation(node: ast.AST) -> ast.AST | None:
    return getattr(node, "annotation", None)


def _is_none(thing: Thing) -> bool:
    return (
        isinstance(thing, Place)
        and isinstance(thing.node, ast.Constant)
        and thing.node.value is None
    )


def _makes(thing: Thing) -> bool:
    """Whether a function of the project has made it of what it is given, as each call does anew."""
    if not isinstance(thing, Place) or not isinstance(thing.node, ast.Call):
        return False
    return is_maker(thing.node.func) and is_made_of_parameter(thing)


def _is_static(function: ast.AST) -> bool:
    return "staticmethod" in _decorators(function)


def _is_classmethod(function: ast.AST) -> bool:
    return "classmethod" in _decorators(function)


def _decorators(function: ast.AST) -> list[str]:
    listed = getattr(function, "decorator_list", ())
    return [each.id for each in listed if isinstance(each, ast.Name)]
