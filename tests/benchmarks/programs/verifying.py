"""Verifies a database without the key; answers the most megabytes that this took."""

from __future__ import annotations

from sqlalchemy import create_engine

from pathway.storage.cases import audit
from tests.benchmarks.programs import peak_megabytes, serve, told


def main() -> None:
    """Verify each time it is asked for."""
    engine = create_engine(told()["database"])

    def verify(_line: str) -> float:
        with engine.connect() as connection:
            for finding in audit.verify(connection):
                assert not finding.is_fault, finding
        return peak_megabytes()

    serve(verify)


if __name__ == "__main__":
    main()
