"""The mail as callers keep it: what is sent, what waits, what was given up, and what came back."""

from __future__ import annotations

from pathway.notifications.sending.mailers import EmlFolder, Mailer
from pathway.service.access.readers import for_keepers
from pathway.service.mail import contact_asking, dispatching, letters, note_letters, server_pauses
from pathway.service.mail.mail_backends import opened
from pathway.service.mail.receipts import Receipts, read_receipts
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.mail import MessageView, PauseView
from pathway.storage.database.mail_conditions import GIVEN_UP
from pathway.storage.mail import outbox, sending
from pathway.storage.mail.pauses import RETURNS, SENDING

READING = "Reading the mail"
BATCH = 1000  # messages whose cases are read together; a query takes some ten thousand values


class Mail:
    """The outbox, its dead letters, and what came back (`Pathway.mail`)."""

    def __init__(self, installation: Installation, mailer: Mailer | None = None) -> None:
        self._installation = installation
        self._mailer = mailer

    def receipts(self) -> Receipts:
        """
        Read what came back after messages were sent, and return what was done. A message that did
        not arrive becomes a dead letter, and the next contact is told.

        Raises:
            ReturnsUnreadable: The mailbox of bounces cannot be read.
            MailNotSent: GOV.UK Notify cannot be asked what became of messages.
            WrongUsage: The settings for mail or for bounces contradict each other.
        """
        with opened(self._mailer, self._installation.settings) as post:
            return read_receipts(self._installation, post)

    def pauses(self) -> tuple[PauseView, ...]:
        """
        Return the servers that are left alone for a while. `mail test` and `mail receipts` try them
        at once.
        """
        with self._installation.reading() as unit:
            lasting = [(name, server_pauses.lasting_in(unit, name)) for name in (SENDING, RETURNS)]
        return tuple(
            PauseView(name, pause.until, pause.message) for name, pause in lasting if pause
        )

    def test(self, email: str, *, by: str | None = None) -> str:
        """
        Send a test message at once, without the outbox, and return its Message-ID.

        A server that is being left alone for a while is tried all the same. If it accepts the test,
        what it did not accept before is tried again with the next dispatch.

        Args:
            by: Who asks, from the business unit or the chair; left out, it is whoever keeps the
                installation, if the host answers for that.

        Raises:
            Refused: The person may not do it.
            MailNotSent: It was not accepted; the sentence says why.
            LetterRefused: That is not an address.
            WrongUsage: The settings for mail contradict each other.
        """
        with (
            opened(self._mailer, self._installation.settings) as post,
            self._installation.reading() as unit,
        ):
            unit.keeper(by, "Sending a test")
            letter = note_letters.test_letter(unit, email)
            post.send(letter)
        server_pauses.end(self._installation, SENDING)
        self._installation.in_transaction(lambda unit: sending.hurry(unit.connection, unit.now))
        return str(letter["Message-ID"])

    def ask_for_contact(
        self, *, agency: str, name: str, email: str, by: str, instead_of: str = ""
    ) -> int:
        """
        Ask the business unit by mail for a change of contact, and return how many people were
        asked. Nothing is changed until one of them enters it.

        Args:
            agency: The code of an agency in the directory.
            name: The name of the person who is to be asked from now on.
            email: Their email.
            by: Who asks: anybody in the directory.
            instead_of: The email of the person whom the new contact replaces.

        Raises:
            NotFound: No agency has that code, or nobody has the email of `by` or `instead_of`.
            WrongUsage: The name or the email is not valid.
            MailNotSent: The mail did not leave; the sentence says why.
        """
        asked = contact_asking.Asked(agency, name, email, instead_of)
        return contact_asking.ask(self._installation, self._mailer, asked, by)

    def folder(self) -> str | None:
        """
        Return the folder into which emails are only written as files; None if they are sent.

        Raises:
            WrongUsage: The settings for mail contradict each other.
        """
        with opened(self._mailer, self._installation.settings) as post:
            return str(post.path) if isinstance(post, EmlFolder) else None

    def retry(self, number: int, *, by: str | None = None) -> MessageView:
        """
        Put a dead letter back into the outbox, under its own Message-ID, and return it.

        Args:
            by: Who asks, as for `test`.

        Raises:
            Refused: The person may not do it.
            NotFound: There is no message with that number, or it is not a dead letter.
        """

        def work(unit: UnitOfWork) -> MessageView:
            unit.keeper(by, "Sending a message again")
            return dispatching.retry(unit, number)

        message = self._installation.in_transaction(work)
        server_pauses.end(self._installation, SENDING)
        return message

    def show(self, number: int, *, by: str | None = None) -> tuple[MessageView, str]:
        """
        Return a message and the text that its recipient sees.

        Args:
            by: Who reads, as for `Pathway.case`: somebody in the business unit, the chair or the
                scrutineer.

        Raises:
            NotFound: There is no message with that number.
            Refused: The mail is not theirs to read.
        """
        with self._installation.reading() as unit:
            for_keepers(unit, by, READING)
            message = outbox.message_of(unit.connection, number)
            body = letters.letter_of(unit, message).get_body(("plain",))
            return letters.message_view(unit, message), body.get_content() if body else ""

    def list(
        self,
        *,
        state: str | None = None,
        dead: bool = False,
        limit: int | None = None,
        after: int | None = None,
        latest: bool = False,
        by: str | None = None,
    ) -> list[MessageView]:
        """
        Return the messages in the outbox, in the order in which they were made.

        Args:
            state: Only those in this state.
            dead: Only the dead letters.
            limit: At most so many: a page.
            after: The id of the last message of the page before.
            latest: The latest first.
            by: Who reads, as for `show`.

        Raises:
            Refused: The mail is not theirs to read.
        """
        states: tuple[str, ...] = (state,) if state else ()
        if dead:
            states = GIVEN_UP
        with self._installation.reading() as unit:
            for_keepers(unit, by, READING)
            messages = outbox.messages(
                unit.connection, states=states, after=after, limit=limit, latest=latest
            )
            return [
                view
                for first in range(0, len(messages), BATCH)
                for view in letters.message_views(unit, messages[first : first + BATCH])
            ]
