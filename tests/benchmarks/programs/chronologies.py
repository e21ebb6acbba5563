"""What is done with chronologies, by the product or by its library alone; answers seconds and megabytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from io import BytesIO
from pathlib import Path
from time import perf_counter
from typing import Any

from tests.benchmarks.programs import peak_megabytes, serve, told

BY = "business.unit@example.org"


def main() -> None:
    """Do once what is asked for."""
    own = told()
    act = ALONE[own["act"]](own) if own["is_alone"] else _by_the_product(own)

    def measured(_line: str) -> str:
        begun = perf_counter()
        act()
        return f"{perf_counter() - begun} {peak_megabytes()}"

    serve(measured)


def _by_the_product(own: Mapping[str, Any]) -> Callable[[], object]:
    from pathway import Pathway

    pathway = Pathway.connect(own["database"], key_file=Path(own["key"]))
    reference = own["reference"]

    def add() -> object:
        return pathway.chronologies.add(reference, own["agency"], Path(own["file"]), by=own["by"])

    def merge() -> None:
        merged = pathway.chronologies.integrated(reference, by=BY, accepted_only=False)
        count = sum(1 for _ in merged.entries())
        assert count == own["rows"], f"{count} entries"

    def export() -> object:
        merged = pathway.chronologies.integrated(reference, by=BY, accepted_only=False)
        return merged.export("xlsx")

    return {"import": add, "merge": merge, "export": export}[own["act"]]


def _rows(files: list[str]) -> Iterator[tuple[Any, ...]]:
    from openpyxl import load_workbook

    for file in files:
        with closing(load_workbook(file, read_only=True, data_only=True)) as book:
            yield from book.worksheets[0].iter_rows(values_only=True)


def _reading(own: Mapping[str, Any]) -> Callable[[], object]:
    """Return what reads the files, and does nothing with them."""
    return lambda: sum(1 for _ in _rows(own["files"]))


def _rewriting(own: Mapping[str, Any]) -> Callable[[], object]:
    """Return what writes the rows of the files into one workbook."""

    def rewrite() -> None:
        from openpyxl import Workbook

        book = Workbook(write_only=True)
        sheet = book.create_sheet("Chronology")
        for row in _rows(own["files"]):
            sheet.append(row)
        book.save(BytesIO())

    return rewrite


ALONE = {"import": _reading, "merge": _reading, "export": _rewriting}


if __name__ == "__main__":
    main()
