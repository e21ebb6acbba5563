"""The business unit records what somebody said by telephone: judged as theirs, with both names."""

from __future__ import annotations

import pytest

from pathway import Authorised
from pathway.errors import NotFound, Refused, StepRefused, WrongUsage
from tests.headers import header_of, members_of
from tests.rehearsals import (
    BU,
    CHAIR,
    COORDINATOR,
    NURSE,
    NURSES_REP,
    OPENERS,
    PARTNERS,
    REASONS,
    Rehearsal,
    form,
)

pytestmark = pytest.mark.either


def submitted(desk: Rehearsal) -> str:
    """Return a case that waits for quality assurance."""
    reference = desk.refer()
    desk.do(reference, "submit", NURSE)
    return reference


def codes(
    desk: Rehearsal, reference: str, step: str, by: str, person: str, item: str | None = None
) -> set[str]:
    """Return the codes with which somebody is refused a step on behalf of a person."""
    answers = desk.filled(reference, step, person, item)
    with pytest.raises(StepRefused) as refused:
        desk.pathway.take(
            reference, step, by=by, on_behalf_of=person, item=item, input=answers, **REASONS
        )
    return {reason.code for reason in refused.value.reasons}


def endorse(desk: Rehearsal, reference: str, by: str = BU) -> None:
    """Record the representative's endorsement."""
    answers = desk.filled(reference, "endorse", NURSES_REP)
    desk.pathway.take(reference, "endorse", by=by, on_behalf_of=NURSES_REP, input=answers)


def test_both_names_are_in_the_history(desk: Rehearsal) -> None:
    """The step is the representative's, in their role, and who typed it is beside them."""
    reference = submitted(desk)
    endorse(desk, reference)
    entry = desk.pathway.history(reference)[-1]

    assert (NURSES_REP, BU, "rep") == (entry.by, entry.typed_by, entry.role)
    assert [] == desk.pathway.verify()


def test_who_typed_it_is_proved(desk: Rehearsal) -> None:
    """Whoever changes who typed an entry is found out: it is in what is hashed and signed."""
    reference = submitted(desk)
    endorse(desk, reference)
    ((header,),) = desk.sql("SELECT header FROM pathway_event ORDER BY seq DESC LIMIT 1")
    number = desk.sql("SELECT max(seq) FROM pathway_event")[0][0]
    changed = header_of({**members_of(header), "typed_by": 99})
    desk.sql("UPDATE pathway_event SET header = ? WHERE seq = ?", (changed, number))

    assert {"case", "mac"} <= desk.faults()


def test_nobody_is_on_behalf_of_themselves(desk: Rehearsal) -> None:
    """A representative who names themselves takes the step as usual."""
    reference = submitted(desk)
    endorse(desk, reference, by=NURSES_REP)

    assert desk.pathway.history(reference)[-1].typed_by is None


def test_it_is_judged_as_the_step_of_whom_it_is_for(desk: Rehearsal) -> None:
    """The referrer does not endorse their own referral, whoever types it."""
    reference = submitted(desk)

    assert {"not_permitted"} == codes(desk, reference, "endorse", BU, NURSE)


@pytest.mark.parametrize("typist", [NURSE, CHAIR, PARTNERS[0]])
def test_only_the_business_unit_types(desk: Rehearsal, typist: str) -> None:
    """Nobody else records a step on behalf of somebody."""
    reference = submitted(desk)

    assert {"on_behalf"} == codes(desk, reference, "endorse", typist, NURSES_REP)


def test_a_typist_with_an_upheld_interest_is_kept_out(desk: Rehearsal) -> None:
    """Nor does the interest of one hinder another of the business unit."""
    reference = submitted(desk)
    desk.do(reference, "declare_interest", BU)
    desk.do(reference, "decide_interest", CHAIR, outcome="withdraws_case")
    steps = desk.pathway.steps(reference, by=BU, on_behalf_of=NURSES_REP)

    assert {"interest"} == codes(desk, reference, "endorse", BU, NURSES_REP)
    assert [] == [step.step for step in steps if step.allowed]
    endorse(desk, reference, by=COORDINATOR)


def test_a_typist_whose_interest_is_undecided_types_no_decision(desk: Rehearsal) -> None:
    """To endorse is a decision; so is what is recorded on behalf of whoever endorses."""
    reference = submitted(desk)
    desk.do(reference, "declare_interest", BU)

    assert {"on_behalf"} == codes(desk, reference, "endorse", BU, NURSES_REP)


def test_whoever_opened_a_referral_does_not_type_its_endorsement(desk: Rehearsal) -> None:
    """What keeps two people apart keeps the typist apart too."""
    reference = desk.pathway.refer(form("practice_review"), by=BU).reference
    desk.do(reference, "submit", BU)

    assert {"on_behalf"} == codes(desk, reference, "endorse", BU, NURSES_REP)
    endorse(desk, reference, by=COORDINATOR)


def test_a_typist_who_is_away_types_nothing(desk: Rehearsal) -> None:
    """Absence counts for them as for everybody."""
    reference = submitted(desk)
    today = desk.pathway.clock.now().date()
    desk.pathway.people.absent(BU, today, today, by=CHAIR)

    assert {"on_behalf"} == codes(desk, reference, "endorse", BU, NURSES_REP)


def test_a_referral_by_telephone_is_the_referrers(desk: Rehearsal) -> None:
    """The business unit types the form; the case is the referrer's, who may not endorse it."""
    opener = OPENERS["practice_review"]
    case = desk.pathway.refer(form("practice_review"), by=BU, on_behalf_of=opener)
    entry = desk.pathway.history(case.reference)[0]

    assert (opener, BU) == (entry.by, entry.typed_by)
    assert desk.step(case.reference, "submit", opener).allowed


def test_a_referral_is_not_typed_by_others(desk: Rehearsal) -> None:
    """The reason is that of a step."""
    with pytest.raises(Refused) as refused:
        desk.pathway.refer(form("practice_review"), by=CHAIR, on_behalf_of=NURSE)

    assert {"on_behalf"} == {reason.code for reason in refused.value.reasons}


def test_a_preview_names_both(desk: Rehearsal) -> None:
    """What would follow says who would be on record, and changes nothing."""
    reference = submitted(desk)
    answers = desk.filled(reference, "endorse", NURSES_REP)
    outcome = desk.pathway.preview(
        reference, "endorse", by=BU, on_behalf_of=NURSES_REP, input=answers
    )

    assert [(NURSES_REP, BU)] == [(entry.by, entry.typed_by) for entry in outcome.events]
    assert "quality_assurance" == desk.pathway.case(reference).state


def test_a_key_belongs_to_whom_it_was_for(desk: Rehearsal) -> None:
    """The same command under the same key is carried out once; on behalf of another it is another."""
    reference = submitted(desk)
    answers = desk.filled(reference, "endorse", NURSES_REP)

    def keyed(person: str | None) -> int:
        return desk.pathway.take(
            reference, "endorse", by=BU, on_behalf_of=person, input=answers, key="by-telephone"
        ).version

    first, again = keyed(NURSES_REP), keyed(NURSES_REP.upper())
    with pytest.raises(Refused) as refused:
        keyed(None)

    assert first == again
    assert ["key_reused"] == [reason.code for reason in refused.value.reasons]


def test_the_roles_of_an_authoriser_are_the_typists(desk: Rehearsal) -> None:
    """A host that lets somebody act as the chair alone does not let them type for others."""
    reference = submitted(desk)
    answers = desk.filled(reference, "endorse", NURSES_REP)
    own = desk.connect()
    hosted = own.connect(
        desk.address,
        key_file=desk.key,
        authoriser=lambda user: Authorised(BU, roles=("chair",)) if user == "u1" else None,
    )
    desk.opened.append(hosted)
    with pytest.raises(StepRefused) as refused:
        hosted.take(reference, "endorse", by="u1", on_behalf_of=NURSES_REP, input=answers)

    assert {"on_behalf"} == {reason.code for reason in refused.value.reasons}


def test_an_unknown_person_is_nobody_to_act_for(desk: Rehearsal) -> None:
    """The nearest emails are named."""
    reference = submitted(desk)
    with pytest.raises(NotFound) as unknown:
        desk.pathway.steps(reference, by=BU, on_behalf_of="rep.ncaa@example.org")

    assert NURSES_REP in str(unknown.value)


def test_a_schema_on_behalf_wants_to_know_who_asks(desk: Rehearsal) -> None:
    """It would otherwise show a barred person the names of a case's files."""
    reference = submitted(desk)
    with pytest.raises(WrongUsage) as refused:
        desk.pathway.schema(reference, "endorse", on_behalf_of=NURSES_REP)

    assert "by" in str(refused.value)


def test_a_case_pack_names_both(desk: Rehearsal) -> None:
    """Whoever reads the case sees that the representative did not type it."""
    reference = submitted(desk)
    endorse(desk, reference)
    pack = desk.pathway.documents.case_pack(reference, by=CHAIR, format="html").content.decode()

    assert "recorded on their behalf by" in pack


def test_a_correction_leaves_both_names(desk: Rehearsal) -> None:
    """The entry is decided again, and is still on record as it was."""
    reference = submitted(desk)
    endorse(desk, reference)
    entry = desk.pathway.history(reference)[-1]
    change = {"event": entry.seq, "field": "occurred_on", "value": "2026-03-13", "why": "A slip."}
    desk.pathway.take(reference, "correct", by=BU, input=change, late_reason="A slip.")
    entry = desk.pathway.history(reference)[entry.seq - 1]

    assert (NURSES_REP, BU, 1) == (entry.by, entry.typed_by, len(entry.corrected_by))
