"""A case is read and printed with the command."""

from __future__ import annotations

import pytest

from tests.operators import Operator
from tests.rehearsals import BU, CHAIR, NOTIFIER, NURSES_REP, Rehearsal

CASE = "PR-2026-0001"
FULL = ("case", CASE, "--full", "--by", BU)
HAPPENED = "A baby was brought to the emergency department"


@pytest.fixture
def operator(desk: Rehearsal) -> Operator:
    """Return somebody in the folder of a rehearsal with a case whose returns are asked for."""
    desk.endorsed()
    desk.do(CASE, "notify_panel", NOTIFIER)
    return Operator(desk.folder, desk.variables)


@pytest.mark.sqlite
def test_a_case_can_be_read(operator: Operator) -> None:
    """What somebody wrote, in at most 80 columns, and no ids of duties."""
    shown = operator.run(*FULL)

    assert 0 == shown.code, shown.err
    assert HAPPENED in shown.out
    assert "Owed by representative, Police" in shown.out
    assert "involvement/agency_return" not in shown.out
    assert max(map(len, shown.out.splitlines())) <= 80


@pytest.mark.sqlite
def test_what_is_long_goes_through_a_pager(operator: Operator) -> None:
    """On a terminal; in a pipe, or with --no-pager, it is written at once."""
    pager = "sed s/^/PAGED:/"

    assert "PAGED:" in operator.on_terminal(*FULL, PAGER=pager).out
    assert "PAGED:" not in operator.on_terminal(*FULL, "--no-pager", PAGER=pager).out
    assert "PAGED:" not in operator.run(*FULL, PAGER=pager).out


@pytest.mark.sqlite
def test_a_program_gets_the_whole_case(operator: Operator) -> None:
    """The case, and its history with what was entered."""
    case = operator.run(*FULL, "--json").json

    assert CASE == case["reference"]
    assert case["history"][0]["input"]["what_happened"].startswith(HAPPENED)


@pytest.mark.sqlite
def test_a_case_shows_who_has_returned_what(operator: Operator, desk: Rehearsal) -> None:
    """How many are in, and by when the others are due."""
    desk.do(CASE, "waive", CHAIR, "agency_return:police")
    shown = operator.run("case", CASE).out

    assert "Returns: 1 of 6 are in or settled" in shown
    assert "Requested" in shown


@pytest.mark.sqlite
def test_a_pack_is_written_in_the_format_of_its_file(operator: Operator) -> None:
    """Or, in a folder, under a name of reference and kind, as Word."""
    named = operator.run("document", "case-pack", CASE, "--by", BU, "-o", "pack.pdf")
    here = operator.run("document", "case-pack", CASE, "--by", BU, "--part", "summary")

    assert ["pack.pdf\n", f"{CASE}-case-pack.docx\n"] == [named.out, here.out]
    assert (operator.folder / "pack.pdf").read_bytes().startswith(b"%PDF")
    assert (operator.folder / f"{CASE}-case-pack.docx").read_bytes().startswith(b"PK")


@pytest.mark.sqlite
def test_watermark_and_circulation_are_on_the_pages(operator: Operator) -> None:
    """As they were typed."""
    words = ("--watermark", "DRAFT", "--to", "The chair", "--to", "Police")
    page = operator.run(
        "document", "case-pack", CASE, "--by", BU, "--format", "html", "-o", "-", *words
    )

    assert "For: The chair; Police" in page.out
    assert '<p class="paper-watermark">DRAFT</p>' in page.out


@pytest.mark.sqlite
def test_a_letter_is_written(operator: Operator) -> None:
    """Under a name that names nobody."""
    written = operator.run("document", "letter", CASE, "police", "--by", BU)

    assert f"{CASE}-request-letter-police.docx\n" == written.out


@pytest.mark.sqlite
def test_somebody_with_an_upheld_interest_reads_nothing(
    operator: Operator, desk: Rehearsal
) -> None:
    """Neither the case nor its pack, and no file is left."""
    desk.do(CASE, "declare_interest", NURSES_REP)
    desk.do(CASE, "decide_interest", CHAIR, outcome="withdraws_case", interest="interest:1")
    read = operator.run("case", CASE, "--full", "--by", NURSES_REP)
    printed = operator.run("document", "case-pack", CASE, "--by", NURSES_REP, "-o", "pack.docx")

    assert [(3, ""), (3, "")] == [(read.code, read.out), (printed.code, printed.out)]
    assert "upheld interest" in read.err
    assert not (operator.folder / "pack.docx").exists()


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("document", "case-pack", CASE, "--by", BU, "--part", "decision"), 4, "decisions"),
        (("document", "case-pack", CASE, "--by", BU, "-o", "pack.odt"), 2, "docx, pdf, html"),
        (("document", "letter", CASE, "polices", "--by", BU), 4, "police"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(
    operator: Operator, arguments: tuple[str, ...], code: int, words: str
) -> None:
    """With the way out."""
    refused = operator.run(*arguments)

    assert code == refused.code
    assert words in refused.err
    assert 1 == len(refused.err.strip().splitlines())
