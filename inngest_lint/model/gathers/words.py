"""The words of names: which of them say something, and whether two of them are one word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

_BORDER = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST = 4  # a text of more words is prose, and names nothing
_LEAST = 3  # letters of an abbreviation
_STEM = 6  # letters in which `transcribe` and `transcript` agree, and three fifths of the longer
_VOWELS = frozenset("aeiou")

# What stands behind one of these says how, of whom or where, not what: `orders_of_user`.
_PREPOSITIONS = frozenset(
    "after at before behind besides beyond but by despite during except exclude excluded excludes "
    "excluding for from ignore ignored ignoring in instead less like minus near no non not of off "
    "omit on onto other over per since skip skipped through under unless until versus via vs when "
    "where with within without".split()
)
# In the name of a result also this: `to_home`; `convert_to_pdf` gives the PDF all the same.
_DIRECTIONS = _PREPOSITIONS | {"into", "to"}
# An argument of such a name is what a call starts from, or does without.
_TURNING = _DIRECTIONS | frozenset(
    "base default fallback given origin parent source src start".split()
)

# Words that fit anything: what every call does, what every value is, and positions.
_GENERIC = frozenset(
    # what calls do
    "aget apply async await build calc calculate call check checked compute create delete do "
    "execute fetch fetched fetcher find gather generate get getter handle handler invoke job list "
    "load loaded loader look lookup make parallel perform pull query read request retrieve run "
    "safe save select send step steps store submit sync task tasks try update wait worker "
    # what values are
    "all answer any arg array batch body client bool coro coroutine data dict dto entry error "
    "errors exc field flag float fut future id ids info int item items json key kind len map maybe "
    "model msg num number obj object objects ok opt option out output page params part payload raw "
    "rec record records res resp response responses result results ret returned row rows service "
    "api self cls set str string success text thing tmp tuple type typ url uri urls val value "
    "values var "
    # positions, times and sides
    "actual alt another back begin begins bottom current down each earlier earliest end ending "
    "even final first fourth front head high higher inner last late later latest least left low "
    "lower main max mid middle min more most new newer newest next odd old older oldest one outer "
    "prev previous primary recent remaining rest right second secondary single tail third three "
    "top two up upper "
    # what joins words
    "a an and are as be has into is it its my or our some that the their this to "
    "was your "
    # addresses
    "com http https net org www".split()
)

# Words at the end of a name that tell a side of what stands before them: `order_status`.
_SIDES = frozenset(
    "amount balance count detail details history name overview score state stat stats status "
    "summary total totals".split()
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """The words of one text that say something: `firm` what it is, `beside` what it is of."""

    firm: tuple[str, ...]
    beside: tuple[str, ...] = ()

    @property
    def heads(self) -> tuple[str, ...]:
        """The word that the others describe, with the sides of it that are told."""
        sides = 0
        while sides < len(self.firm) - 1 and self.firm[-1 - sides] in _SIDES:
            sides += 1
        return self.firm[-1 - sides :] if self.firm else ()


@dataclass(frozen=True, slots=True)
class Name:
    """What something is called, in one text or in several."""

    phrases: tuple[Phrase, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """Every word that says something."""
        return tuple(word for p in self.phrases for word in (*p.firm, *p.beside))

    @property
    def firm(self) -> tuple[str, ...]:
        """The words that say what it is."""
        return tuple(word for p in self.phrases for word in p.firm)

    @property
    def heads(self) -> tuple[str, ...]:
        """The last words of these."""
        return tuple(word for p in self.phrases for word in p.heads)

    def __add__(self, other: Name) -> Name:
        return Name(self.phrases + other.phrases)

    def without(self, words: Iterable[str]) -> Name:
        """The name without some words, whatever their number."""
        gone = tuple(words)

        def left(said: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(word for word in said if not any(same(word, other) for other in gone))

        return Name(tuple(Phrase(left(p.firm), left(p.beside)) for p in self.phrases))


def words_of(text: str) -> list[str]:
    """The words of snake_case, kebab-case, camelCase or prose, in lower case, without numbers."""
    return _WORD.findall(_BORDER.sub(" ", text).lower())


def name_of(text: str, *, prepositions: frozenset[str] = _PREPOSITIONS) -> Name:
    """What a text says of the thing it names."""
    words = words_of(text)
    border = next((i for i, word in enumerate(words) if word in prepositions), len(words))
    if len(words) > _LONGEST and " " in text.strip():
        border = 0
    firm, beside = words[:border], words[border:]
    return Name((Phrase(_telling(firm), _telling(w for w in beside if w not in prepositions)),))


def target_of(text: str) -> Name:
    """What the name of a variable, an attribute or a key says of the result it gets."""
    return name_of(text, prepositions=_DIRECTIONS)


def beside(text: str) -> Name:
    """The same words, where they do not say what the thing is."""
    return Name((Phrase((), _telling(words_of(text))),))


def turns(text: str) -> bool:
    """Whether a word as the name of an argument says that its value is not the result."""
    return any(word in _TURNING for word in words_of(text))


def _telling(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word in words if len(word) > 1 and word not in _GENERIC)


@cache
def same(one: str, other: str) -> bool:
    """Whether two words are one, in singular or plural."""
    return not _numbers(one).isdisjoint(_numbers(other))


def _numbers(word: str) -> set[str]:
    """A word and what its singular may be."""
    forms = {word}
    if len(word) > _LEAST and word.endswith("s") and not word.endswith("ss"):
        forms.add(word[:-1])
        if word.endswith("ies"):
            forms.add(f"{word[:-3]}y")
        elif word.endswith(("ses", "xes", "zes", "ches", "shes")):
            forms.add(word[:-2])
    return forms


@cache
def alike(one: str, other: str) -> bool:
    """Whether two words are one, or of one stem, or one is short for the other: `cov`, `acct`."""
    short, long = sorted((one, other), key=len)
    stem = max(_STEM, (len(long) * 3 + 4) // 5)
    if same(one, other) or (len(short) >= stem and short[:stem] == long[:stem]):
        return True
    return any(_is_short_for(one, other) for one in _numbers(short) for other in _numbers(long))


def _is_short_for(short: str, long: str) -> bool:
    if len(short) < _LEAST or short[0] != long[0]:
        return False
    if long.startswith(short):
        return True
    if not _VOWELS.isdisjoint(short[1:]):
        return False
    letters = iter(long[1:])
    sounds = [letter for letter in long if letter not in _VOWELS]
    return sounds[-1:] == [short[-1]] and all(letter in letters for letter in short[1:])
