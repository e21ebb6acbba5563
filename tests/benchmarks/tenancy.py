"""
Tries three ways to keep many partnerships on one PostgreSQL, each with the same cases, and prints what
each costs: a database for each, a schema for each in one database, one schema with row-level security.

    python -m tests.benchmarks.tenancy [--partnerships N] [--cases N]

The first two are the product as it is: the schema is named in the address, as
`?options=-csearch_path%3DNAME`. For the third, tables get a column, a policy and indexes that begin with it, behind
the product's back, and its statements are run as a user whom the policy holds.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import psycopg
from psycopg.sql import SQL, Identifier, Literal
from sqlalchemy import create_engine, make_url

from pathway import Pathway
from pathway.service.installing import install
from tests.benchmarks.bench import DURABLE
from tests.benchmarks.copies import DAY, KEY
from tests.benchmarks.filling import BU
from tests.benchmarks.nation.filling import Size, fill, live
from tests.databases import Server, driver_address, started
from tests.rehearsals import instant

ROUNDS = 5
# What is measured, in one partnership and in a case of it.
ACTS: Mapping[str, Callable[[Pathway, str], object]] = {
    "cases, a page": lambda pathway, _: pathway.cases(limit=50, by=BU),
    "duties within 10 days": lambda pathway, _: pathway.deadlines(within=10, limit=50, by=BU),
    "a note": lambda pathway, case: pathway.take(case, "note", by=BU, input={"text": "Seen."}),
    "a sweep of nothing": lambda pathway, _: pathway.sweep(),
}
RELATIONS = "SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'i', 't', 'S')"
MEMORY = "SELECT sum(total_bytes) FROM pg_backend_memory_contexts"
NUMBERED = """
    SELECT table_name, pg_get_serial_sequence(table_schema || '.' || table_name, column_name)
    FROM information_schema.columns WHERE table_schema = %s AND column_default LIKE 'nextval%%'
"""
# The tables of cases, and the column that tells of which case a row is.
OF_CASES = ("pathway_event", "pathway_item", "pathway_deadline", "pathway_party", "pathway_watch")
MINE = SQL("current_setting('pathway.partnership')::integer")
KILOBYTE, MILLISECOND = 1000, 1000.0


@dataclass(frozen=True, slots=True)
class Way:
    """
    One way, filled.

    Args:
        seconds: How long one more partnership took to make, without its cases.
        addresses: Where each partnership's tables are found.
    """

    name: str
    seconds: float
    addresses: Sequence[str]
    key: Path


def main() -> None:
    """Make, measure, print."""
    parser = argparse.ArgumentParser("python -m tests.benchmarks.tenancy")
    parser.add_argument("--partnerships", type=int, metavar="N", default=20)
    parser.add_argument("--cases", type=int, metavar="N", default=240, help="of each")
    asked = parser.parse_args()
    size = Size(asked.cases, events_of_case=20)
    server = started(*DURABLE, "autovacuum=on", place="/tmp")
    try:
        with TemporaryDirectory() as folder:
            ways = [
                make(server, Path(folder), asked.partnerships, size)
                for make in (databases, schemas, row_security)
            ]
            for way in ways:
                _tell(way)
            _compare(ways)
    finally:
        server.stop()


def databases(server: Server, folder: Path, count: int, size: Size) -> Way:
    """Return a database for each, copied from one that was filled."""
    key, filled = folder / KEY, server.create()
    _fill(filled, key, size)
    begun = perf_counter()
    addresses = [filled, *(server.create(filled) for _ in range(count - 1))]
    return Way("database", (perf_counter() - begun) / max(1, count - 1), addresses, key)


def schemas(server: Server, folder: Path, count: int, size: Size) -> Way:
    """Return a schema for each in one database: made by the product, the first filled, and copied."""
    address = make_url(server.create())
    names = [f"partnership_{number}" for number in range(count)]
    taken: list[float] = []
    addresses: list[str] = []
    key = folder / "schemas.key"
    with psycopg.connect(driver_address(address), autocommit=True) as connection:
        for name in names:
            connection.execute(SQL("CREATE SCHEMA {}").format(Identifier(name)))
            options = {"options": f"-csearch_path={name}"}
            own = address.update_query_dict(options).render_as_string(hide_password=False)
            begun = perf_counter()
            _install(own, key if not addresses else folder / f"{name}.key")
            taken.append(perf_counter() - begun)
            addresses.append(own)
        _fill_installed(addresses[0], key, size)
        for name in names[1:]:
            _copy_schema(connection, names[0], name)
    return Way("schema", median(taken), addresses, key)


def _copy_schema(connection: psycopg.Connection, source: str, target: str) -> None:
    """Put every row of a schema into another with the same tables, in place of its own."""
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = %s"
    names = [row[0] for row in connection.execute(tables, [source])]
    connection.execute("SET session_replication_role = replica")
    for name in names:
        places = Identifier(target, name), Identifier(source, name)
        connection.execute(SQL("DELETE FROM {}").format(places[0]))
        connection.execute(SQL("INSERT INTO {} SELECT * FROM {}").format(*places))
    numbered = connection.execute(NUMBERED, [target]).fetchall()
    for table, sequence in numbered:
        last = Literal(sequence), Identifier(target, table)
        connection.execute(SQL("SELECT setval({}, coalesce(max(id), 1)) FROM {}").format(*last))
    connection.execute("SET session_replication_role = origin")


def row_security(server: Server, folder: Path, count: int, size: Size) -> Way:
    """Return one schema in which every row says whose it is, seen by a user who is held to that."""
    key = folder / "shared.key"
    address = make_url(server.create())
    _fill(str(address), key, Size(size.cases * count, size.events_of_case))
    with psycopg.connect(driver_address(address), autocommit=True) as connection:
        _protect(connection, count)
    held = address.set(username="partnership")
    addresses = [
        held.update_query_dict({"options": f"-cpathway.partnership={number}"})
        for number in range(count)
    ]
    texts = [own.render_as_string(hide_password=False) for own in addresses]
    return Way("row-level security", 0.0, texts, key)


def _protect(connection: psycopg.Connection, count: int) -> None:
    """Let a user see but the rows of one partnership, by a column that was added."""
    connection.execute("CREATE ROLE partnership LOGIN")
    connection.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO partnership")
    connection.execute("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO partnership")
    for table in ("pathway_case", *OF_CASES):
        name, of = Identifier(table), "id" if table == "pathway_case" else "case_id"
        for statement in (
            SQL("ALTER TABLE {} ADD COLUMN partnership integer").format(name),
            SQL("UPDATE {} SET partnership = {} % {}").format(name, Identifier(of), Literal(count)),
            SQL("ALTER TABLE {} ALTER COLUMN partnership SET DEFAULT {}").format(name, MINE),
            SQL("CREATE POLICY own ON {} USING (partnership = {})").format(name, MINE),
            SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(name),
            SQL("CREATE INDEX ON {} (partnership, {})").format(name, Identifier(of)),
        ):
            connection.execute(statement)
    connection.execute("VACUUM FULL ANALYZE")


def _tell(way: Way) -> None:
    """Print what a way costs."""
    with psycopg.connect(driver_address(make_url(way.addresses[0]))) as connection:
        counted = connection.execute(RELATIONS).fetchone()
    print(f"{way.name}: one more takes {way.seconds:.2f} s")
    print(f"  relations in a database: {counted[0] if counted else 0:,}")
    print(f"  memory of a connection: {_memory(way)}", flush=True)


def _compare(ways: Sequence[Way]) -> None:
    """Print how long each act takes in each way, measured in turn."""
    with ExitStack() as opened:
        pathways: dict[str, list[Pathway]] = {}
        for way in ways:
            connected = [Pathway.connect(address, key_file=way.key) for address in way.addresses]
            pathways[way.name] = connected
            for pathway in connected:
                opened.callback(pathway.close)
        for what in ACTS:
            results: dict[str, list[float | str]] = {name: [] for name in pathways}
            for turn in range(ROUNDS * len(ways[0].addresses)):
                for name, own in pathways.items():
                    results[name].append(_result(what, own[turn % len(own)]))
            print(what)
            for name, times in results.items():
                print(f"  {name:20} {_of(times)}", flush=True)


def _of(times: Sequence[float | str]) -> str:
    """Return what came of an act: its times, or why it breaks."""
    broken = [time for time in times if isinstance(time, str)]
    if broken:
        return f"breaks: {broken[0]}"
    numbers = [float(time) for time in times]
    quarter = sorted(numbers)[len(numbers) // 4]
    return f"median {median(numbers):8.1f} ms, a quarter within {quarter:8.1f} ms"


def _memory(way: Way) -> str:
    """Return what a connection takes that has looked into one partnership's tables, and into all."""
    address = make_url(way.addresses[0]).set(username="pathway")
    with psycopg.connect(driver_address(address), autocommit=True) as connection:
        one = _visited(connection, "")
        if "search_path" not in way.addresses[0]:
            return f"{one:,.0f} kB, with one partnership"
        every = [
            _visited(connection, f"partnership_{number}") for number in range(len(way.addresses))
        ]
    return f"{one:,.0f} kB with one partnership, {every[-1]:,.0f} kB with all {len(every)}"


def _visited(connection: psycopg.Connection, schema: str) -> float:
    """Return the memory in kB after a look into each table of cases."""
    if schema:
        connection.execute(SQL("SET search_path TO {}").format(Identifier(schema)))
    for table in ("pathway_case", *OF_CASES):
        connection.execute(SQL("SELECT * FROM {} LIMIT 1").format(Identifier(table)))
    taken = connection.execute(MEMORY).fetchone()
    return float(taken[0]) / KILOBYTE if taken else 0.0


def _result(what: str, pathway: Pathway) -> float | str:
    """Return how many milliseconds an act takes, or why it breaks."""
    reference = pathway.cases(state="*", limit=1, by=BU)[0].reference
    begun = perf_counter()
    try:
        ACTS[what](pathway, reference)
    except Exception as error:  # noqa: BLE001 - what breaks is what is asked
        return f"{type(error).__name__}: {str(error).splitlines()[0][:90]}"
    return (perf_counter() - begun) * MILLISECOND


def _fill(address: str, key: Path, size: Size) -> None:
    _install(address, key)
    _fill_installed(address, key, size)


def _install(address: str, key: Path) -> None:
    install(address, key, rehearsal=True, trust_operators=False, now=instant(DAY))


def _fill_installed(address: str, key: Path, size: Size) -> None:
    with closing(Pathway.connect(address, key_file=key)) as pathway:
        live(pathway, size)
        pathway.sweep()
    engine = create_engine(address)
    with engine.connect() as connection:
        fill(connection, key, size)
    engine.dispose()


if __name__ == "__main__":
    main()
