"""
Pictures of papers, made from an invented case.

    python -m docs.paper_pictures
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.pdfs import picture_of
from tests.rehearsals import BU, NOTIFIER, Rehearsal, instant, make

FOLDER = Path(__file__).parent / "pictures"
CHRONOLOGIES = Path(__file__).parents[1] / "tests" / "data" / "chronologies"
CIRCULATION = ("The chair", "The safeguarding partners")
RETURNS = (
    ("police", "police.csv", "rep.police@example.org", "author.police@example.org"),
    ("nhs_gm_icb", "health.csv", "rep.icb@example.org", "author.nhsgmicb@example.org"),
)


def send_chronologies(desk: Rehearsal, reference: str) -> None:
    """Let two agencies send their chronologies."""
    for agency, file, rep, author in RETURNS:
        desk.do(reference, "confirm_involvement", rep, f"agency_return:{agency}")
        desk.pathway.chronologies.add(reference, agency, CHRONOLOGIES / file, by=author)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        desk = make(Path(folder), instant("2026-03-16"))
        reference = desk.endorsed()
        desk.do(reference, "notify_panel", NOTIFIER)
        documents = desk.pathway.documents
        pack = documents.case_pack(
            reference, by=BU, format="pdf", watermark="DRAFT", circulation=CIRCULATION
        )
        letter = documents.request_letter(reference, "police", by=BU, format="pdf")
        send_chronologies(desk, reference)
        integrated = desk.pathway.chronologies.integrated(reference, by=BU, accepted_only=False)
        chronology = integrated.export("pdf")
        desk.remove()
    papers = (("case-pack", pack), ("request-letter", letter), ("chronology", chronology))
    for name, paper in papers:
        picture_of(paper.content, 0, FOLDER / f"{name}.png")
