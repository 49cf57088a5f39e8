"""Making triggers of what stands in the place of some."""

from __future__ import annotations

import re

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.model.events.trigger_lists import TRIGGERS
from inngest_lint.model.names.calls import Arguments
from inngest_lint.sdk.names import TRIGGER_CRON
from inngest_lint.syntax import literals

_EVENT, _CRON = "inngest.TriggerEvent", "inngest.TriggerCron"
_EVENT_NAME = re.compile(r"[\w.-]+(/[\w.-]+)+")
_SCHEDULE = re.compile(r"(TZ=\S+ +)?[\d*/,A-Za-z-]+( +[\d*/,A-Za-z#?-]+){4}")
# The words of the other SDKs are read as well.
_FIELDS = {"event": "event", "expression": "expression", "if": "expression"}
_OF_CRON = {"cron": "cron", "jitter": "jitter"}


def mend(draft: Draft, node: cst.BaseExpression) -> None:
    """Makes what `trigger=` takes of the value that it is given."""
    code = draft.code
    if code.triggers.wrong_shape(node) is None:
        return
    if isinstance(node, cst.IfExp):
        mend(draft, node.body)
        mend(draft, node.orelse)
    elif isinstance(node, (cst.List, cst.Tuple, cst.Set)):
        if not node.elements:
            raise UnfixableError("there is no trigger")
        _bracket(draft, node)
        for element in node.elements:
            if isinstance(element, cst.Element):
                _mend_item(draft, element.value)
    elif isinstance(node, (cst.ListComp, cst.GeneratorExp)):
        _bracket(draft, node)
        _mend_item(draft, node.elt)
    elif isinstance(node, cst.Call) and code.values.symbol(node.func) == "builtins.tuple":
        draft.put(node.func, draft.reach("builtins.list", node))
    elif code.shapes.of(node) in ("a tuple", "a generator"):
        _mend_held(draft, node)
        draft.before(node, f"{draft.reach('builtins.list', node)}(")
        draft.behind(node, ")")
    elif code.shapes.of(node) == "a list":
        raise UnfixableError("the list is made elsewhere")
    else:
        _mend_item(draft, node)


def _bracket(draft: Draft, node: cst.BaseExpression) -> None:
    """Puts a list's brackets in the place of those of a tuple, a set or a generator."""
    if isinstance(node, (cst.List, cst.ListComp)):
        return
    if len(node.lpar) > 1 or (isinstance(node, cst.Set) and node.lpar):
        raise UnfixableError("it stands in brackets of its own")
    start, end = draft.offsets[node]
    draft.replace(start, start + 1, "[")
    draft.replace(end - 1, end, "]")
    if isinstance(node, cst.Tuple) and len(node.elements) == 1:
        last = draft.offsets[node.elements[0]][1]
        comma = draft.text.index(",", last)
        if "\n" not in draft.text[last:end]:
            draft.delete(last, comma + 1)


def _mend_item(draft: Draft, node: cst.BaseExpression) -> None:
    """Makes a trigger of a value, or puts a star before several."""
    code = draft.code
    if code.values.symbol(node) in TRIGGERS:
        _name_argument(draft, node)
        return
    shape = code.shapes.of(node)
    if shape in ("a list", "a tuple") and isinstance(node, (cst.Name, cst.Attribute, cst.Call)):
        _mend_held(draft, node)
        draft.before(node, "*")
    elif isinstance(node, cst.Dict):
        _call_for_dict(draft, node)
    elif isinstance(node, cst.Call) and code.values.symbol(node.func) == "builtins.dict":
        names = [arg.keyword.value if arg.keyword else "" for arg in node.args]
        cls, fields = _class_with(names)
        if any(fields[each] != each for each in names):
            raise UnfixableError("a keyword has another name")
        draft.put(node.func, draft.reach(cls, node))
    elif shape is not None:
        _call_for_text(draft, node)


def _name_argument(draft: Draft, node: cst.BaseExpression) -> None:
    """Gives the positional argument of the call that makes a trigger its keyword."""
    made = draft.code.bindings.follow(node)
    arguments = Arguments.of(made) if isinstance(made, cst.Call) else None
    if arguments is None or not arguments.positional:
        return
    keyword = "cron" if draft.code.values.symbol(node) == TRIGGER_CRON else "event"
    if len(arguments.positional) > 1 or keyword in arguments.keywords:
        raise UnfixableError("more than one argument has no keyword")
    draft.before(arguments.positional[0], f"{keyword}=")


def _call_for_text(draft: Draft, node: cst.BaseExpression) -> None:
    """Makes a trigger of the name of an event, or of a cron."""
    text = draft.code.texts.fold(node)
    constant = text.constant if text is not None else None
    if constant is None:
        raise UnfixableError("what it says is not known")
    if _EVENT_NAME.fullmatch(constant):
        opening = f"{draft.reach(_EVENT, node)}(event="
    elif _SCHEDULE.fullmatch(constant):
        opening = f"{draft.reach(_CRON, node)}(cron="
    else:
        raise UnfixableError("it is neither the name of an event nor a cron")
    draft.before(node, opening)
    draft.behind(node, ")")


def _call_for_dict(draft: Draft, node: cst.Dict) -> None:
    """Makes a call of a dict, with its keys for keywords."""
    keys: list[tuple[cst.DictElement, str]] = []
    for element in node.elements:
        key = literals.string(element.key) if isinstance(element, cst.DictElement) else None
        if key is None or not isinstance(element, cst.DictElement):
            raise UnfixableError("not all of its keys are known")
        keys.append((element, key))
    cls, fields = _class_with([key for _, key in keys])
    if node.lpar:
        raise UnfixableError("it stands in parentheses")
    start, end = draft.offsets[node]
    draft.replace(start, start + 1, f"{draft.reach(cls, node)}(")
    draft.replace(end - 1, end, ")")
    for element, key in keys:
        first, last = draft.offsets[element.key][0], draft.offsets[element.value][0]
        if "#" in draft.text[draft.offsets[element.key][1] : last]:
            raise UnfixableError("a comment would be lost")
        draft.replace(first, last, f"{fields[key]}=")


def _class_with(names: list[str]) -> tuple[str, dict[str, str]]:
    """The trigger that has these fields, and what they are called there."""
    for cls, fields, wanted in ((_EVENT, _FIELDS, "event"), (_CRON, _OF_CRON, "cron")):
        if wanted in names and set(names) <= set(fields) and len(set(names)) == len(names):
            return cls, fields
    raise UnfixableError("no trigger has these fields")


def _mend_held(draft: Draft, node: cst.BaseExpression) -> None:
    """The same for what a list or a tuple holds; raises UnfixableError where that is no trigger."""
    code = draft.code
    for each in {id(each): each for each in code.sequences.read(node).known}.values():
        if code.values.symbol(each) not in TRIGGERS:
            raise UnfixableError("not all that it holds are triggers")
        _name_argument(draft, each)
