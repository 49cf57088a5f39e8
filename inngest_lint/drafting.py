"""From what a rule would write to a fix: edits with places, checked for sense."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from inngest_lint.edits.project_draft import ProjectDraft, ProjectSheets
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.finding import Edit, Fix
from inngest_lint.once import cached_property
from inngest_lint.rule import Fault, ProjectFault, Rule
from inngest_lint.told import described

if TYPE_CHECKING:
    from inngest_lint.edits.draft import NodeSheet
    from inngest_lint.model.module import Module


class Fixes:
    """Makes the fixes of the faults in one file, which has this text.

    `problems` are those that crashed; `unfixable` says why the file is not to be changed at all.
    """

    def __init__(self, code: Module, text: str) -> None:
        self._code = code
        self._text = text
        self.problems: list[str] = []
        self.unfixable = ""

    def of(self, rule: Rule, fault: Fault, words: Mapping[str, object]) -> Fix | None:
        """The fix of a fault, None if there is none; `words` are its values as text."""
        from inngest_lint.edits.draft import Draft
        from inngest_lint.syntax.offsets import LossyError

        if fault.fix is None or self.unfixable:
            return None
        try:
            draft = Draft(self._sheet)
            fault.fix(draft)
            return _fix(rule, draft.edits(), words)
        except UnfixableError:
            return None
        except LossyError:
            self.unfixable = "the file does not survive a round trip through LibCST"
        except Exception as error:
            self.problems.append(f"the fix of rule {rule.code} failed with {described(error)}")
        return None

    @cached_property
    def _sheet(self) -> NodeSheet:
        from inngest_lint.edits.draft import NodeSheet

        return NodeSheet(self._code, self._text)


def project_fix(
    rule: Rule, fault: ProjectFault, sheets: ProjectSheets, words: Mapping[str, object]
) -> Fix | None:
    """The fix of a fault in a project, None if there is none; `words` are its values as text."""
    if fault.fix is None:
        return None
    draft = ProjectDraft(sheets)
    try:
        fault.fix(draft)
    except UnfixableError:
        return None
    return _fix(rule, draft.edits(), words)


def _fix(rule: Rule, edits: tuple[Edit, ...], words: Mapping[str, object]) -> Fix | None:
    assert rule.fixes is not None, rule.code
    return Fix(rule.fixes, rule.fix_title.format(**words), edits) if edits else None
