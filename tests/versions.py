"""Further versions of the shipped definition, for tests of definitions over time."""

from __future__ import annotations

import re

from pathway.workflows.loading import packaged

SHIPPED = "2026.1"
RULE = 'key = "quality_assurance"\ntitle = "Quality assure the referral"\nstarts = ["submit"]\ndue = { working_days = '


def texts(version: str, **changes: str) -> dict[str, str]:
    """Return the shipped definition under another version, with parts of the case's file changed."""
    found = packaged()
    text = found["review.toml"].replace(f'version = "{SHIPPED}"', f'version = "{version}"')
    for before, after in changes.items():
        text = text.replace(before, after)
    return found | {"review.toml": text}


def sooner(version: str) -> dict[str, str]:
    """Return a version in which quality assurance takes three working days instead of five."""
    found = texts(version)
    assert f"{RULE}5" in found["review.toml"]
    return found | {"review.toml": found["review.toml"].replace(f"{RULE}5", f"{RULE}3")}


def other_lengths(version: str) -> dict[str, str]:
    """Return a version in which several duties of every file take another time."""
    found = texts(version)
    changes = {
        "review.toml": {"quality_assurance": 3, "deliberation": 20, "rapid_review_meeting": 10, "local_meeting": 30},
        "incident.toml": {"panel_notification": 4, "partner_view": 3},
        "agency_return.toml": {"agency_return": 15, "involvement": 6},
        "publication.toml": {"national_repository": 8},
    }
    for file, lengths in changes.items():
        for key, days in lengths.items():
            before, rule, after = found[file].partition(f'key = "{key}"')
            assert rule, key
            changed = re.sub(r"working_days = \d+", f"working_days = {days}", after, count=1)
            found = found | {file: before + rule + changed}
    return found
