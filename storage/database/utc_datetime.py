"""The column type of instants: stored in UTC, and aware of it when loaded."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import DateTime
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class UTCDateTime(TypeDecorator[datetime]):
    """An instant in UTC, both ways; SQLite drops the offset, so it is restored on loading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """Return the type of its values."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """
        Return the instant in UTC, as it is stored.

        Raises:
            ValueError: The instant has no offset, so it is not known when it is.
        """
        del dialect  # both take an instant in UTC
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs an offset, and {value.isoformat()} has none")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return a stored instant in UTC, with its offset."""
        del dialect  # SQLite gives no offset, PostgreSQL that of its session
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value.astimezone(UTC)
