"""The projects of one run: each is read once, whichever of its files are under check."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from inngest_lint.codes import RULES
from inngest_lint.files import may_be_reached
from inngest_lint.project.code.modules import Modules
from inngest_lint.project.root import Roots
from inngest_lint.project.universe import Universe
from inngest_lint.settings import Finder, Settings, SettingsError

if TYPE_CHECKING:
    from inngest_lint.project.project import Project
    from inngest_lint.run.project_findings import ProjectFindings

_NOTHING: Mapping[Path, str] = MappingProxyType({})
_NOWHERE: Mapping[Path, Sequence[Path]] = MappingProxyType({})


def _selected(settings: Settings, path: Path) -> frozenset[str]:
    return settings.codes_for(path)


class Projects:
    """Knows the project of each file, and what is found in it.

    `texts` is what an editor holds of some files; `codes_in` gives the codes that hold in a file
    with these settings; `walked` are the files below directories that have been gone through.
    Nothing of a project is read before something of it is asked, and fixes are made only if they
    are wanted.
    """

    def __init__(
        self,
        finder: Finder,
        roots: Roots,
        texts: Mapping[Path, str] = _NOTHING,
        codes_in: Callable[[Settings, Path], frozenset[str]] = _selected,
        *,
        walked: Mapping[Path, Sequence[Path]] = _NOWHERE,
        fixes: bool = False,
    ) -> None:
        self._finder = finder
        self._roots = roots
        self._texts = texts
        self._codes_in = codes_in
        self._walked = walked
        self._fixes = fixes
        self._projects: dict[Path, Project] = {}  # by root
        self._modules: dict[Path, Modules] = {}
        self._universes: dict[Path, Universe] = {}
        self._root_of: dict[Path, Path] = {}  # by directory
        self._findings: dict[Project, ProjectFindings] = {}
        self._wanted: dict[int, bool] = {}

    def of(self, path: Path) -> Project:
        """The project of an absolute path; the directory above it has valid settings."""
        root = self.root_of(path)
        if root not in self._projects:
            from inngest_lint.project.project import Project  # much, and most files need nothing

            modules = self._modules_of(path)
            self._projects[root] = Project(root, (), settings=self._settings(root), modules=modules)
        return self._projects[root]

    def _modules_of(self, path: Path) -> Modules:
        """The modules of that project."""
        root = self.root_of(path)
        if root not in self._modules:
            texts = {p: t for p, t in self._texts.items() if p.is_relative_to(root)}
            self._modules[root] = Modules(root, self.universe(root), texts)
        return self._modules[root]

    def root_of(self, path: Path) -> Path:
        """The root of that project."""
        directory = path.parent
        if directory not in self._root_of:
            self._root_of[directory] = self._roots.of(directory, self._finder.settings(directory))
        return self._root_of[directory]

    def universe(self, root: Path) -> Universe:
        """The files of the project at a root."""
        if root not in self._universes:
            self._universes[root] = Universe(root, self._finder, self._walked.get(root))
        return self._universes[root]

    def is_plain(self, path: Path) -> bool:
        """Whether a file was read for its project, and nothing in it is for the rules of a file."""
        plain = self.are_wanted(path) and self._modules_of(path).is_plain(path)
        return plain and not self._uses_wrappers(path)

    def reach(self, path: Path, text: bytes | str) -> bool:
        """Whether functions reach the code of a file that does not mention Inngest itself."""
        if not may_be_reached(text) and not self._uses_wrappers(path):
            return False
        if not self._modules_of(path).behind_gate:
            return False
        project = self.of(path)
        module = project.modules.at(path) if path in project.modules else None
        return module is not None and bool(
            project.reached.names(module) or project.inngest_functions.of(module)
        )

    def _uses_wrappers(self, path: Path) -> bool:
        """Whether a file may make functions with what others of its project make them with.

        Asked of no project that is not read anyway.
        """
        if not self.are_wanted(path) or not self._modules_of(path).behind_gate:
            return False
        return any(module.path == path for module in self.of(path).wrappers.users)

    def findings(self, path: Path) -> ProjectFindings | None:
        """What is found in the project of a file; None if nothing can be.

        A file that does not belong to the project, as git ignores it, is judged as if it did.
        """
        if not self.are_wanted(path):
            return None
        modules = self._modules_of(path)
        own = modules.at(path) if path not in modules else None
        if own is None and not modules.behind_gate:
            return None
        project = self.of(path) if own is None else self.of(path).with_text(path, own.text)
        if not project.modules.behind_gate:
            return None
        if project not in self._findings:
            from inngest_lint.run.project_findings import ProjectFindings

            codes_of = self._codes_of(project.root)
            self._findings[project] = ProjectFindings(project, codes_of, fixes=self._fixes)
        return self._findings[project]

    def found(self, root: Path) -> ProjectFindings | None:
        """What has been found in the project at a root; None if nobody has asked."""
        project = self._projects.get(root)
        return self._findings.get(project) if project is not None else None

    def are_wanted(self, path: Path) -> bool:
        """Whether a rule about the whole project is selected where a file lies."""
        settings = self._finder.settings(path.parent)
        if id(settings) not in self._wanted:
            codes = self._codes_in(replace(settings, per_file_ignores={}), path)
            self._wanted[id(settings)] = any(RULES[code].project for code in codes)
        return self._wanted[id(settings)]

    def _codes_of(self, root: Path) -> Callable[[Path], frozenset[str]]:
        """The codes that hold in a file, for the project at `root`; none if it is of another."""

        def codes_of(path: Path) -> frozenset[str]:
            settings = self._settings(path.parent)
            if settings is None or self._roots.of(path.parent, settings) != root:
                return frozenset()
            return self._codes_in(settings, path)

        return codes_of

    def _settings(self, directory: Path) -> Settings | None:
        """The settings of a directory; None if they are wrong."""
        try:
            return self._finder.settings(directory)
        except SettingsError:
            return None
