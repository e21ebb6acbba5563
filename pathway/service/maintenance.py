"""What keeps a database of cases in order: reminders, sending, proof, and what `doctor` examines."""

from __future__ import annotations

from dataclasses import replace

from pathway.notifications.sending.mailers import Mailer
from pathway.progress import Progress, no_progress
from pathway.service.casework import Casework
from pathway.service.deadlines import sweeping
from pathway.service.deadlines.sweeping import Swept
from pathway.service.mail import dispatching
from pathway.service.mail.dispatching import Dispatched
from pathway.service.mail.mail_backends import opened
from pathway.service.mail.message_building import make_messages
from pathway.service.mail.receipts import try_to_read
from pathway.service.transactions import Installation
from pathway.service.upkeep import proof, today
from pathway.service.upkeep.clock_faults import bring_mail_back
from pathway.service.upkeep.doctor import examine, examine_stored
from pathway.service.upkeep.post import examine_post
from pathway.service.views.today import AttentionView, Diagnosis
from pathway.storage.cases.audit import Finding as Finding
from pathway.storage.proof.anchors import Anchor as Anchor


class Maintenance(Casework):
    """What is done for all cases at once: by a clock, by a worker, or by whoever looks after them."""

    def __init__(self, installation: Installation, mailer: Mailer | None = None) -> None:
        super().__init__(installation)
        self._mailer = mailer

    def sweep(self, progress: Progress = no_progress) -> Swept:
        """
        Record breaches, write the reminders and escalations that are due, make their messages, and
        return what was done. Messages leave with `dispatch`.
        """
        bring_mail_back(self._installation)
        done = sweeping.sweep(self._installation, progress)
        return replace(done, messages=make_messages(self._installation))

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
        with opened(mailer or self._mailer, self._installation.settings) as post:
            try_to_read(self._installation, post)
            return dispatching.dispatch(self._installation, post, progress)

    def verify(
        self,
        reference: str | None = None,
        progress: Progress = no_progress,
        *,
        anchor: Anchor | str | bytes | None = None,
    ) -> list[Finding]:
        """
        Check one case or all, and return everything that does not agree: MACs and the chain of
        hashes, the stored rows compared with a replay, recorded changes and links.

        Args:
            anchor: What `anchor` returned earlier, or the text of its file, else WrongUsage: what
                was there then must be there still.
        """
        return proof.verify(self._installation, reference, progress, anchor=anchor)

    def anchor(self) -> Anchor:
        """
        Write a link, and return how far every case and every chain has got, to be kept elsewhere;
        raises KeyMissing.
        """
        return proof.anchor(self._installation)

    def link(self) -> bool:
        """Write a link if anything changed since the last one, and return whether it did."""
        return proof.link(self._installation)

    def attention(self) -> AttentionView:
        """
        Return what needs attention today: duties, findings, warnings from `doctor`, and new cases.
        """
        return today.attention(self._installation)

    def doctor(self) -> list[Diagnosis]:
        """Examine everything that Pathway needs, and return each result with its remedy."""
        return [
            *examine(self._installation),
            *examine_stored(self._installation),
            *examine_post(self._installation, has_mailer=self._mailer is not None),
        ]

    def trusts_operators(self) -> bool:
        """Return whether the command line trusts `--by` without any other proof of identity."""
        with self._installation.reading() as unit:
            return unit.is_rehearsal or unit.settings.get("trust_operators") == "yes"
