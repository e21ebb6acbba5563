"""How an instant is stored: always in UTC, and known to be so when it comes back."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import DateTime
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class UTCDateTime(TypeDecorator[datetime]):
    """An instant with its offset, in UTC on both ways; SQLite drops offsets, so it is put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """
        Return the instant in UTC, as it is stored.

        Raises:
            ValueError: The instant has no offset, so nobody can say when it is.
        """
        del dialect  # each of them takes an instant in UTC
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs an offset, and {value.isoformat()} has none")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the stored instant, aware and in UTC."""
        del dialect  # SQLite gives no offset, PostgreSQL that of its session
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
