"""What an expression is in a run whose event is known, with its keys: one of a cron, of a failure.

A test of the event's name or of a key has one answer in such a run; a test of anything else has
either.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import libcst as cst

from inngest_lint.model.cron import known
from inngest_lint.model.cron.dependence import Dependence
from inngest_lint.model.cron.event_data import EventData, Held
from inngest_lint.model.cron.known import Answer, Known, Truth, Vague, truth_of
from inngest_lint.model.cron.loop_keys import LoopKeys
from inngest_lint.model.cron.memo import Memo
from inngest_lint.model.cron.visits import Visit, Visits
from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.flow.guards import Fact
from inngest_lint.model.names.calls import returned_expressions
from inngest_lint.model.names.names import Names
from inngest_lint.sdk.known_events import KnownEvent
from inngest_lint.sdk.names import RUN_EVENT_DATA, RUN_EVENT_NAME
from inngest_lint.syntax.scopes import Kind


class EventAnswers:
    """Evaluates the expressions of one file as a run does that a known event has started."""

    def __init__(
        self,
        names: Names,
        flow: ControlFlow,
        event_data: EventData,
        dependence: Dependence,
        visits: Visits,
        event: KnownEvent,
    ) -> None:
        self._event = event
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._bindings = names.bindings
        self._texts = names.texts
        self._sequences = names.sequences
        self._changes = names.changes
        self._guards = flow.guards
        self._event_data = event_data
        self._visits = visits
        self._dependence = dependence
        self._loop_keys = LoopKeys(names, flow.guards, event_data, visits)
        self._memo: Memo[Answer] = Memo(in_circle=Vague.ANY)

    def holds(self, fact: Fact, visit: Visit | None) -> Truth:
        """Whether a scheduled run finds a fact as it must be."""
        if isinstance(fact.test, cst.MatchCase):
            match = self._tree.parent(fact.test)
            if not isinstance(match, cst.Match):
                return Truth.UNCLEAR
            truth = self._matches(fact.test.pattern, match.subject, visit)
        else:
            truth = truth_of(self.of(fact.test, visit))
        return truth if fact.held else truth.opposite

    def missing_key(self, node: cst.Subscript, visit: Visit | None) -> str | None:
        """The key by which `node` reads the event's data, if a scheduled run has no such key."""
        if self._event_data.is_written(node):
            return None
        held = self._event_data.of(node.value, visit)
        if held is None or held.symbol != RUN_EVENT_DATA:
            return None
        key = self._event_data.key(node, visit)
        keys = self._loop_keys.of(node, visit) if key is None else [key]
        return next((key for key in keys if key not in self._event.keys | held.added), None)

    def missing_get(self, node: cst.Call, visit: Visit | None) -> str | None:
        """The key for which `data.get(key)` asks in vain."""
        if not isinstance(node.func, cst.Attribute) or node.func.attr.value != "get":
            return None
        held = self._event_data.of(node.func.value, visit) if node.args else None
        if held is None or held.symbol != RUN_EVENT_DATA:
            return None
        key = self._event_data.text(node.args[0].value, visit)
        return None if key in self._event.keys | held.added else key

    def of(self, node: cst.BaseExpression, visit: Visit | None) -> Answer:
        """What `node` is in a scheduled run, if it is part of `visit`."""
        return self._memo.ask(node, visit, lambda: self._of(node, visit))

    def _of(self, node: cst.BaseExpression, visit: Visit | None) -> Answer:
        held = self._event_data.of(node, visit)
        if held is not None:
            return self._part(held)
        answer: Answer | None = known.constant(node)
        evaluate = _EVALUATORS.get(node.__class__)
        if answer is None and evaluate is not None:
            answer = evaluate(self, node, visit)
        if answer is None:
            depends = self._dependence.on_event(node, visit)
            answer = Vague.UNCLEAR if depends else Vague.ANY
        return answer

    def _name(self, node: cst.Name | cst.Attribute, visit: Visit | None) -> Answer | None:
        given = self._visits.argument(node, visit)
        if given is not None:
            return self.of(*given)
        if isinstance(node, cst.Name) and self._changes.is_changed(node):
            return None
        text = self._text(node, visit)
        if text is not None:
            return text
        bindings = self._bindings.of(node)
        if len(bindings) == 1 and bindings[0].kind is Kind.VALUE and bindings[0].value:
            return self.of(bindings[0].value, visit)
        return None

    def _text(self, node: cst.BaseExpression, visit: Visit | None) -> Answer | None:
        if self._bindings.expression(node).__class__ not in _TEXTS:
            return None  # asked first, since folding costs more
        text = self._texts.fold(node)
        return Known(text.constant) if text is not None and text.constant is not None else None

    def _not(self, node: cst.UnaryOperation, visit: Visit | None) -> Answer | None:
        if not isinstance(node.operator, cst.Not):
            return None
        return known.answer_of(truth_of(self.of(node.expression, visit)).opposite)

    def _both(self, node: cst.BooleanOperation, visit: Visit | None) -> Answer:
        """`a and b`, `a or b`: the first that decides, else the last."""
        left = self.of(node.left, visit)
        decides = Truth.NO if isinstance(node.operator, cst.And) else Truth.YES
        if truth_of(left) is decides:
            return left
        right = self.of(node.right, visit)
        if truth_of(left) is decides.opposite or truth_of(right) is decides:
            return right
        return Vague.UNCLEAR if Vague.UNCLEAR in (left, right) else Vague.ANY

    def _choice(self, node: cst.IfExp, visit: Visit | None) -> Answer | None:
        truth = truth_of(self.of(node.test, visit))
        if truth.is_told:
            return self.of(node.body if truth is Truth.YES else node.orelse, visit)
        either = self.of(node.body, visit)
        return either if either == self.of(node.orelse, visit) else None

    def _comparison(self, node: cst.Comparison, visit: Visit | None) -> Answer | None:
        if len(node.comparisons) != 1:
            return None
        operation, other = node.comparisons[0].operator, node.comparisons[0].comparator
        left, right = self.of(node.left, visit), self.of(other, visit)
        answer = known.compared(left, operation, right)
        if self._differ(left, other) or self._differ(right, node.left):
            answer = known.different(operation) or answer
        if answer is None and self._event.has_any_value and Vague.FULL in (left, right):
            return Vague.ANY  # some of its runs pass the test
        return answer

    def _differ(self, answer: Answer, other: cst.BaseExpression) -> bool:
        """Whether a known string cannot be `other`, a string with holes."""
        if not isinstance(answer, Known) or not isinstance(answer.value, str):
            return False
        if not isinstance(self._bindings.expression(other), cst.FormattedString):
            return False
        text = self._texts.fold(other)
        return text is not None and text.matches([answer.value]) is False

    def _collection(
        self, node: cst.Tuple | cst.List | cst.Set, visit: Visit | None
    ) -> Answer | None:
        items: list[object] = []
        for element in node.elements:
            item = self.of(element.value, visit)
            if not isinstance(item, Known) or isinstance(element, cst.StarredElement):
                return None
            items.append(item.value)
        return known.collected(node.__class__, items)

    def _operation(self, node: cst.BinaryOperation, visit: Visit | None) -> Answer | None:
        left, right = self.of(node.left, visit), self.of(node.right, visit)
        return self._text(node, visit) or known.combined(left, node.operator, right)

    def _subscript(self, node: cst.Subscript, visit: Visit | None) -> Answer | None:
        held = self._event_data.of(node.value, visit)
        if held is None or held.symbol != RUN_EVENT_DATA:
            return None
        return Vague.FULL if self._event_data.key(node, visit) in self._event.keys else None

    def _call(self, node: cst.Call, visit: Visit | None) -> Answer | None:
        entered = self._visits.answering(node, visit)
        if entered is not None:
            return self._returned(entered)
        if any(arg.keyword is not None or arg.star for arg in node.args):
            return None
        given = [self.of(arg.value, visit) for arg in node.args]
        if isinstance(node.func, cst.Attribute):
            return self._method(node.func, given, visit)
        symbol = self._values.symbol(node.func)
        if symbol == "builtins.isinstance" and len(given) == 2:
            return self._is_instance(given[0], node, visit)
        return known.converted(symbol, given[0]) if len(given) == 1 else None

    def _method(
        self, func: cst.Attribute, given: list[Answer], visit: Visit | None
    ) -> Answer | None:
        held = self._event_data.of(func.value, visit)
        if held is not None and held.symbol == RUN_EVENT_DATA:
            if func.attr.value == "keys":
                return self._part(held)
            if func.attr.value == "get" and given:
                return self._value_of(held, given)
        return known.asked(self.of(func.value, visit), func.attr.value, given)

    def _is_instance(self, value: Answer, call: cst.Call, visit: Visit | None) -> Answer | None:
        types = self._sequences.elements(call.args[1].value) or [call.args[1].value]
        symbols = {self._values.symbol(each) for each in types}
        if value == Known(None):
            return Known(False) if all(symbols) else None
        if isinstance(value, Known) and isinstance(value.value, str) and all(symbols):
            return Known("builtins.str" in symbols)
        held = self._event_data.of(call.args[0].value, visit)
        mapping = any(symbol.endswith(("dict", "Mapping")) for symbol in symbols)
        return Known(True) if held is not None and mapping else None

    def _returned(self, entered: Visit) -> Answer | None:
        """What a function of the file gives in this run: its `return`s that can be reached."""
        found: set[Answer] = set()
        for returned in returned_expressions(entered.function, self._scopes):
            truths = {self.holds(fact, entered) for fact in self._guards.facts(returned)}
            if Truth.NO not in truths:
                found.add(self.of(returned, entered))
                if Truth.UNCLEAR in truths:
                    found.add(Vague.UNCLEAR)
        if len(found) < 2:
            return found.pop() if found else None
        decided = Vague.UNCLEAR in found or Vague.ANY not in found
        return Vague.UNCLEAR if decided else Vague.ANY

    def _matches(
        self, pattern: cst.MatchPattern, subject: cst.BaseExpression, visit: Visit | None
    ) -> Truth:
        if isinstance(pattern, cst.MatchAs):
            return self._matches(pattern.pattern, subject, visit) if pattern.pattern else Truth.YES
        if isinstance(pattern, cst.MatchOr):
            truths = {self._matches(each.pattern, subject, visit) for each in pattern.patterns}
            order = (Truth.YES, Truth.UNCLEAR, Truth.EITHER, Truth.NO)
            return next(truth for truth in order if truth in truths)
        answer = self.of(subject, visit)
        if isinstance(answer, Known):
            if isinstance(pattern, (cst.MatchValue, cst.MatchSingleton)):
                value = self.of(pattern.value, visit)
                if isinstance(value, Known):
                    return Truth.YES if value == answer else Truth.NO
            if isinstance(pattern, cst.MatchMapping) and isinstance(answer.value, frozenset):
                for key in (self.of(each.key, visit) for each in pattern.elements):
                    if isinstance(key, Known) and key.value not in answer.value:
                        return Truth.NO
        return Truth.EITHER if answer is Vague.ANY else Truth.UNCLEAR

    def _part(self, held: Held) -> Answer:
        if held.symbol == RUN_EVENT_NAME:
            return Known(self._event.name)
        is_data = held.symbol == RUN_EVENT_DATA
        return Known(self._event.keys | held.added) if is_data else Vague.FULL

    def _value_of(self, held: Held, given: list[Answer]) -> Answer | None:
        """`data.get(key, default)`."""
        key = given[0]
        if not isinstance(key, Known) or key.value in held.added:
            return None
        if key.value in self._event.keys:
            return Vague.FULL
        return given[1] if len(given) > 1 else Known(None)


_TEXTS = frozenset(
    {cst.SimpleString, cst.FormattedString, cst.ConcatenatedString, cst.BinaryOperation}
)
_EVALUATORS: dict[type[cst.CSTNode], Callable[[EventAnswers, Any, Visit | None], Answer | None]] = {
    cst.Name: EventAnswers._name,
    cst.Attribute: EventAnswers._name,
    cst.FormattedString: EventAnswers._text,
    cst.ConcatenatedString: EventAnswers._text,
    cst.UnaryOperation: EventAnswers._not,
    cst.BooleanOperation: EventAnswers._both,
    cst.IfExp: EventAnswers._choice,
    cst.Comparison: EventAnswers._comparison,
    cst.Tuple: EventAnswers._collection,
    cst.List: EventAnswers._collection,
    cst.Set: EventAnswers._collection,
    cst.BinaryOperation: EventAnswers._operation,
    cst.Subscript: EventAnswers._subscript,
    cst.Call: EventAnswers._call,
    cst.NamedExpr: lambda answers, node, visit: answers.of(node.value, visit),
    cst.Await: lambda answers, node, visit: answers.of(node.expression, visit),
}
