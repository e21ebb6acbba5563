"""
Definition files: the packaged ones are clean, and each kind of fault is told with its file and
table.
"""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from pathway.errors import ImportRefused
from pathway.workflows.definitions.checked import json_schema
from pathway.workflows.loading.definition_files import (
    SHIPPED,
    as_beforehand,
    content_hash,
    load,
    packaged,
    packaged_definition,
    read_beforehand,
)

SMALL = """
format = 1
name = "small"
title = "A small case"
owns = "case"
version = "1"
forms = ["forms"]

[edition]
name = "None"
in_force_from = 2026-01-01

[agencies]
local_authority = "council"
icb = "icb"
police = "police"
youth_justice = "yjs"

[[reader]]
role = "bu"
parts = ["*"]

[[state]]
name = "draft"
title = "Draft"
line = "Written."

[[state]]
name = "closed"
title = "Closed"
line = "Done."
final = true

[[step]]
name = "refer"
title = "Refer"
from = []
to = "draft"
who = ["bu"]
input = "referral"
effects = ["record_form", "open_case"]

[[step]]
name = "withdraw"
title = "Withdraw"
from = ["draft"]
to = "closed"
who = ["bu"]
outcome = "withdrawn"

[[deadline]]
key = "draft"
title = "Withdraw"
starts = ["refer"]
due = { working_days = 5 }
met_by = ["withdraw"]
owner = "bu"
status = "local"
grade = "D"
source = "Ours."

[[outcome]]
name = "withdrawn"
title = "Withdrawn"

[[step]]
name = "breach"
title = "Record that a due day has passed"
from = ["*"]
who = ["system"]
effects = ["breach"]
"""


def whole(*texts: str) -> dict[str, str]:
    """Return files called 1.toml, 2.toml and so on, with the forms that are shipped."""
    named = {f"{number}.toml": text for number, text in enumerate(texts, start=1)}
    return named | {"forms.toml": packaged()["forms.toml"]}


def faults(*texts: str) -> list[str]:
    """Return every fault of files called 1.toml, 2.toml and so on."""
    try:
        load(whole(*texts))
    except ImportRefused as refused:
        return [str(reason) for reason in refused.reasons]
    return []


def test_the_packaged_files_are_clean() -> None:
    """They load, and make one definition of five machines."""
    checked = load(packaged())

    assert ["review", "action", "agency_return", "forms", "incident", "publication"] == list(
        checked.files
    )
    assert ["review", "action", "agency_return", "incident", "publication"] == list(
        checked.machines
    )
    assert checked == packaged_definition()
    assert [] == faults(SMALL)


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_shipped_is_what_the_files_say(name: str) -> None:
    """Commands read a shipped definition as it was read beforehand, in the order of its files."""
    read = load(packaged(name), checked=True)

    assert (read.hash, repr(read.of_both)) == (
        packaged_definition(name).hash,
        repr(packaged_definition(name).of_both),
    )


def test_what_was_read_before_a_file_changed_is_not_used() -> None:
    """The digest of the texts tells that they are others."""
    written = read_beforehand("review").encode()
    of_other_texts = b"0" * 64 + written[64:]

    assert as_beforehand(written)
    assert as_beforehand(of_other_texts) is None


def test_the_content_hash_is_of_what_the_files_say() -> None:
    """Comments and layout do not count; a number does."""
    same = load(whole(SMALL))

    assert same.hash == load(whole("# A remark.\n" + SMALL.replace(" = 5", "=5"))).hash
    assert same.hash != load(whole(SMALL.replace("working_days = 5", "working_days = 6"))).hash
    assert content_hash({"a": 1, "b": 2}) == content_hash({"b": 2, "a": 1})


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("format = 1", "format = 2", "1.toml format: choose one of 1"),
        ("format = 1", "format =", "1.toml: this is not TOML: "),
        (
            'title = "Withdraw"',
            'title = "Withdraw\\r\\nBcc: all@example.org"',
            "1.toml [[step]] withdraw, title: this is empty or has characters that are not allowed here",
        ),
        ('title = "A small case"', "", "1.toml title: this is missing"),
        (
            'who = ["bu"]\noutcome',
            'whom = ["bu"]\nwho = ["bu"]\noutcome',
            "1.toml [[step]] withdraw, whom: there is no such field",
        ),
        (
            'who = ["bu"]\noutcome',
            'who = ["bux"]\noutcome',
            "1.toml [[step]] withdraw: unknown role bux; did you mean bu?",
        ),
        (
            'who = ["bu"]\noutcome',
            'who = ["owner"]\noutcome',
            "1.toml [[step]] withdraw: nobody can hold the role owner here",
        ),
        (
            'who = ["bu"]\noutcome',
            "outcome",
            "1.toml [[step]] withdraw: nobody may take it: give who",
        ),
        (
            'who = ["bu"]\noutcome',
            'by = ["refer"]\noutcome',
            "1.toml [[step]] withdraw: only a step of an item is taken with",
        ),
        (
            'from = ["draft"]',
            'from = ["drafts"]',
            "1.toml [[step]] withdraw: unknown state drafts; did you mean draft?",
        ),
        (
            'to = "closed"',
            'to = "close"',
            "1.toml [[step]] withdraw: unknown state close; did you mean closed?",
        ),
        (
            "outcome",
            'guards = ["nothing_left"]\noutcome',
            "1.toml [[step]] withdraw: unknown guard nothing_left; did you mean",
        ),
        (
            "outcome",
            'when = "endorse"\noutcome',
            "1.toml [[step]] withdraw: unknown guard endorse; did you mean endorsed?",
        ),
        (
            "outcome",
            'effects = ["reopn"]\noutcome',
            "1.toml [[step]] withdraw: unknown effect reopn; did you mean reopen?",
        ),
        (
            "outcome",
            'input = "nothng"\noutcome',
            "1.toml [[step]] withdraw: unknown form nothng; did you mean nothing?",
        ),
        (
            "outcome",
            'never = ["openr"]\noutcome',
            "1.toml [[step]] withdraw: unknown part openr; did you mean opener?",
        ),
        (
            '"withdrawn"',
            '"withdrew"',
            "1.toml [[step]] withdraw: unknown outcome withdrew; did you mean withdrawn?",
        ),
        (
            'outcome = "withdrawn"',
            "",
            "1.toml [[step]] withdraw: a step that closes the case must name its outcome",
        ),
        (
            "final = true",
            "",
            "1.toml [[state]] closed: no step leads out of it and it is not final",
        ),
        ('name = "closed"', 'name = "shut"', "1.toml [[state]] shut: no step leads here"),
        ('name = "closed"', 'name = "draft"', "1.toml [[state]] draft: this state is listed twice"),
        (
            'starts = ["refer"]',
            "",
            "1.toml [[deadline]] draft: nothing starts it: give starts or clock",
        ),
        ('met_by = ["withdraw"]', "", "1.toml [[deadline]] draft: nothing meets it: give met_by"),
        (
            '["withdraw"]',
            '["withdrew"]',
            "1.toml [[deadline]] draft: unknown step withdrew; did you mean withdraw?",
        ),
        ('["withdraw"]', '[{ fact = "told" }]', "1.toml [[deadline]] draft: unknown fact told"),
        (
            '["withdraw"]',
            '[{ enters = "shut" }]',
            "1.toml [[deadline]] draft: no state of the case fits shut",
        ),
        (
            '["withdraw"]',
            '[{ opens = "action" }]',
            "1.toml [[deadline]] draft: unknown item action",
        ),
        ('["withdraw"]', '[{ from = "draft" }]', "1.toml [[deadline]] draft, met_by"),
        ('starts = ["refer"]', 'clock = "moon"', "1.toml [[deadline]] draft: unknown clock moon"),
        (
            "working_days = 5",
            "working_days = 5, months = 1",
            "1.toml [[deadline]] draft, due: give exactly one of",
        ),
        ('owner = "bu"', 'owner = "boss"', "1.toml [[deadline]] draft: unknown role boss"),
        (
            'owner = "bu"',
            'owner = "bu"\nladder = "tall"',
            "1.toml [[deadline]] draft: unknown ladder tall",
        ),
        ('status = "local"', 'status = "lore"', "1.toml [[deadline]] draft, status: choose one of"),
        (
            'youth_justice = "yjs"',
            "",
            "1.toml [agencies]: there is no part youth_justice; the role youth_justice_rep",
        ),
        (
            'police = "police"',
            'police = "The Police"',
            "1.toml agencies.police[0]: this is empty or has characters",
        ),
    ],
)
def test_each_kind_of_fault_is_reported(old: str, new: str, fault: str) -> None:
    """With the file, the table, and the nearest name that exists."""
    assert old in SMALL
    messages = faults(
        SMALL.replace(old, new, 1) if old != "final = true" else SMALL.replace(old, new)
    )

    assert any(message.startswith(fault) for message in messages), messages


def test_two_steps_of_one_name_need_a_condition() -> None:
    """From one state, and nothing keeps them apart."""
    again = SMALL + SMALL[SMALL.index('[[step]]\nname = "withdraw"') : SMALL.index("[[deadline]]")]

    assert [
        "1.toml [[step]] withdraw: two steps of this name leave draft and no `when` distinguishes them"
    ] == faults(again)


def test_all_faults_are_reported_at_once() -> None:
    """Whatever their kind, of every file."""
    wrong = SMALL.replace('who = ["bu"]', 'who = ["bux"]').replace('starts = ["refer"]', "")

    messages = faults(wrong, "nothing = 1")

    assert {"1.toml", "2.toml"} == {fault.split()[0] for fault in messages}
    assert 4 <= len(messages)


def test_exactly_one_file_owns_the_case() -> None:
    """Two of them are one too many."""
    assert "1.toml, 2.toml: exactly one file owns the case; 2 do" in faults(SMALL, SMALL)


def test_an_item_needs_its_file() -> None:
    """A kind of item that no file describes is told."""
    assert "1.toml items: there is no file for the item action" in faults(
        SMALL.replace('version = "1"', 'version = "1"\nitems = ["action"]')
    )


def test_somebody_may_read() -> None:
    """A file of cases or of meetings without a table of readers is refused with the way out."""
    tables = '[[reader]]\nrole = "bu"\nparts = ["*"]\n'
    without = faults(SMALL.replace(tables, ""))
    unreadable = faults(SMALL.replace(tables, tables.replace("*", "everything")))
    texts = packaged()
    texts["meeting.toml"] = texts["meeting.toml"].replace("[[reader]]", "[[without_meaning]]")
    with pytest.raises(ImportRefused) as refused:
        load(texts)
    of_meetings = [str(reason) for reason in refused.value.reasons]

    assert 1 == len(without)
    assert without[0].startswith("1.toml [[reader]]: nobody may read anything: write a [[reader]]")
    assert not any("nobody may read" in fault for fault in unreadable)
    assert any("meeting.toml [[reader]]: nobody may read" in fault for fault in of_meetings)


def test_steps_of_an_item_name_states_of_the_case() -> None:
    """Those in which they may be taken."""
    texts = packaged()
    texts["action.toml"] = texts["action.toml"].replace(
        'from = ["open"]\n', 'from = ["open"]\ncase = ["plan.*"]\n'
    )

    with pytest.raises(ImportRefused) as refused:
        load(texts)

    assert ["action.toml [[step]] start: no state of the case fits plan.*"] == [
        str(reason) for reason in refused.value.reasons
    ]


def test_loading_runs_nothing() -> None:
    """A name that looks like code is an unknown name."""
    message = faults(SMALL.replace("outcome", 'effects = ["os.system"]\noutcome', 1))

    assert 1 == len(message)
    assert message[0].startswith("1.toml [[step]] withdraw, effects[0]: ")


def test_the_format_has_a_current_schema() -> None:
    """The JSON Schema beside the files is the one that the models make."""
    shipped = (files("pathway.workflows.definitions") / "definition.schema.json").read_text("utf-8")

    assert json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n" == shipped, (
        "the format has changed: write the schema anew"
    )
