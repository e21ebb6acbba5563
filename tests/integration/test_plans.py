"""
Action plans as files, and trackers that come in: what is written is read back as the same, and
nothing that a tracker says is guessed.
"""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from pathway.documents.plans.plan import plan_paper
from pathway.errors import ImportRefused, NotFound, Refused, WrongUsage
from pathway.service.documents.plans.importing import TrackerFile
from pathway.service.views.plans import ImportedPlanView
from tests.papers import pdf_text, texts_of, word_text
from tests.rehearsals import BU, CHAIR, COORDINATOR, NURSE, Rehearsal
from tests.trackers import HEADINGS, SOUND, changed, saved, sheet_rows, workbook

pytestmark = pytest.mark.either

POLICE = "rep.police@example.org"
FULL: dict[str, Any] = {
    "what": "Train the staff.\n\nAll of them.",
    "scope": "regional",
    "milestones": [{"on": "2026-05-01", "what": "Draft: agreed"}],
    "outcome_sought": "Staff know what to do",
    "owner": POLICE,
    "starts_on": "2026-04-01",
    "due": "2026-06-30",
    "evidence_needed": "The register",
    "impact_measure": "An audit",
    "impact_checks": ["2026-12-01", "2027-03-01"],
    "recommendations": ["recommendation:1", "recommendation:2"],
}


def planned(desk: Rehearsal) -> str:
    """Return a case with two recommendations and no action yet."""
    reference = desk.endorsed()
    desk.do(reference, "add_recommendation", BU, text="Share what is known, also by night.")
    desk.do(reference, "add_recommendation", BU, text="Supervise complex cases.")
    return reference


def with_actions(desk: Rehearsal) -> str:
    """Return a case with an action that has all, and one with little."""
    reference = planned(desk)
    desk.pathway.take(reference, "add_action", by=BU, input=FULL)
    desk.do(reference, "add_action", BU, what="=1+1", owner=POLICE, due="2026-03-20")
    return reference


def read(
    desk: Rehearsal,
    reference: str,
    content: bytes,
    *,
    by: str = BU,
    dry_run: bool = False,
    **how: Any,
) -> ImportedPlanView:
    """Return what came of reading a file."""
    options: dict[str, Any] = {"kind": "xlsx", **how}
    file = TrackerFile(content, **options)
    return desk.pathway.plans.import_file(reference, file, by=by, dry_run=dry_run)


def results(imported: ImportedPlanView) -> list[tuple[int, str, str | None]]:
    """Return what came of each row."""
    return [(row.row, row.result, row.action) for row in imported.rows]


def actions(desk: Rehearsal, reference: str) -> list[Any]:
    """Return what was entered for each action."""
    events = desk.pathway.history(reference)
    return [event.input for event in events if event.step == "add_action"]


def row_of(desk: Rehearsal, reference: str, number: int) -> dict[str, object]:
    """Return a row of the workbook of a plan, by its headings."""
    rows = sheet_rows(desk.pathway.documents.plan(reference, by=BU, format="xlsx").content)
    return dict(zip([str(title) for title in rows[0]], rows[number], strict=True))


# ---- out -----------------------------------------------------------------------------------------


def test_the_workbook_has_the_columns_of_the_toolkit(desk: Rehearsal) -> None:
    """Each field of the action, and what became of it, under its heading in the toolkit's order."""
    row = row_of(desk, with_actions(desk), 1)

    assert [
        *("Ref", "Recommendations", "Recommendation and source", "Response", "Scope", "Action"),
        *("Milestones", "Outcome sought", "Owner", "Agency", "Start", "Due", "First due", "BRAG"),
        *("Progress", "Evidence needed", "Evidence", "Verified by", "Impact measure"),
        *("Check dates", "Closure"),
    ] == list(row)
    assert "1\n2" == row["Recommendations"]
    assert "1 May 2026: Draft: agreed" == row["Milestones"]
    assert f"Police representative <{POLICE}>" == row["Owner"]
    assert ("Regional", "Green: on time") == (row["Scope"], row["BRAG"])


def test_what_became_of_an_action_is_in_its_row(desk: Rehearsal) -> None:
    """Progress, evidence, who verified it, the first due day and the end come from the history."""
    reference = with_actions(desk)
    item = "action:1"
    desk.do(reference, "rebase", CHAIR, item, due="2026-07-31")
    desk.do(reference, "start", POLICE, item)
    desk.do(reference, "update", POLICE, item, progress="Half of them.")
    desk.do(reference, "submit_evidence", POLICE, item, what_it_shows="All were there.")
    desk.do(reference, "verify", CHAIR, item)
    row = row_of(desk, reference, 1)

    assert ("2026-07-31", "2026-06-30") == (str(row["Due"])[:10], str(row["First due"])[:10])
    assert "16 March 2026: Half of them." == row["Progress"]
    assert "16 March 2026: document.docx. All were there." == row["Evidence"]
    assert "Verified, 16 March 2026" == row["Closure"]
    assert str(row["Verified by"]).endswith("chair), 16 March 2026")
    assert "Blue: done and verified" == row["BRAG"]


def test_the_workbook_is_one_that_people_work_with(desk: Rehearsal) -> None:
    """
    Headings stay in view and on each page, choices are offered, ratings have colour, texts are no
    formulas.
    """
    content = desk.pathway.documents.plan(with_actions(desk), by=BU, format="xlsx").content
    sheet: Any = load_workbook(io.BytesIO(content)).worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    formula = sheet.cell(row=3, column=headings.index("Action") + 1)
    rating = sheet.cell(row=3, column=headings.index("BRAG") + 1)
    choices = [rule.formula1 for rule in sheet.data_validations.dataValidation]

    assert "A2" == sheet.freeze_panes
    assert ("=1+1", "s", True) == (formula.value, formula.data_type, bool(formula.quotePrefix))
    assert ("Amber: due soon", "00FFE2A8") == (rating.value, rating.fill.fgColor.rgb)
    assert '"Local,Regional,National"' in choices
    assert ("landscape", 2) == (sheet.page_setup.orientation, sheet.page_setup.fitToWidth)
    assert ("$1:$1", "$A:$A") == (sheet.print_title_rows, sheet.print_title_cols)


def test_csv_runs_in_no_spreadsheet(desk: Rehearsal) -> None:
    """A text that looks like a formula has an apostrophe before it."""
    content = desk.pathway.documents.plan(with_actions(desk), by=BU, format="csv").content
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))

    assert ["Train the staff.\n\nAll of them.", "'=1+1"] == [row["Action"] for row in rows]


def test_all_of_a_plan_is_on_its_pages(desk: Rehearsal) -> None:
    """What the workbook has stands in the Word file and the PDF too."""
    reference = with_actions(desk)
    plan = desk.pathway.documents.plan_on_record(reference, by=BU)
    word = word_text(desk.pathway.documents.plan(reference, by=BU).content)
    pdf = " ".join(
        pdf_text(desk.pathway.documents.plan(reference, by=BU, format="pdf").content).split()
    )

    assert 2 == len(plan.actions)
    assert "1 December 2026\n1 March 2027" in list(texts_of(plan_paper(plan)))
    for text in (
        "Staff know what to do",
        "Regional",
        "Amber: due soon",
        "1 May 2026: Draft: agreed",
    ):
        assert text in word
        assert text in pdf


def test_a_plan_without_actions_says_so(desk: Rehearsal) -> None:
    """There is no empty table."""
    paper = plan_paper(desk.pathway.documents.plan_on_record(planned(desk), by=BU))

    assert "The plan has no action yet." in list(texts_of(paper))


def test_a_file_of_a_plan_names_nobody(desk: Rehearsal) -> None:
    """Its name has the reference and the kind."""
    reference = planned(desk)

    assert (
        f"{reference}-action-plan.xlsx"
        == desk.pathway.documents.plan(reference, by=BU, format="xlsx").name
    )


def test_an_unknown_format_is_refused(desk: Rehearsal) -> None:
    """The known ones are named."""
    with pytest.raises(WrongUsage, match="docx, pdf, html, xlsx, csv"):
        desk.pathway.documents.plan(planned(desk), by=BU, format="odt")


def test_somebody_with_an_upheld_interest_gets_no_plan_and_adds_to_none(desk: Rehearsal) -> None:
    """They are refused as they are refused its steps."""
    reference = with_actions(desk)
    desk.do(reference, "declare_interest", COORDINATOR)
    desk.do(reference, "decide_interest", CHAIR, outcome="withdraws_case", interest="interest:1")

    with pytest.raises(Refused, match="interest"):
        desk.pathway.documents.plan(reference, by=COORDINATOR)
    with pytest.raises(Refused, match="interest"):
        read(desk, reference, workbook(HEADINGS, SOUND), by=COORDINATOR)


# ---- in ------------------------------------------------------------------------------------------


def test_a_tracker_comes_in(desk: Rehearsal) -> None:
    """Columns are known by what others call them, rows below a title, days and names as written."""
    reference = planned(desk)
    imported = read(desk, reference, workbook(["Our plan 2026"], [], HEADINGS, SOUND))

    assert [(4, "added", "action:1")] == results(imported)
    assert [
        {
            "what": "Write a policy",
            "outcome_sought": "Staff know what to do",
            "owner": POLICE,
            "due": "2026-09-01",
            "evidence_needed": "The policy",
            "impact_measure": "An audit",
            "recommendations": ["recommendation:1"],
        }
    ] == actions(desk, reference)
    assert [] == desk.pathway.verify()


def test_a_dry_run_changes_nothing(desk: Rehearsal) -> None:
    """It says what would be done, and which column is what."""
    reference = planned(desk)
    before = desk.pathway.case(reference).version
    imported = read(desk, reference, workbook(HEADINGS, SOUND), dry_run=True)
    by_column = {column.column: (column.field, column.how) for column in imported.columns}

    assert before == desk.pathway.case(reference).version
    assert [(2, "added", None)] == results(imported)
    assert ("owner", "by its heading") == by_column["Lead"]
    assert (None, "not known") == by_column["RAG"]


def test_a_repeat_adds_nothing(desk: Rehearsal) -> None:
    """Also of a row that the file has twice, and after the action was changed by its steps."""
    reference = planned(desk)
    file = workbook(HEADINGS, SOUND, SOUND)
    first = read(desk, reference, file)
    desk.do(reference, "rebase", CHAIR, "action:1", due="2026-10-30")
    second = read(desk, reference, file)

    assert [(2, "added", "action:1"), (3, "there", "action:1")] == results(first)
    assert [(2, "there", "action:1"), (3, "there", "action:1")] == results(second)


def test_what_was_written_is_there_already(desk: Rehearsal) -> None:
    """A plan's own workbook or CSV adds nothing, also after its actions were moved and given away."""
    reference = with_actions(desk)
    desk.do(reference, "rebase", CHAIR, "action:1", due="2026-10-30")
    desk.do(reference, "reassign", CHAIR, "action:2", owner=CHAIR)

    for kind in ("xlsx", "csv"):
        content = desk.pathway.documents.plan(reference, by=BU, format=kind).content
        imported = read(desk, reference, content, kind=kind)
        assert [(2, "there", "action:1"), (3, "there", "action:2")] == results(imported)


def test_a_changed_row_of_our_own_is_refused(desk: Rehearsal) -> None:
    """An action on record is changed by its steps; the column that differs is named."""
    reference = with_actions(desk)
    rows = sheet_rows(desk.pathway.documents.plan(reference, by=BU, format="xlsx").content)
    rows[1][rows[0].index("Action")] = "Train nobody."
    [changed_row, other] = read(desk, reference, workbook(*rows)).rows

    assert ("refused", "action:1") == (changed_row.result, changed_row.action)
    assert ["column Action"] == [reason.path for reason in changed_row.reasons]
    assert "there" == other.result


def test_the_plan_of_a_case_goes_into_another(desk: Rehearsal) -> None:
    """The actions of the other case are the same."""
    first, second = with_actions(desk), planned(desk)
    content = desk.pathway.documents.plan(first, by=BU, format="xlsx").content
    imported = read(desk, second, content)

    assert ["added", "added"] == [row.result for row in imported.rows]
    assert actions(desk, first) == actions(desk, second)


@pytest.mark.parametrize(
    ("cells", "column", "why"),
    [
        ({"lead": "Jo Nobody"}, "column Lead", "nobody in the directory is called so"),
        ({"target_date": "31/2/2026"}, "column Target date", "there is no such day"),
        ({"target_date": "next spring"}, "column Target date", "this is not a day"),
        ({"target_date": 12}, "column Target date", "this number is no day of this century"),
        ({"target_date": None}, "column Target date", "this is missing"),
        ({"recommendation": "9"}, "column Recommendation", "no such recommendation"),
        ({"smart_action": ""}, "column SMART action", "this is missing"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_with_its_column(
    desk: Rehearsal, cells: dict[str, Any], column: str, why: str
) -> None:
    """The other rows are added."""
    reference = planned(desk)
    imported = read(desk, reference, workbook(HEADINGS, changed(**cells), SOUND))
    [reason] = imported.rows[0].reasons

    assert [(2, "refused", None), (3, "added", "action:1")] == results(imported)
    assert column == reason.path
    assert why in reason.message


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("1 and 2", ["recommendation:1", "recommendation:2"]),
        ("Rec 2", ["recommendation:2"]),
        ("R1; R2", ["recommendation:1", "recommendation:2"]),
        ("share what is known, also by night.", ["recommendation:1"]),
    ],
)
def test_recommendations_are_known_by_number_or_words(
    desk: Rehearsal, cell: str, names: list[str]
) -> None:
    """As people write them."""
    reference = planned(desk)
    read(desk, reference, workbook(HEADINGS, changed(recommendation=cell)))

    assert [names] == [action["recommendations"] for action in actions(desk, reference)]


def test_owners_that_are_not_known_are_asked_for(desk: Rehearsal) -> None:
    """They are named once; with an answer the rows are added."""
    reference = planned(desk)
    file = workbook(HEADINGS, changed(lead="Jo"), changed(lead="Jo", smart_action="Another"))
    tried = read(desk, reference, file, dry_run=True)
    read(desk, reference, file, owners={"Jo": POLICE})

    assert ("Jo",) == tried.unknown_owners
    assert [POLICE, POLICE] == [action["owner"] for action in actions(desk, reference)]


def test_a_column_is_what_somebody_says_it_is(desk: Rehearsal) -> None:
    """Or it is left out; a field that no column has may be filled in for all."""
    reference = planned(desk)
    headings = ["What we do" if name == "SMART action" else name for name in HEADINGS]
    headings[headings.index("Measure of impact")] = "Thoughts"
    how: dict[str, Any] = {
        "columns": {"What we do": "what", "Thoughts": ""},
        "fill": {"impact_measure": "Audit"},
    }
    read(desk, reference, workbook(headings, SOUND), **how)

    assert [("Write a policy", "Audit")] == [
        (action["what"], action["impact_measure"]) for action in actions(desk, reference)
    ]


def test_a_tracker_without_what_every_action_wants_is_refused(desk: Rehearsal) -> None:
    """A dry run says of each row all that it lacks, beside what cannot be read in it."""
    reference = planned(desk)
    unsound = changed(lead="Jo Nobody", target_date=None)
    file = workbook(HEADINGS[:-1], SOUND[:-1], unsound[:-1])
    tried = read(desk, reference, file, dry_run=True)

    assert ("impact_measure",) == tried.lacking
    assert [
        ["impact_measure"],
        ["column Lead", "column Target date", "impact_measure"],
    ] == [sorted(reason.path or "" for reason in row.reasons) for row in tried.rows]
    assert [(2, "refused", None), (3, "refused", None)] == results(tried)
    with pytest.raises(ImportRefused) as refused:
        read(desk, reference, file)
    assert "no column is impact_measure" in refused.value.reasons[0].message


def test_two_columns_that_are_the_same_field_are_refused(desk: Rehearsal) -> None:
    """Nothing says which of them is meant."""
    file = workbook([*HEADINGS, "Owner"], [*SOUND, POLICE])

    with pytest.raises(ImportRefused) as refused:
        read(desk, planned(desk), file)
    assert "column Lead and column Owner are both owner" in refused.value.reasons[0].message


def test_names_that_are_in_nothing_are_refused(desk: Rehearsal) -> None:
    """A column or a field that somebody names must be there."""
    reference, file = planned(desk), workbook(HEADINGS, SOUND)

    with pytest.raises(NotFound, match="column Leed"):
        read(desk, reference, file, columns={"Leed": "owner"})
    with pytest.raises(NotFound, match="field owners"):
        read(desk, reference, file, columns={"RAG": "owners"})
    with pytest.raises(NotFound, match="field effort"):
        read(desk, reference, file, fill={"effort": "much"})


def test_who_may_not_add_actions_is_refused_at_once(desk: Rehearsal) -> None:
    """Not row by row."""
    with pytest.raises(Refused):
        read(desk, planned(desk), workbook(HEADINGS, SOUND), by=NURSE)


def test_merged_cells_below_the_headings_are_refused_each_with_its_place(desk: Rehearsal) -> None:
    """All but the first of them are empty; a title above the headings may be merged."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (("Our tracker",), (), HEADINGS, SOUND, SOUND, SOUND):
        sheet.append(list(row))
    sheet.merge_cells("A1:D2")
    sheet.merge_cells("D4:D5")
    sheet.merge_cells("E5:E6")
    with pytest.raises(ImportRefused) as refused:
        read(desk, planned(desk), saved(book))

    assert ["cells D4:D5", "cells E5:E6"] == [reason.path for reason in refused.value.reasons]


def test_a_formula_that_was_never_computed_is_refused(desk: Rehearsal) -> None:
    """Its cell would look empty."""
    book = Workbook()
    for row in (HEADINGS, changed(target_date="=TODAY()")):
        book.worksheets[0].append(list(row))
    with pytest.raises(ImportRefused) as refused:
        read(desk, planned(desk), saved(book))

    assert ["cell E2"] == [reason.path for reason in refused.value.reasons]


def test_days_of_old_macintosh_workbooks_are_counted_from_1904(desk: Rehearsal) -> None:
    """As the workbook says."""
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    for row in (HEADINGS, SOUND):
        book.worksheets[0].append(list(row))
    reference = planned(desk)
    read(desk, reference, saved(book))

    assert ["2026-09-01"] == [action["due"] for action in actions(desk, reference)]


@pytest.mark.parametrize(
    ("content", "kind", "why"),
    [
        (b"PK\x03\x04 no workbook", "xlsx", "this is not an Excel workbook"),
        (b"\xd0\xcf\x11\xe0 old", "xlsx", "an old kind"),
        (b"", "csv", "no row of the first 20 has a recognised heading"),
        (b"Action,Owner\r\n", "csv", "there is no action below the headings"),
        (b'Action,Owner\r\n"open', "csv", "this is not CSV"),
        (b"Action,Owner\r\n" + b"a,b\r\n" * 1_001, "csv", "more than 1000 rows"),
    ],
)
def test_a_file_that_is_no_tracker_is_refused(
    desk: Rehearsal, content: bytes, kind: str, why: str
) -> None:
    """With the reason, and nothing is changed."""
    with pytest.raises(ImportRefused) as refused:
        read(desk, planned(desk), content, kind=kind)
    assert why in refused.value.reasons[0].message


def test_an_old_csv_of_excel_is_read(desk: Rehearsal) -> None:
    """With semicolons, in the encoding of Windows."""
    reference = planned(desk)
    lines = [
        "Action;Owner;Due;Outcome;Evidence needed;Measure",
        f"Café visits;{POLICE};1.9.2026;Better;Register;Audit",
    ]
    read(desk, reference, "\r\n".join(lines).encode("cp1252"), kind="csv")

    assert [("Café visits", "2026-09-01")] == [
        (action["what"], action["due"]) for action in actions(desk, reference)
    ]
