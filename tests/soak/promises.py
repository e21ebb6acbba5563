"""What must hold after a year, whatever was killed."""

from __future__ import annotations

from collections import Counter

from tests.soak.year import Year


def broken(year: Year) -> list[str]:
    """Return a line for each promise that was not kept."""
    counts = Counter(year.told())
    should = year.should()
    messages = {name: (state, to) for name, state, to in _messages(year)}
    delivered = Counter(year.deliveries())
    return [
        *(f"never told: {notice}" for notice in sorted(should - counts.keys())),
        *(f"told, and should not be: {notice}" for notice in sorted(counts.keys() - should)),
        *(
            f"told {count} times: {notice}"
            for notice, count in counts.items()
            if count > 1 and notice[4] not in PER_AGENCY
        ),
        *(
            f"not sent: {name} is {state}"
            for name, (state, _) in messages.items()
            if state not in ("sent", "withheld")
        ),
        *(
            f"sent and not delivered: {name}"
            for name, (state, to) in messages.items()
            if state == "sent" and not delivered[name, to]
        ),
        *(
            f"delivered under a Message-ID of its own: {name}"
            for name, _ in delivered
            if name not in messages
        ),
        *(f"told after it was done: {notice}" for notice in year.told_too_late()),
        *(f"two digests a day: {notice}" for notice in _twice_a_day(year)),
        *(f"verify: {finding}" for finding in year.pathway.verify()),
    ]


# Addressed to one seat or agency each, so that one rung has several notices.
PER_AGENCY = ("rep",)


def _messages(year: Year) -> list[tuple[str, str, str]]:
    return year.desk.sql("SELECT message_id, state, recipient FROM pathway_message")


def _twice_a_day(year: Year) -> list[str]:
    query = """
        SELECT recipient, (created_at AT TIME ZONE 'Europe/London')::date FROM pathway_message WHERE kind = 'digest'
        GROUP BY 1, 2 HAVING count(*) > 1
    """
    return [f"{to} on {day}" for to, day in year.desk.sql(query)]
