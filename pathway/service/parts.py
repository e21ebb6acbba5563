"""
The parts of the library's face that are named like the commands. Each is loaded when it is first
asked for: a command uses few of them.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from pathway.service.maintenance import Maintenance

if TYPE_CHECKING:
    from pathway.service.access.reads import Reads
    from pathway.service.deadlines.holidays import Holidays
    from pathway.service.documents.chronologies import Chronologies
    from pathway.service.documents.documents import Documents
    from pathway.service.documents.plans.importing import Plans
    from pathway.service.drafts import Drafts
    from pathway.service.identity.sessions import Sessions
    from pathway.service.identity.sign_ins import SignIns
    from pathway.service.identity.tokens import Tokens
    from pathway.service.mail.mail import Mail
    from pathway.service.meetings.meetings import Meetings
    from pathway.service.people.people import People
    from pathway.service.personal_data.names import Names
    from pathway.service.tasks.tasks import Tasks
    from pathway.service.upkeep.clock import DatabaseClock
    from pathway.service.upkeep.definitions import Definitions
    from pathway.service.upkeep.keys import Keys
    from pathway.service.upkeep.workers import Workers


class Parts(Maintenance):
    """The calls that are not about a case, in parts."""

    @cached_property
    def people(self) -> People:
        """Return who is in which agency and role, and who is away."""
        from pathway.service.people.people import People

        return People(self._installation)

    @cached_property
    def mail(self) -> Mail:
        """Return messages: what left, what did not, and what came back."""
        from pathway.service.mail.mail import Mail

        return Mail(self._installation, self._mailer)

    @cached_property
    def holidays(self) -> Holidays:
        """Return the days on which nobody works."""
        from pathway.service.deadlines.holidays import Holidays

        return Holidays(self._installation)

    @cached_property
    def definitions(self) -> Definitions:
        """Return the definitions that cases follow."""
        from pathway.service.upkeep.definitions import Definitions

        return Definitions(self._installation)

    @cached_property
    def clock(self) -> DatabaseClock:
        """Return the clock of the database."""
        from pathway.service.upkeep.clock import DatabaseClock

        return DatabaseClock(self._installation)

    @cached_property
    def workers(self) -> Workers:
        """Return the workers that sweep and send."""
        from pathway.service.upkeep.workers import Workers

        return Workers(self._installation)

    @cached_property
    def keys(self) -> Keys:
        """Return the master key and the keys of cases."""
        from pathway.service.upkeep.keys import Keys

        return Keys(self._installation)

    @cached_property
    def documents(self) -> Documents:
        """Return documents and papers of cases."""
        from pathway.service.documents.documents import Documents

        return Documents(self._installation)

    @cached_property
    def meetings(self) -> Meetings:
        """Return meetings of the subgroup and of reviews."""
        from pathway.service.meetings.meetings import Meetings

        return Meetings(self._installation)

    @cached_property
    def names(self) -> Names:
        """Return the names that are looked for in texts."""
        from pathway.service.personal_data.names import Names

        return Names(self._installation)

    @cached_property
    def chronologies(self) -> Chronologies:
        """Return chronologies of agencies, and the integrated one."""
        from pathway.service.documents.chronologies import Chronologies

        return Chronologies(self._installation)

    @cached_property
    def plans(self) -> Plans:
        """Return action plans as files."""
        from pathway.service.documents.plans.importing import Plans

        return Plans(self._installation)

    @cached_property
    def drafts(self) -> Drafts:
        """Return answers that are not sent yet."""
        from pathway.service.drafts import Drafts

        return Drafts(self._installation)

    @cached_property
    def tokens(self) -> Tokens:
        """Return tokens that prove who is asking on the command line."""
        from pathway.service.identity.tokens import Tokens

        return Tokens(self._installation)

    @cached_property
    def sign_ins(self) -> SignIns:
        """Return signing in by mail."""
        from pathway.service.identity.sign_ins import SignIns

        return SignIns(self._installation, self._mailer)

    @cached_property
    def sessions(self) -> Sessions:
        """Return who is signed in."""
        from pathway.service.identity.sessions import Sessions

        return Sessions(self._installation)

    @cached_property
    def reads(self) -> Reads:
        """Return who read what."""
        from pathway.service.access.reads import Reads

        return Reads(self._installation)

    @cached_property
    def tasks(self) -> Tasks:
        """Return duties as people take them on and hand them over."""
        from pathway.service.tasks.tasks import Tasks

        return Tasks(self._installation)
