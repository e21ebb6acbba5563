"""Mail: digests of many people beside the same messages prebuilt, and several workers beside one."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.policy import SMTP
from functools import partial
from time import perf_counter

from sqlalchemy import Connection, create_engine, delete, text, update

from pathway import Pathway
from pathway.settings import Settings
from pathway.storage.database.mail_tables import notice
from pathway.storage.database.tables import watch
from pathway.testing import FakeMailer, case_in
from tests.benchmarks.bench import Bench
from tests.benchmarks.copies import Database, prepared
from tests.benchmarks.multiplying import NUMBERS, WHOLE, multiply
from tests.benchmarks.processes import Process
from tests.benchmarks.programs import program
from tests.benchmarks.repacking import document_of, repacked
from tests.benchmarks.rows import Ratio, Row, Turn, at_least
from tests.benchmarks.steps import NAMES
from tests.databases import POSTGRESQL, SQLITE
from tests.mail_servers import free_port
from tests.rehearsals import instant

DIGESTS, WORKERS, RATE = 0.8, 1.0, "of the rate"
STATE = "rapid_review.gathering"
AGENCIES = ("childrens_services", "nhs_gm_icb", "police")  # that are asked for a return
DUTIES = 5  # of each person, each in another case
PEOPLE, FEW_PEOPLE = 9_999, 120
SENT, FEW_SENT = 3_000, 120
ROUNDS = 3
# What one turn sends is sent, so each has a share of its own, and one is kept as what is prebuilt.
TURNS = ROUNDS + 1
MORNING = instant("2026-03-03")  # when what the case asked for on the day before is told
NEVER = instant("2040-01-01")
TOLD = "agency_return/%"
# The copies of one case, as many as a person has duties, are those of the same agencies.
GROUP = f"CAST((numbers.n - 1) / {DUTIES} AS TEXT)"
AGENCY = f"agency || '_' || {GROUP}"
CHANGES = {
    "pathway_notice": {"agency": AGENCY},
    "pathway_item": {"agency": AGENCY, "document": document_of("pathway_item", GROUP)},
    "pathway_deadline": {"document": document_of("pathway_deadline", GROUP)},
}
# Each is the only representative of an agency, by which they are called.
PEOPLE_ADDED = f"""
    INSERT INTO pathway_person (email, name)
    {NUMBERS} SELECT lower(code) || '@many.example.org', code FROM (
        SELECT agency || '_' || CAST(n - 1 AS TEXT) AS code FROM numbers, pathway_notice
    ) AS agencies
"""
APPOINTED = """
    INSERT INTO pathway_appointment (person_id, agency, roles, position)
    SELECT id, name, 'rep', 1 FROM pathway_person WHERE email LIKE '%@many.example.org'
"""


@dataclass
class Post:
    """
    Digests that wait, of which each turn sends a share, and the mail server that takes them.

    Args:
        share: How many people are told in a turn.
        untold: The first case of which nobody was told yet.
    """

    database: Database
    connection: Connection
    share: int
    untold: int
    port: int
    postbox: Process

    @property
    def settings(self) -> Settings:
        """Return the settings that name the mail server."""
        return Settings(smtp_host="127.0.0.1", smtp_port=self.port, smtp_security="none")

    def make_due(self) -> None:
        """Let the digests of the next people be due."""
        after = self.untold + self.share // len(AGENCIES) * DUTIES
        cases = notice.c.case_id.between(self.untold, after - 1)
        self.connection.execute(update(notice).where(cases).values(not_before=MORNING))
        self.connection.commit()
        self.untold = after

    def check(self) -> None:
        """Make sure that a message came for each person, and none twice."""
        came, different = self.postbox.ask("").split()
        assert came == different, f"{came} messages came, of which {different} are different"
        assert int(came) == self.share, f"{came} messages came, and not {self.share}"


def rows(bench: Bench) -> Iterator[Row]:
    """Yield the row of digests, and those of workers."""
    yield _digests(bench)
    yield from _workers(bench)


def waiting(bench: Bench, backend: str, people: int, shares: int) -> Post:
    """Return digests that wait for so many people, each of several duties, in so many shares."""
    database = prepared(bench, backend, lambda pathway: case_in(pathway, STATE))
    engine = create_engine(database.address)
    bench.own.callback(engine.dispose)
    connection = bench.own.enter_context(engine.connect())
    groups = people // len(AGENCIES)
    _fill(connection, groups)
    port = free_port()
    postbox = program(bench, "postbox", port=port)
    share = groups // shares * len(AGENCIES)
    return Post(database, connection, share, untold=2, port=port, postbox=postbox)


def _fill(connection: Connection, groups: int) -> None:
    """Copy the case that was lived, with one duty in it for each of three people of a group."""
    connection.execute(delete(notice).where(notice.c.deadline.not_like(TOLD)))
    connection.execute(text(PEOPLE_ADDED), {"first": 1, "copies": groups})
    connection.execute(text(APPOINTED))
    connection.execute(update(notice).values(not_before=NEVER))
    tables = {**WHOLE, "pathway_notice": "case_id"}
    for table in ("pathway_item", "pathway_deadline"):
        numbers = {"first": 1, "copies": groups * DUTIES}
        values = f"{NUMBERS} SELECT DISTINCT case_id, id, {GROUP} AS value FROM {table}, numbers"
        repacked(connection, table, values, numbers, _of_other_agencies)
    multiply(connection, tables, groups * DUTIES, CHANGES)
    connection.execute(delete(notice).where(notice.c.case_id == 1))
    connection.execute(update(watch).values(look_at=NEVER))
    connection.commit()
    connection.execute(text("ANALYZE"))
    connection.commit()


def _of_other_agencies(document: str, group: str) -> str:
    """Return the JSON of a document that names the agencies of a group."""
    for name in AGENCIES:
        document = document.replace(f'"agency":"{name}"', f'"agency":"{name}_{group}"')
    return document


def _digests(bench: Bench) -> Row:
    people = FEW_PEOPLE if bench.is_quick else PEOPLE
    post = waiting(bench, SQLITE, people, TURNS + 1)
    pathway = connected(bench, post)
    prebuilt = _prebuilt(post, pathway)
    connection = bench.own.enter_context(smtplib.SMTP("127.0.0.1", post.port))

    def send() -> float:
        begun = perf_counter()
        for sender, recipient, content in prebuilt:
            connection.sendmail(sender, [recipient], content)
        return _taken(post, begun)

    name = f"digests of {people:,} people with {people * DUTIES:,} duties, SQLite"
    against = "the same messages prebuilt, over one connection"
    goal = at_least(DIGESTS, RATE)
    return Ratio(name, goal, against, send, digesting(post, pathway), bench.few(ROUNDS))


def digesting(post: Post, pathway: Pathway) -> Turn:
    """Return a turn that makes and sends the digests of the next share."""

    def digest() -> float:
        post.make_due()
        begun = perf_counter()
        pathway.sweep()
        pathway.dispatch()
        return _taken(post, begun)

    return digest


def connected(bench: Bench, post: Post) -> Pathway:
    """Return a connection to digests that wait, on the morning on which they are due."""
    own = post.database
    pathway = Pathway.connect(own.address, key_file=own.key, settings=post.settings)
    bench.own.callback(pathway.close)
    pathway.clock.set(MORNING)
    return pathway


def _prebuilt(post: Post, pathway: Pathway) -> Sequence[tuple[str, str, bytes]]:
    """Return the digests of one share as they go to a mail server: from whom, to whom, and what."""
    mailer = FakeMailer()
    post.make_due()
    pathway.sweep()
    pathway.dispatch(mailer)
    assert len(mailer.sent) == post.share
    return [
        (str(message["From"]), str(message["To"]), message.as_bytes(policy=SMTP))
        for message in mailer.sent
    ]


def _taken(post: Post, begun: float) -> float:
    """Return the seconds for each message."""
    taken = (perf_counter() - begun) / post.share
    post.check()
    return taken


def _workers(bench: Bench) -> Iterator[Row]:
    sent = FEW_SENT if bench.is_quick else SENT
    for count in (2, 4):
        # In each turn some of them send a share, and one alone another.
        post = waiting(bench, POSTGRESQL, 2 * sent, 2 * TURNS)
        connected(bench, post)
        yield Ratio(
            f"messages a second with {count} workers, {NAMES[POSTGRESQL]}",
            at_least(WORKERS, RATE),
            "with one",
            partial(_sent_by, post, _dispatchers(bench, post, 1)),
            partial(_sent_by, post, _dispatchers(bench, post, count)),
            bench.few(ROUNDS),
        )


def _dispatchers(bench: Bench, post: Post, count: int) -> Sequence[Process]:
    own = post.database
    where = {"database": own.address, "key": str(own.key), "port": post.port}
    return [program(bench, "dispatcher", **where) for _ in range(count)]


def _sent_by(post: Post, workers: Sequence[Process]) -> float:
    """Let workers make and send messages; return the seconds for each."""
    post.make_due()
    begun = perf_counter()
    for worker in workers:
        worker.tell("")
    for worker in workers:
        worker.answer()
    return _taken(post, begun)
