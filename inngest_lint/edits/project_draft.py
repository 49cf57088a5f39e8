"""A fix in the making that concerns several files of a project."""

from __future__ import annotations

from inngest_lint.edits.sheet import Sheet
from inngest_lint.edits.text_draft import TextDraft
from inngest_lint.files import display_name
from inngest_lint.finding import Edit
from inngest_lint.project.code.facts import ModuleFacts
from inngest_lint.project.project import Project


class ProjectSheets:
    """The files of a project as all fixes in it see them."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._sheets: dict[ModuleFacts, Sheet] = {}

    def of(self, module: ModuleFacts) -> Sheet:
        """The file of a module."""
        if module not in self._sheets:
            self._sheets[module] = Sheet(module.text, module, self.project.modules)
        return self._sheets[module]


class ProjectDraft:
    """The edits of one fix, by file; the nodes that these know are those of the project's trees."""

    def __init__(self, sheets: ProjectSheets) -> None:
        self.project = sheets.project
        self._sheets = sheets
        self._drafts: dict[ModuleFacts, TextDraft] = {}

    def file(self, module: ModuleFacts) -> TextDraft:
        """The draft for the file of a module."""
        if module not in self._drafts:
            self._drafts[module] = TextDraft(self._sheets.of(module))
        return self._drafts[module]

    def edits(self) -> tuple[Edit, ...]:
        """All of it; each edit names its file."""
        return tuple(
            edit
            for module, draft in self._drafts.items()
            for edit in draft.edits(display_name(module.path))
        )
