"""Asking the business unit by mail for a change of contact; what changes is entered by them."""

from __future__ import annotations

from dataclasses import dataclass

from pathway.errors import NotFound, WrongUsage, shown
from pathway.notifications.addresses import plain_address
from pathway.notifications.errors import AddressRefused
from pathway.notifications.sending.mailers import Mailer
from pathway.notifications.writing.notes import ContactAsked
from pathway.service.mail import at_once
from pathway.service.mail.note_letters import contact_letter
from pathway.service.people.agency_names import agency_name
from pathway.service.people.import_faults import SHORT
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.workflows.people.in_charge import UNIT


@dataclass(frozen=True, slots=True)
class Asked:
    """A change of contact as it was asked for: the agency's code, and who is to be asked."""

    agency: str
    name: str
    email: str
    instead_of: str = ""


def ask(installation: Installation, mailer: Mailer | None, asked: Asked, by: str) -> int:
    """
    Send the mail at once, so that whoever asks knows that it left, and return how many it left for.

    Raises:
        NotFound: No agency has that code, or nobody has the email of who asks or who leaves.
        WrongUsage: The name or the email is not valid.
        MailNotSent: It did not leave.
    """
    with installation.reading() as unit:
        words = _in_words(unit, asked, by)
        letters = [contact_letter(unit, email, words) for email in _recipients(unit)]
    return at_once.send(installation, mailer, letters)


def _in_words(unit: UnitOfWork, asked: Asked, by: str) -> ContactAsked:
    asker = unit.names[unit.actor(by)]
    known = unit.directory.agencies()
    if asked.agency not in known:
        raise NotFound("agency", asked.agency, known)
    if not (asked.name.strip() and SHORT.fullmatch(asked.name)):
        raise WrongUsage("Give a name on one line, of at most 200 characters.")
    if asked.instead_of:
        unit.person(asked.instead_of)
    try:
        plain_address(asked.email, "email")
    except AddressRefused as error:
        raise WrongUsage(f"{shown(asked.email)} is not an email address.") from error
    return ContactAsked(
        asker=f"{asker.name} ({asker.email})",
        agency=agency_name(unit, asked.agency),
        code=asked.agency,
        name=asked.name,
        email=asked.email,
        instead_of=asked.instead_of,
    )


def _recipients(unit: UnitOfWork) -> list[str]:
    """Return the emails of the business unit: of those who are there, or else of all."""
    posts = unit.directory.holders(UNIT)
    there = [post.email for post in posts if post.person not in unit.directory.absent]
    return list(dict.fromkeys(there or [post.email for post in posts]))
