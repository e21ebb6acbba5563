"""What must hold after a year, whatever was killed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.soak.year import Year


def broken(year: Year) -> list[str]:
    """Return a line for each promise that was not kept."""
    return [
        *_notices(year),
        *_messages(year),
        *(f"told after it was done: {notice}" for notice in year.told_too_late()),
        *(f"two digests a day: {notice}" for notice in _twice_a_day(year)),
        *(f"verify: {finding}" for finding in year.pathway.verify()),
    ]


# Addressed to one seat or agency each, so that one rung has several notices.
PER_AGENCY = ("rep",)


def _notices(year: Year) -> Iterator[str]:
    counts = Counter(year.told())
    should = year.should()
    for notice in sorted(should - counts.keys()):
        yield f"never told: {notice}"
    for notice in sorted(counts.keys() - should):
        yield f"told, and should not be: {notice}"
    for notice, count in counts.items():
        if count > 1 and notice[4] not in PER_AGENCY:
            yield f"told {count} times: {notice}"


def _messages(year: Year) -> Iterator[str]:
    rows = year.desk.sql("SELECT message_id, state, recipient FROM pathway_message")
    delivered = Counter(year.deliveries())
    for name, state, to in rows:
        if state not in ("sent", "withheld"):
            yield f"not sent: {name} is {state}"
        if state == "sent" and not delivered[name, to]:
            yield f"sent and not delivered: {name}"
    known = {name for name, _, _ in rows}
    for name, _ in delivered:
        if name not in known:
            yield f"delivered under a Message-ID of its own: {name}"


def _twice_a_day(year: Year) -> list[str]:
    query = """
        SELECT recipient, (created_at AT TIME ZONE 'Europe/London')::date FROM pathway_message WHERE kind = 'digest'
        GROUP BY 1, 2 HAVING count(*) > 1
    """
    return [f"{to} on {day}" for to, day in year.desk.sql(query)]
