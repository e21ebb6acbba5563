"""Further versions of the shipped definition, for tests of definitions over time."""

from __future__ import annotations

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
