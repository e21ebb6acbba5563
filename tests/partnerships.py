"""
Definitions of an invented partnership: the shipped files with forms of its own, and a few words
changed.
"""

from __future__ import annotations

from collections.abc import Mapping

from pathway.workflows.loading.definition_files import packaged

HEAD = """
format = 1
name = "ours"
title = "Forms of the partnership"
owns = "forms"
version = "2026.1-ours"
"""
Changes = Mapping[str, str]


def partnership(
    forms: str = "", review: Changes | None = None, version: str = "2026.1-ours"
) -> dict[str, str]:
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


SOUTH = """
format = 1
name = "south"
title = "Reviews in the south"
owns = "case"
version = "2026.1-south"
extends = "review"

[agencies]
education = "education_inclusion"

[votes]
seats = ["local_authority", "icb", "police", "education"]
carry = 4
carry_with_lead_partners = 3
fail = 2
signatures = 3

[lists.review_forms]
local_learning = "Local learning review"
appreciative_inquiry = "Appreciative inquiry"

[lists.ways_of_asking]
letter = "By letter"
meeting = "At a meeting"

[[form]]
name = "referral"
extends = "referral"
without = ["household"]

[[form.field]]
name = "what_happened"
label = "Tell us what happened."

[[form.field]]
name = "school"
label = "Which school does the child go to?"
at_submission = true
after = "incident_place"

[[form]]
name = "quality_assurance"
extends = "quality_assurance"
without = ["staff_supported"]

[[form.field]]
name = "voice_of_the_child"
label = "Is there anything in the child's own words?"
type = "answer"

[[fact]]
name = "hospital_told"
title = "The hospital was told"

[[deadline]]
key = "hospital_told"
title = "Tell the hospital of the referral"
starts = ["submit"]
due = { hours = 24 }
met_by = [{ fact = "hospital_told" }]
owner = "bu"
status = "local"
grade = "C"
source = "The partnership's own procedure"

[[outcome]]
name = "passed_on"
title = "Passed on to a neighbouring partnership"

[[state]]
name = "handover"
title = "Handover"
line = "A neighbouring partnership is asked to take the case over."

[[form]]
name = "offer"
title = "Offer of the case"

[[form.field]]
name = "way"
label = "How was it asked?"
type = "choice"
list = "ways_of_asking"

[[form.field]]
name = "held_on"
label = "On which day was the meeting?"
type = "past_day"
asked = { field = "way", is = ["meeting"] }

[[step]]
name = "offer"
title = "Offer the case to a neighbouring partnership"
from = ["subgroup_decision.deliberation"]
to = "handover"
who = ["chair"]
input = "offer"
decision = true

[[form]]
name = "passing_on"
title = "Passing the case on"

[[form.field]]
name = "agreement"
label = "What was agreed?"

[[step]]
name = "pass_on"
title = "Pass the case on"
from = ["handover"]
to = "closed"
who = ["partner"]
votes = true
input = "passing_on"
guards = ["nothing_left_open"]
outcome = "passed_on"
decision = true
"""
