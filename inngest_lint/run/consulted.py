"""What the check of a file has read of its project, for who remembers what was found."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Consulted:
    """What a check has read of a project.

    `texts` are files by what stands for their text, `words` have been searched in all files, and
    `directories` have been asked which SDK they pin.
    """

    texts: dict[str, str] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    directories: set[str] = field(default_factory=set)

    def add(self, other: Consulted) -> None:
        """Adds what another check has read."""
        self.texts.update(other.texts)
        self.words |= other.words
        self.directories |= other.directories
