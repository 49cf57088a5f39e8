"""Where nodes stand, worked out for the few that are reported.

LibCST nodes carry no positions. `PositionProvider` computes them for every node of a file at nine
times the price of the parse. This module lets LibCST's own code generator run once and notes, for
the wanted nodes alone, between which of the generated tokens they lie; where that private API has
changed it falls back to the provider.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterable
from contextlib import AbstractContextManager, nullcontext, suppress
from itertools import accumulate
from typing import NamedTuple

import libcst as cst
from libcst._nodes.internal import CodegenState

_NEWLINE = re.compile(r"\r\n?|\n")
_NOTHING = nullcontext()


class Span(NamedTuple):
    """From the first character of a node to behind its last; rows and columns from 1."""

    row: int
    column: int
    end_row: int
    end_column: int


def locate(module: cst.Module, nodes: Iterable[cst.CSTNode]) -> dict[cst.CSTNode, Span]:
    """The spans of `nodes`; a statement with a body spans its head, to the colon."""
    wanted = {id(node): node for node in nodes}.values()
    if not wanted:
        return {}
    try:
        return _generate(module, wanted)
    except (AttributeError, TypeError, KeyError):  # another LibCST than the one we know
        return _ask_provider(module, wanted)


def _generate(module: cst.Module, wanted: Collection[cst.CSTNode]) -> dict[cst.CSTNode, Span]:
    recorder = Recorder(module, wanted)
    return recorder.spans(recorder.generate(module), 0)


class _DoneError(Exception):
    """All that is wanted has been noted."""


class Recorder(CodegenState):
    """A code generator's state that notes at which token the wanted nodes begin and end.

    All nodes that it is given must lie in what is generated.
    """

    def __init__(self, module: cst.Module, nodes: Collection[cst.CSTNode]) -> None:
        super().__init__(module.default_indent, module.default_newline)
        self.nodes = nodes
        self.wanted = set(map(id, nodes))  # by identity, as in `Tree`
        self.missing = set(self.wanted)
        self.behind = {id(each): id(n) for n in nodes if (each := _behind_head(n)) is not None}
        self.starts: dict[int, int] = {}
        self.ends: dict[int, int] = {}
        self.heads: dict[int, int] = {}  # where those of statements end

    def generate(self, root: cst.CSTNode) -> str:
        """The code of `root`, to the end of the last wanted node in it."""
        with suppress(_DoneError):
            root._codegen(self)
        return "".join(self.tokens)

    def spans(self, text: str, start: int) -> dict[cst.CSTNode, Span]:
        """The spans of the nodes, where what has been generated stands at `start` of `text`."""
        offsets = list(accumulate(map(len, self.tokens), initial=start))
        rows = [0, *(match.end() for match in _NEWLINE.finditer(text, 0, offsets[-1]))]

        def place(offset: int) -> tuple[int, int]:
            row = bisect_right(rows, offset)
            return row, offset - rows[row - 1] + 1

        found = {}
        for node in self.nodes:
            key = id(node)
            begin, end = self.starts[key], self.heads[key] if key in self.heads else self.ends[key]
            found[node] = Span(*place(offsets[begin]), *place(offsets[end]))
        return found

    def before_codegen(self, node: cst.CSTNode) -> None:  # noqa: D102
        key = id(node)
        if key in self.behind:
            self.heads[self.behind[key]] = len(self.tokens)
            self._done_with(self.behind[key])
        if key in self.wanted:
            self.starts[key] = len(self.tokens)

    def after_codegen(self, node: cst.CSTNode) -> None:  # noqa: D102
        if id(node) in self.wanted:
            self.ends.setdefault(id(node), len(self.tokens))
            self._done_with(id(node))

    def _done_with(self, key: int) -> None:
        self.missing.discard(key)
        if not self.missing:
            raise _DoneError

    def record_syntactic_position(  # type: ignore[override]  # noqa: D102 - any manager will do
        self,
        node: cst.CSTNode,
        *,
        start_node: cst.CSTNode | None = None,
        end_node: cst.CSTNode | None = None,
    ) -> AbstractContextManager[None]:
        if id(node) not in self.wanted:
            return _NOTHING
        self.wanted.update(id(n) for n in (start_node, end_node) if n is not None)
        return _Exactly(self, node, start_node, end_node)


class _Exactly(AbstractContextManager[None]):
    """Notes the tokens of a node without the whitespace it owns."""

    def __init__(
        self,
        recorder: Recorder,
        node: cst.CSTNode,
        start_node: cst.CSTNode | None,
        end_node: cst.CSTNode | None,
    ) -> None:
        self._recorder = recorder
        self._node = node
        self._start_node = start_node
        self._end_node = end_node

    def __enter__(self) -> None:
        self._recorder.starts[id(self._node)] = len(self._recorder.tokens)

    def __exit__(self, error: object, *_: object) -> None:
        if error is not None:
            return
        recorder, key = self._recorder, id(self._node)
        if self._start_node is not None:
            recorder.starts[key] = recorder.starts[id(self._start_node)]
        last = self._end_node
        end = len(recorder.tokens) if last is None else recorder.ends[id(last)]
        recorder.ends.setdefault(key, end)


class Notes(CodegenState):
    """A code generator's state that has noted between which tokens each node of a module lies.

    `inner` is that without the whitespace that the node owns: begin and end, or the nodes that tell
    them; for few nodes is it other than all that they generate.
    """

    def __init__(self, module: cst.Module) -> None:
        super().__init__(module.default_indent, module.default_newline)
        self.inner: dict[int, tuple[int, int, cst.CSTNode | None, cst.CSTNode | None]] = {}
        self._places: dict[int, int] = {}
        self._begins = array("L")  # a file has ten thousand nodes: numbers of their own are dear
        self._ends = array("L")
        self._open: list[int] = []
        module._codegen(self)

    def outer(self, key: int) -> tuple[int, int]:
        """Where all begins and ends that the node with this identity generates."""
        place = self._places[key]
        return self._begins[place], self._ends[place]

    def before_codegen(self, node: cst.CSTNode) -> None:  # noqa: D102
        self._open.append(len(self.tokens))

    def after_codegen(self, node: cst.CSTNode) -> None:  # noqa: D102
        key, begin, end = id(node), self._open.pop(), len(self.tokens)
        self._places[key] = len(self._begins)
        self._begins.append(begin)
        self._ends.append(end)
        if self.inner.get(key) == (begin, end, None, None):
            del self.inner[key]

    def record_syntactic_position(  # type: ignore[override]  # noqa: D102
        self,
        node: cst.CSTNode,
        *,
        start_node: cst.CSTNode | None = None,
        end_node: cst.CSTNode | None = None,
    ) -> AbstractContextManager[None]:
        return _Noting(self, node, start_node, end_node)


class _Noting(AbstractContextManager[None]):
    """Notes the tokens of a node without the whitespace it owns."""

    __slots__ = ("_begin", "_key", "_nodes", "_notes")

    def __init__(
        self, notes: Notes, node: cst.CSTNode, first: cst.CSTNode | None, last: cst.CSTNode | None
    ) -> None:
        self._notes = notes
        self._key = id(node)
        self._nodes = first, last

    def __enter__(self) -> None:
        self._begin = len(self._notes.tokens)

    def __exit__(self, error: object, *_: object) -> None:
        if error is None:
            self._notes.inner[self._key] = self._begin, len(self._notes.tokens), *self._nodes


def _behind_head(node: cst.CSTNode) -> cst.CSTNode | None:
    """What begins behind the colon that ends the head of a compound statement."""
    if type(node) is cst.Match:
        return node.whitespace_after_colon
    body = getattr(node, "body", None)
    return body if isinstance(body, cst.BaseSuite) else None


def _ask_provider(module: cst.Module, wanted: Iterable[cst.CSTNode]) -> dict[cst.CSTNode, Span]:
    from libcst.metadata import (
        MetadataWrapper,
        PositionProvider,
        WhitespaceInclusivePositionProvider,
    )

    wrapper = MetadataWrapper(module, unsafe_skip_copy=True)
    positions = wrapper.resolve(PositionProvider)
    whole = wrapper.resolve(WhitespaceInclusivePositionProvider)
    found = {}
    for node in wanted:
        start, end = positions[node].start, positions[node].end
        behind = _behind_head(node)
        if behind is not None:
            end = whole[behind].start
        found[node] = Span(start.line, start.column + 1, end.line, end.column + 1)
    return found
