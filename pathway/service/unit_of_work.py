"""One transaction, with the instant at which it happens."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import Connection

from pathway.errors import DatabaseBusy, KeyMissing, NotFound, Reason, Refused
from pathway.notifications.hours import PostHours, post_hours
from pathway.service.host_hooks import Authorised
from pathway.service.resources import Resources
from pathway.service.views.history import EventView
from pathway.storage import configuration, definitions, directory
from pathway.storage.cases.cases import CaseStore
from pathway.storage.directory import Named
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.attempts.directory import Directory
from pathway.workflows.calendar.working_days import Calendar, london_date
from pathway.workflows.history.case import Case


@dataclass
class UnitOfWork:
    """One transaction: all that it reads and writes happens at one instant."""

    installation: Resources
    connection: Connection
    settings: dict[str, str]
    now: datetime
    writes: bool
    recorded: list[EventView] = field(default_factory=list[EventView])
    _authorised: dict[int, Authorised] = field(default_factory=dict[int, Authorised])

    @cached_property
    def cases(self) -> CaseStore:
        """Return the cases, with their sealed parts open if the key is there."""
        return CaseStore(self.connection, self.installation.keyring)

    @cached_property
    def directory(self) -> Directory:
        """Return everybody who may act."""
        return directory.load(self.connection, self.today)

    @cached_property
    def names(self) -> dict[int, Named]:
        """Return the name and email of everybody who was ever in the directory."""
        return directory.names(self.connection)

    @property
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
        """Return the definition that a case is pinned to."""
        return self.installation.definition(self.connection, case.definition)

    @cached_property
    def definitions(self) -> list[BoundDefinition]:
        """Return every definition that was loaded, the latest first."""
        return [
            self.installation.definition(self.connection, content_hash)
            for content_hash in definitions.hashes(self.connection)
        ]

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
        """
        authorised = self.installation.authoriser(user)
        if authorised is None:
            sentence = "Whoever is asking may not act here; sign in as somebody who may."
            raise Refused(sentence, [Reason("not_permitted", sentence)])
        number = self.person(authorised.email)
        self._authorised[number] = authorised
        return number

    def directory_for(self, actor: int | None) -> Directory:
        """
        Return the directory in which the actor holds the roles that the authoriser gave them, if it
        gave any.
        """
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
        version = configuration.held(self.connection, "calendar", alone=alone)
        if version != self.settings["calendar"]:
            raise DatabaseBusy(
                "The calendar was changed at the same moment, and nothing was stored; try again."
            )

    def need_key(self) -> None:
        """
        Make sure that sealed parts can be opened.

        Raises:
            KeyMissing: They cannot.
        """
        if self.installation.keyring is None:
            where = self.installation.key_file or "beside the database"
            raise KeyMissing(
                f"The key that opens what people wrote is not at {where}; "
                "say where it is with --key-file or PATHWAY_KEY_FILE."
            )
