"""Checks the files of a run: recalls what still holds, and spreads the rest over processes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from inngest_lint.files import UnreadableError, display_name
from inngest_lint.run.judging import Judge, Judged, Wanted
from inngest_lint.run.outcome import Outcome
from inngest_lint.run.packed import Packed
from inngest_lint.run.spread import Killed, can_fork, spread
from inngest_lint.run.targets import Target

# From how many files on processes are worth their start, where they are copied or begin anew.
_WORTH_FORKING = 20
_WORTH_SPAWNING = 200


@dataclass(frozen=True, slots=True)
class Checker:
    """Checks files, and remembers what it found.

    `jobs` is how many processes may be busy at a time; `cache` is the directory of the cache, empty
    for one in each project, None for none.
    """

    wanted: Wanted
    jobs: int = 1
    cache: str | None = None

    def check(self, targets: Sequence[Target], contents: Mapping[Path, bytes]) -> Outcome:
        """What is found in these files; `contents` is what is in some instead of on the disk."""
        remembers = self.cache is not None and not contents
        judge = Judge(self.wanted, contents, remembers)
        memories = None
        if self.cache is not None and remembers:
            from inngest_lint.run.memories import Memories  # much, where there is no cache

            memories = Memories(self.wanted, judge, self.cache)
        found: dict[Path, tuple[Outcome, Outcome]] = {}
        for target in targets:
            known = memories.recall(target.path) if memories is not None else None
            if known is not None:
                found[target.path] = known
        asked = [target for target in targets if target.path not in found]
        # the whole comes first, so that processes that are copied have what is known of projects
        whole = {target.path: judge.whole(target) for target in asked}
        judged = dict(self._judged(asked, judge))
        found.update((path, (each.outcome, whole[path])) for path, each in judged.items())
        if memories is not None:
            memories.keep(judged)
        return _together(found[target.path] for target in targets)

    def _judged(self, targets: Sequence[Target], judge: Judge) -> Iterator[tuple[Path, Judged]]:
        """What is found in files by themselves, as it comes."""
        wanted = []
        for target in targets:
            try:
                if judge.wants(target):
                    wanted.append(target)
                else:
                    yield target.path, Judged(Outcome())
            except UnreadableError as error:
                yield target.path, Judged(Outcome(problems=[str(error)]))
        if self.jobs == 1 or len(wanted) < (_WORTH_FORKING if can_fork() else _WORTH_SPAWNING):
            yield from ((target.path, judge(target)) for target in wanted)
            return
        from inngest_lint.rules import load_all

        # once, before processes are copied: the rules, and LibCST with them
        load_all(frozenset().union(*(each.settings.codes_for(each.path) for each in wanted)))
        largest_first = sorted(wanted, key=judge.size, reverse=True)
        for target, judged in spread(judge, largest_first, self.jobs):
            yield (
                target.path,
                _killed(target, judged) if isinstance(judged, Killed) else judged,
            )


def _killed(target: Target, killed: Killed) -> Judged:
    """What there is to say of a file whose check ended a process."""
    from inngest_lint.engine import internal_error

    problem = f"the process that checked the file ended with {killed}"
    finding = internal_error(problem, display_name(target.path))
    is_told = "ING003" in target.settings.codes_for(target.path)
    return Judged(Outcome(Packed([finding] if is_told else [])))


def _together(found: Iterable[tuple[Outcome, Outcome]]) -> Outcome:
    """One outcome of all; what touches several files is told once."""
    total = Outcome()
    for own, whole in found:
        total.add(own)
        total.add(whole)
    return total
