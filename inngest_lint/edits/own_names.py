"""Reaching a name of one module of a project from another."""

from __future__ import annotations

from collections.abc import Iterator

from inngest_lint.edits import imports
from inngest_lint.edits.project_draft import ProjectDraft
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.project.code.bindings import Binding, Kind
from inngest_lint.project.code.facts import ModuleFacts
from inngest_lint.project.code.modules import Modules
from inngest_lint.project.code.things import Place


def reach(draft: ProjectDraft, module: ModuleFacts, name: str, at: Place) -> str:
    """An expression at a place for what `module` itself binds to `name`; imports it if need be.

    Raises UnfixableError where that means something else there, where it is not to be told how the
    module is imported, and where modules would import each other.
    """
    modules, importer = draft.project.modules, at.module
    meant = importer.tree.lookup(name, at.scope)
    if importer is module:
        if meant != module.tree.top.get(name):
            raise UnfixableError(f"'{name}' means something else there")
        return name
    for binding in _imports(importer):
        is_seen = importer.tree.lookup(binding.name, at.scope) == [binding]
        if is_seen and modules.find(binding.target, importer) is module:
            return f"{binding.name}.{name}"
    if meant:
        raise UnfixableError(f"'{name}' means something else there")
    if importer in _imported_with(modules, module):
        raise UnfixableError("the modules would import each other")
    imports.add(draft.file(importer), _source(modules, module, importer), name)
    return name


def _imports(module: ModuleFacts) -> Iterator[Binding]:
    """What a module imports at its top."""
    for bindings in module.tree.top.values():
        yield from (each for each in bindings if each.kind is Kind.IMPORT)


def _found(modules: Modules, binding: Binding, importer: ModuleFacts) -> ModuleFacts | None:
    """The module of the project that an import runs: the one named, else that of the name."""
    whole = modules.find(binding.target, importer)
    return whole or modules.find(_module_of(binding), importer)


def _module_of(binding: Binding) -> str:
    """The module in `from module import name`."""
    module, dot, _ = binding.target.rpartition(".")
    return f"{module}{dot}" if not module.strip(".") else module


def _imported_with(modules: Modules, module: ModuleFacts) -> set[ModuleFacts]:
    """The modules that are imported when this one is."""
    found = {module}
    waiting = [module]
    while waiting:
        importer = waiting.pop()
        for binding in _imports(importer):
            other = _found(modules, binding, importer)
            if other is not None and other not in found:
                found.add(other)
                waiting.append(other)
    return found


def _source(modules: Modules, module: ModuleFacts, importer: ModuleFacts) -> str:
    """How a module is named in `from … import …`: as the importer names others of the project."""
    own = [each for each in _imports(importer) if _found(modules, each, importer) is not None]
    for binding in own:
        if modules.find(_module_of(binding), importer) is module:
            return _module_of(binding)
    if any(each.target.startswith(".") for each in own):
        names = [_relative(module, importer)]
    else:
        names = list(_absolute(module, importer))
    for name in names:
        if name and modules.find(name, importer) is module:
            return name
    raise UnfixableError("it is not to be told how the module is imported")


def _relative(module: ModuleFacts, importer: ModuleFacts) -> str:
    """The name with dots before it: one for the directory of the importer, more for those above."""
    directory, dots = importer.path.parent, "."
    while not module.path.is_relative_to(directory):
        directory, dots = directory.parent, f"{dots}."
    return dots + ".".join(_parts(module, len(directory.parts)))


def _absolute(module: ModuleFacts, importer: ModuleFacts) -> Iterator[str]:
    """The names from each directory above the importer that is no package, the nearest first."""
    for directory in importer.path.parents:
        is_package = (directory / "__init__.py").exists()
        if not is_package and module.path.is_relative_to(directory):
            yield ".".join(_parts(module, len(directory.parts)))


def _parts(module: ModuleFacts, depth: int) -> tuple[str, ...]:
    parts = module.path.with_suffix("").parts[depth:]
    return parts[:-1] if module.is_package else parts
