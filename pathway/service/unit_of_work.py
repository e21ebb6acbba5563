"""One transaction, with the instant at which it happens."""

from __future__ import annotations

from collections.abc import Collection, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from pathway.errors import DatabaseBusy, NotFound, Reason, Refused
from pathway.notifications.hours import PostHours, post_hours
from pathway.service.host_hooks import Authorised, check_authorised
from pathway.service.resources import Resources
from pathway.storage import configuration, definitions, directory
from pathway.storage.cases.cases import CaseStore
from pathway.storage.database.dialects import locks_whole
from pathway.storage.directory import Named
from pathway.workflows.attempts.directory import Directory
from pathway.workflows.calendar.working_days import Calendar, london_date
from pathway.workflows.history.case import Case
from pathway.workflows.history.references import is_meeting

if TYPE_CHECKING:
    from pathway.service.views.history import EventView
    from pathway.workflows.attempts.attempt import BoundDefinition

# Who may change what is not about one case: the directory, the calendar, the definitions, mail.
KEEPERS = ("bu", "chair")


@dataclass
class UnitOfWork:
    """
    One transaction: all that it reads and writes happens at one instant.

    Args:
        reader: The number of the person for whom cases are read; None if that is whoever keeps the
            installation, or nobody, as in a sweep.
        sitting: The members of meetings by the cases on their agenda; None until it is looked up.
        definition_today: What a case referred today follows; None until it is looked up.
        last_change: The hash of the last recorded change of the directory and its like, for as long
            as the transaction sees nothing later; else None, and the directory is read anew.
    """

    installation: Resources
    connection: Connection
    settings: dict[str, str]
    now: datetime
    writes: bool
    recorded: list[EventView] = field(default_factory=list["EventView"])
    reader: int | None = None
    sitting: Mapping[str, Collection[int]] | None = None
    last_change: str | None = None
    readable_definitions: list[BoundDefinition] | None = None
    definition_today: BoundDefinition | None = None
    _authorised: dict[int, Authorised] = field(default_factory=dict[int, Authorised])

    @cached_property
    def cases(self) -> CaseStore:
        """Return the cases, with their sealed parts open if the key is there."""
        own = self.installation
        return CaseStore(self.connection, own.keyring, own.macs, own.kept_cases)

    @cached_property
    def directory(self) -> Directory:
        """Return everybody who may act."""
        kept = self.installation.kept_directory
        return kept.people(self.connection, self.last_change, self.today)

    @cached_property
    def names(self) -> Mapping[int, Named]:
        """Return the name and email of everybody who was ever in the directory."""
        return self.installation.kept_directory.names(self.connection, self.last_change)

    @cached_property
    def calendar(self) -> Calendar:
        """Return the working days of England and Wales."""
        return self.installation.calendar(self.connection, self.settings)

    @cached_property
    def hours(self) -> PostHours:
        """Return when mail may leave."""
        own = self.installation.settings
        return post_hours(
            self.calendar,
            own.digest_hour,
            own.digest_days,
            opens=own.opening_hour,
            closes=own.closing_hour,
        )

    @property
    def today(self) -> date:
        """Return today's date in London."""
        return london_date(self.now)

    @property
    def message_secret(self) -> str:
        """Return what makes the Message-IDs of this database such that nobody can guess them."""
        return self.settings["message_secret"]

    @property
    def is_rehearsal(self) -> bool:
        """Return whether the database keeps its own clock."""
        return "clock" in self.settings

    def definition_of(self, case: Case) -> BoundDefinition:
        """
        Return the definition that a case is pinned to; for a meeting, that of meetings.

        Raises:
            NotFound: The definition was never loaded here, or has no meetings.
        """
        definition = self.installation.definition(self.connection, case.definition)
        return followed_by(definition, case.reference)

    @cached_property
    def definitions(self) -> list[BoundDefinition]:
        """Return every definition that was loaded, the latest first."""
        kept = self.installation.kept_directory
        hashes = kept.definitions(self.connection, self.last_change)
        return [self.installation.definition(self.connection, name) for name in hashes]

    def person(self, email: str) -> int:
        """
        Return the number in the directory of the person with that email.

        Raises:
            NotFound: Nobody has it; the nearest are named.
        """
        number = self.directory.number(str(email))
        if number is None:
            raise NotFound(
                "person", str(email), self.directory.emails(), "See `pathway people list`."
            )
        return number

    def actor(self, user: str) -> int:
        """
        Return the number in the directory of the person whom the authoriser takes the user for;
        without an authoriser the user is an email.

        Raises:
            NotFound: Nobody in the directory has the email.
            Refused: The authoriser does not know the user.
            WrongUsage: The authoriser returned something else than `Authorised`.
        """
        authorised = self.installation.authoriser(user)
        if authorised is None:
            raise _not_permitted("Whoever is asking may not act here; sign in as somebody who may.")
        check_authorised(authorised)
        number = self.person(authorised.email)
        self._authorised[number] = authorised
        return number

    def keeper(self, user: str | None, act: str, *, own: str | None = None) -> int | None:
        """
        Return the number in the directory of whoever keeps this installation in order; None where
        the host itself does, which answers for that.

        Args:
            user: Who asks, as the authoriser knows them; None where nobody is named.
            act: What they are about to do, as a sentence begins.
            own: The email of a person who may do it for themselves.

        Raises:
            Refused: Nobody is named and the host did not say that it answers for that, or the person
                may not.
            NotFound: Nobody in the directory has the email.
        """
        if user is None:
            if self.installation.answers:
                return None
            raise _not_permitted(
                f"{act} wants to know who asks: name them with `by`, or connect with `answers_for_itself`."
            )
        person = self.actor(user)
        if own is not None and self.directory.number(own) == person:
            return person
        if not self.directory_for(person).holds(person, *KEEPERS):
            raise _not_permitted(f"{act} is for: {', '.join(KEEPERS)}.")
        return person

    def directory_for(self, actor: int | None) -> Directory:
        """Return the directory in which the actor holds the roles that the authoriser gave, if any."""
        if actor is None:
            return self.directory
        authorised = self._authorised.get(actor)
        if authorised is None or authorised.roles is None:
            return self.directory
        return self.directory.holding(actor, authorised.roles)

    def hold_calendar(self, *, alone: bool = False) -> None:
        """
        Keep the calendar as it is until the transaction ends, so that nothing is counted by an
        outdated one.

        Args:
            alone: It is about to be changed: wait for those who count by it, and make others wait.

        Raises:
            DatabaseBusy: It was changed since the transaction began.
        """
        # Settings that were read behind SQLite's only write lock are current.
        if self.writes and self.installation.host is None and locks_whole(self.connection):
            return
        version = None if alone else self.cases.calendar
        if version is None:
            version = configuration.held(self.connection, "calendar", alone=alone)
        if version != self.settings["calendar"]:
            raise DatabaseBusy(
                "The calendar was changed at the same moment, and nothing was stored; try again."
            )

    @contextmanager
    def recording(
        self, what: str, by: int | None = None, *, of: Collection[str] | None = None
    ) -> Generator[None]:
        """
        Record what the block changes in directory, calendar, settings, tasks or definitions.

        Args:
            what: What is done: import, absent, and so on.
            by: The number of who does it; None for whoever keeps the installation.
            of: The kinds of what may change, all if left out; of others nothing is compared.

        Raises:
            KeyMissing: There is no key, with which every change is signed.
        """
        from pathway.storage.proof import changes

        self.last_change = None
        signing = self.installation.macs.current(self.connection, self.installation.keyring)
        with changes.recording(self.connection, signing, what=what, by=by, at=self.now, kinds=of):
            yield

    def hold_definition(self, content_hash: str) -> None:
        """
        Keep a definition that a case is about to follow from being replaced until the transaction
        ends.

        Raises:
            DatabaseBusy: It was replaced since the transaction began.
        """
        if not definitions.keep(self.connection, content_hash):
            raise DatabaseBusy(
                "The definition was replaced at the same moment, and nothing was stored; try again."
            )

    def hold_directory(self) -> None:
        """
        Keep others from changing the directory until the transaction ends, where the unit writes,
        and read it anew.
        """
        if self.writes:
            directory.hold(self.connection)
            self.read_directory_anew()

    def read_directory_anew(self) -> None:
        """Read the directory again when it is next asked for, as it may have been changed."""
        self.last_change = None
        self.__dict__.pop("directory", None)

    def need_key(self) -> None:
        """
        Make sure that sealed parts can be opened.

        Raises:
            KeyMissing: They cannot, and why.
        """
        if self.installation.keyring is None:
            self.installation.required_keyring()


def followed_by(definition: BoundDefinition, reference: str) -> BoundDefinition:
    """
    Return the part of a definition that a case, or a meeting, follows.

    Raises:
        NotFound: It is of a meeting, and the definition has none.
    """
    if not is_meeting(reference):
        return definition
    if definition.meetings is None:
        raise NotFound(
            "meeting",
            definition.case.name,
            hint='The definition has no meetings; name their file in it: `meeting = "meeting"`.',
        )
    return definition.meetings


def _not_permitted(sentence: str) -> Refused:
    return Refused(sentence, [Reason("not_permitted", sentence)])
