"""Definitions of an invented partnership: the shipped files with forms of its own, and a few words changed."""

from __future__ import annotations

from collections.abc import Mapping

from pathway.workflows.loading import packaged

HEAD = """
format = 1
name = "ours"
title = "Forms of the partnership"
owns = "forms"
version = "2026.1-ours"
"""
Changes = Mapping[str, str]


def partnership(forms: str = "", review: Changes | None = None, version: str = "2026.1-ours") -> dict[str, str]:
    """
    Return the texts of a definition of the partnership's own, by file name.

    Args:
        forms: Tables of its own file of forms.
        review: What is written otherwise in the case's file: the old words, and the new ones.
    """
    texts = packaged()
    case = texts["review.toml"].replace('forms = ["forms"]', 'forms = ["forms", "ours"]')
    case = case.replace('version = "2026.1"', f'version = "{version}"')
    for old, new in (review or {}).items():
        assert old in case, old
        case = case.replace(old, new)
    return texts | {"review.toml": case, "ours.toml": HEAD + forms}


NORTH = """
format = 1
name = "north"
title = "Reviews in the north"
owns = "case"
version = "2026.1-north"
extends = "review"

[without]
step = ["prioritise"]
deadline = ["learning_briefing"]
fact = ["learning_briefing_issued"]

[agencies]
local_authority = ["county_council", "city_council"]
icb = "nhs_north_icb"

[numbers]
amber_days = 10

[[agency]]
code = "county_council"
name = "County Council"

[[fact]]
name = "family_told"
title = "The family was visited"

[[deadline]]
key = "triage"
title = "Triage the referral"
starts = ["endorse"]
due = { working_days = 3 }
met_by = ["propose_notification", "put_to_subgroup", "notify_panel"]
owner = "bu"
status = "local"
grade = "C"
source = "The partnership's own procedure"

[[step]]
name = "record_visit"
title = "Record a visit"
from = ["*"]
who = ["bu"]
input = "visit"

[[form]]
name = "visit"
title = "Visit"

[[form.field]]
name = "where"
label = "Where was it?"

[[form]]
name = "referral"
extends = "referral"

[[form.field]]
name = "school"
label = "Which school does the child go to?"
required = false
"""


def northern(text: str = NORTH) -> dict[str, str]:
    """Return the texts of a definition of which one file says what differs from the shipped one."""
    return {"north.toml": text} | packaged()
