"""
The tables of the files of cases: what each is, and its sealed content, in parts.

A file in a folder has no parts here, but the name of its file. The event with which a file was
stored names it, so that these rows prove that nothing was taken away.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    String,
    Table,
)

from pathway.storage.database.tables import case, metadata

document_content = Table(
    "pathway_document_content",
    metadata,
    Column("case_id", Integer, ForeignKey(case.c.id), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("size", Integer, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("file", String(150)),
)
document_part = Table(
    "pathway_document_part",
    metadata,
    Column("case_id", Integer, primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("sealed", LargeBinary, nullable=False),
    ForeignKeyConstraint(
        ["case_id", "sha256"],
        ["pathway_document_content.case_id", "pathway_document_content.sha256"],
        name="fk_pathway_document_part_content",
    ),
)
