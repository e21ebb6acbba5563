"""What keeps a database of cases in order: reminders, sending, proof, and what `doctor` examines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pathway.progress import Progress, no_progress
from pathway.service.casework import Casework
from pathway.service.transactions import Installation

if TYPE_CHECKING:
    from pathway.measures import Tally
    from pathway.notifications.sending.mailers import Mailer
    from pathway.service.deadlines.sweeping import Swept
    from pathway.service.mail.dispatching import Dispatched
    from pathway.service.views.figures import Figures
    from pathway.service.views.today import AttentionView, Diagnosis
    from pathway.storage.cases.audit import Finding as Finding
    from pathway.storage.proof.anchors import Anchor


class Maintenance(Casework):
    """What is done for all cases at once: by a clock, by a worker, or by whoever looks after them."""

    def __init__(self, installation: Installation, mailer: Mailer | None = None) -> None:
        super().__init__(installation)
        self._mailer = mailer

    def sweep(self, progress: Progress = no_progress) -> Swept:
        """
        Record breaches, write the reminders and escalations that are due, make their messages, and
        return what was done. Messages leave with `dispatch`; where `anchor_to` is set, the day's
        anchor is one of them.
        """
        from pathway.service.upkeep.passes import swept

        return swept(self._installation, progress)

    def dispatch(
        self, mailer: Mailer | None = None, progress: Progress = no_progress
    ) -> Dispatched:
        """
        Send every message that is due, and return what was done.

        Bounces are read first, so that the next contact is told in the same pass. If they cannot be
        read, that is logged, and sending goes on.

        Args:
            mailer: Sends the messages; if left out, the one passed to `connect` or, without that,
                the one in the settings.

        Raises:
            WrongUsage: The settings for mail contradict each other.
        """
        from pathway.service.upkeep.passes import dispatched

        return dispatched(self._installation, mailer or self._mailer, progress)

    def verify(
        self,
        reference: str | None = None,
        progress: Progress = no_progress,
        *,
        anchor: Anchor | str | bytes | None = None,
        jobs: int = 1,
    ) -> list[Finding]:
        """
        Check one case or all, and return everything that does not agree: MACs and the chain of
        hashes, the stored rows compared with a replay, recorded changes and links.

        Args:
            anchor: What `anchor` returned earlier, or the text of its file, else WrongUsage: what
                was there then must be there still.
            jobs: How many processes check the cases at the same time, each a share of them; what
                is returned is the same, in the same order. More than 1 needs a database that they
                can open by its address, else WrongUsage, and a host's main module that does
                nothing when it is imported.
        """
        from pathway.service.upkeep import proof

        return proof.verify(self._installation, reference, progress, anchor=anchor, jobs=jobs)

    def anchor(self) -> Anchor:
        """
        Write a link, and return how far every case and every chain has got, to be kept elsewhere;
        raises KeyMissing.
        """
        from pathway.service.upkeep import proof

        return proof.anchor(self._installation)

    def link(self) -> bool:
        """Write a link if anything changed since the last one, and return whether it did."""
        from pathway.service.upkeep import proof

        return proof.link(self._installation)

    def attention(
        self, *, limit: int | None = 50, duties: bool = True, by: str | None = None
    ) -> AttentionView:
        """
        Return what needs attention today: duties, findings, warnings from `doctor`, and new cases.
        Warnings are for the business unit, the chair and the scrutineer.

        Args:
            limit: At most so many entries of each list; None for all.
            duties: False leaves duties and new cases out, which takes less time.
            by: Who reads, as for `case`.
        """
        from pathway.service.upkeep import today

        return today.attention(self._installation, by, limit, duties=duties)

    def doctor(self) -> list[Diagnosis]:
        """Examine everything that Pathway needs, and return each result with its remedy."""
        from pathway.service.upkeep.passes import examined

        return examined(self._installation, has_mailer=self._mailer is not None)

    def figures(self) -> Figures:
        """
        Return how far behind the work is: what a monitor asks for; needs no key.

        Raises:
            DatabaseNotReady: The database cannot be read.
        """
        from pathway.service.upkeep.figures import present_figures

        return present_figures(self._installation)

    @property
    def tally(self) -> Tally:
        """Return what happened in this process since it connected, counted."""
        return self._installation.tally

    def trusts_operators(self) -> bool:
        """Return whether the command line trusts `--by` without any other proof of identity."""
        with self._installation.reading() as unit:
            return unit.is_rehearsal or unit.settings.get("trust_operators") == "yes"
