"""
Types into a Word form in LibreOffice, as a person does; run by the system's Python, which has UNO.

    /usr/bin/python3 typist.py PIPE FORM WORK.json TARGET...

WORK.json has the answers by question, and the rows of tables by the heading of their first column.
"""

# mypy: ignore-errors
# pyright: basic, reportMissingImports=false, reportAttributeAccessIssue=false

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

FILTERS = {".docx": "MS Word 2007 XML", ".odt": "writer8"}
PATIENCE = 60


def main(pipe: str, form: str, work: str, *targets: str) -> None:
    """Open a form, write what is to be written, and save it in the formats of the targets."""
    import uno  # only the system's Python has it

    context = _connected(uno, pipe)
    desktop = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.frame.Desktop", context
    )
    hidden = _property(uno, "Hidden", True)
    document = desktop.loadComponentFromURL(Path(form).as_uri(), "_blank", 0, (hidden,))
    try:
        wanted = json.loads(Path(work).read_text("utf-8"))
        for table in document.getTextTables():
            _fill(table, wanted)
        for target in targets:
            how = _property(uno, "FilterName", FILTERS[Path(target).suffix])
            document.storeToURL(Path(target).as_uri(), (how,))
    finally:
        document.close(True)


def _fill(table, wanted) -> None:
    columns, rows = table.getColumns().getCount(), table.getRows().getCount()
    first = _first_line(table.getCellByPosition(0, 0).getString())
    if first in wanted["rows"]:
        entries = wanted["rows"][first]
        table.getRows().insertByIndex(rows, max(0, len(entries) + 1 - rows))
        for number, entry in enumerate(entries, start=1):
            for column, text in enumerate(entry):
                table.getCellByPosition(column, number).setString(text)
        return
    for row in range(rows if columns == 2 else 0):
        question = _first_line(table.getCellByPosition(0, row).getString())
        if question in wanted["answers"]:
            cell = table.getCellByPosition(1, row)
            # Some people do not select what stands there before they type.
            if wanted["behind"]:
                cell.insertString(cell.getEnd(), wanted["answers"][question], False)
            else:
                cell.setString(wanted["answers"][question])


def _first_line(text: str) -> str:
    return text.split("\n")[0].strip()


def _connected(uno, pipe: str):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:  # its class is known to UNO alone
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def _property(uno, name: str, value):
    made = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    made.Name, made.Value = name, value
    return made


if __name__ == "__main__":
    main(*sys.argv[1:])
