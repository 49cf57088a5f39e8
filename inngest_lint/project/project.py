"""The project around a file: its modules, and what they make of Inngest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from inngest_lint.once import cached_property
from inngest_lint.project.code.callers import Callers
from inngest_lint.project.code.contexts import Contexts
from inngest_lint.project.code.functions import InngestFunction, InngestFunctions
from inngest_lint.project.code.handed import HandedToInngest
from inngest_lint.project.code.heirs import Heirs
from inngest_lint.project.code.lineage import Lineages
from inngest_lint.project.code.modules import Modules
from inngest_lint.project.code.overrides import Overrides
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.texts import Texts
from inngest_lint.project.code.things import Place
from inngest_lint.project.code.wirings import Wirings
from inngest_lint.project.code.wrappers import Wrappers
from inngest_lint.project.events.loops import EventLoops
from inngest_lint.project.events.names import EventNames
from inngest_lint.project.events.slips import EventSlips
from inngest_lint.project.events.uses import Events
from inngest_lint.project.outputs.client_options import ClientOptions
from inngest_lint.project.outputs.values import Values
from inngest_lint.project.pins import Pins
from inngest_lint.project.reached import Reached
from inngest_lint.project.registration.clients import Clients
from inngest_lint.project.registration.listing import Listing
from inngest_lint.project.registration.registrations import Registrations
from inngest_lint.project.registration.registry import Registry
from inngest_lint.project.summaries.summaries import Summaries
from inngest_lint.project.summaries.takers import Takers
from inngest_lint.settings import Settings

_NOTHING: Mapping[Path, str] = MappingProxyType({})


class Project:
    """Everything that can be asked of a project; nothing is read before it is.

    `paths` are its Python files, absolute; `texts` what an editor holds of some of them; `settings`
    those of its root. `modules` stand for the first two where they are known, `pins` are what
    another project with the same files knows of the SDK.
    """

    def __init__(
        self,
        root: Path,
        paths: Iterable[Path],
        texts: Mapping[Path, str] = _NOTHING,
        settings: Settings | None = None,
        modules: Modules | None = None,
        pins: Pins | None = None,
    ) -> None:
        self.root = root
        self.settings = settings or Settings(root=root)
        self.modules = modules or Modules(root, paths, texts)
        self.pins = pins or Pins(root)
        self.resolver = Resolver(self.modules)
        self.texts = Texts(self.resolver)
        self.wrappers = Wrappers(self.modules, self.resolver, self.texts)
        self.inngest_functions = InngestFunctions(
            self.modules, self.resolver, self.texts, self.wrappers
        )
        self.listing = Listing(self.modules, self.resolver)
        registrations = Registrations(self.resolver, self.listing)
        self.registry = Registry(
            self.modules,
            self.resolver,
            self.inngest_functions,
            registrations,
            Clients(self.resolver, self.texts),
        )

    @property
    def functions(self) -> list[InngestFunction]:
        """Every Inngest function, in the order of paths and lines."""
        return self.inngest_functions.all

    def survey(self) -> None:
        """Asks each module at once what is asked of all of them, while its tree is at hand."""
        for module in self.inngest_functions.homes:
            for function in self.inngest_functions.of(module):
                self.registry.clients.origin(function.client)
                self.event_loops.triggers(function)
                if function.handler is not None:
                    self.reached.follow(function.handler)
            self.events.of(module)

    @cached_property
    def by_client(self) -> Mapping[Place, Sequence[InngestFunction]]:
        """The functions by the call that makes their client."""
        found: dict[Place, list[InngestFunction]] = {}
        for each in self.functions:
            made = self.registry.clients.made(each.client)
            if made is not None:
                found.setdefault(made, []).append(each)
        return found

    @cached_property
    def reached(self) -> Reached:
        """What the functions reach, in whatever module."""
        return Reached(self.resolver, self.inngest_functions)

    @cached_property
    def summaries(self) -> Summaries:
        """What its callables do."""
        return Summaries(self.resolver, self.texts, self.overrides, self.settings)

    @cached_property
    def takers(self) -> Takers:
        """Which awaitables its callables run beside themselves."""
        return Takers(self.resolver)

    @cached_property
    def values(self) -> Values:
        """Which form its values have in JSON."""
        return Values(self.resolver)

    @cached_property
    def client_options(self) -> ClientOptions:
        """What its clients do with results."""
        return ClientOptions(self.resolver, self.callers)

    @cached_property
    def lineages(self) -> Lineages:
        """What its classes of errors inherit from."""
        return Lineages(self.resolver)

    @cached_property
    def callers(self) -> Callers:
        """Who calls its functions."""
        return Callers(self.modules, self.resolver)

    @cached_property
    def contexts(self) -> Contexts:
        """Which parameters are given a context."""
        return Contexts(self.modules, self.resolver, self.handed)

    @cached_property
    def handed(self) -> HandedToInngest:
        """Which functions Inngest is given."""
        return HandedToInngest(self.modules, self.resolver, self.inngest_functions)

    @cached_property
    def heirs(self) -> Heirs:
        """Which classes inherit from a class."""
        return Heirs(self.modules, self.resolver)

    @cached_property
    def overrides(self) -> Overrides:
        """Which methods a call may come to."""
        return Overrides(self.heirs, self.resolver)

    @cached_property
    def wirings(self) -> Wirings:
        """Which functions are made of handlers of other modules."""
        return Wirings(self.modules, self.resolver, self.inngest_functions)

    @cached_property
    def events(self) -> Events:
        """Every use of an event."""
        names = EventNames(self.resolver, self.texts, self.callers)
        return Events(self.modules, self.resolver, self.inngest_functions, names)

    @cached_property
    def event_slips(self) -> EventSlips:
        """The names of events that nobody uses on the other side."""
        external = self.settings.external_events
        return EventSlips(self.modules, self.resolver, self.events, self.functions, external)

    @cached_property
    def event_loops(self) -> EventLoops:
        """The functions that start themselves again."""
        return EventLoops(self.resolver, self.texts, self.events)

    def with_text(self, path: Path, text: str) -> Project:
        """The project as it is if the file at `path` holds `text`; this one if it does."""
        text = text.removeprefix("\ufeff")
        module = self.modules.at(path) if path in self.modules else None
        if module is not None and _lines(module.text) == _lines(text):
            return self
        changed = self.modules.with_text(path, text)
        return Project(self.root, (), settings=self.settings, modules=changed, pins=self.pins)


def _lines(text: str) -> str:
    """A text without what tells the ends of its lines apart: flake8 hands it over like that."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
