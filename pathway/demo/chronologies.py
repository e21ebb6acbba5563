"""The chronologies that the agencies of the demo send, each in its own way; all of it is invented."""

from __future__ import annotations

POLICE = """date,time,uncertain,source,concerns,event,response,child_seen,comment
2025-11-02,21:40,no,incident log,household,"Call to the address, argument heard","Attended, no offences disclosed",no,
2025-12,,yes,intelligence log,adult,"New adult believed to stay at the address","Logged, not shared",no,Month only
2026-01-15,10:05,no,incident log,Child B,"Found outside alone","Returned home; referral to children's services",yes,
2026-03-12,19:22,no,incident log,Child A,"Called by hospital","Investigation opened",yes,
"""
HEALTH = """Date;Time;Source;Concerns;Event;Response;Child seen;Impact;Comment
10/11/2025;09:30;Health visitor record;Child A;New birth visit;No concerns recorded;yes;+;
15/01/2026;14:00;GP record;Child A;Missed six week check;Text reminder sent;no;-;Second missed appointment
28/02/2026;;Health visitor record;Child A;Bruise seen at clinic;Account accepted, safeguarding lead not asked;yes;-;
"""
HOSPITAL = """Date and time|Information source|Person concerned|What happened|Outcome|Was the child seen?
12 March 2026, 6.10pm|Emergency department|Child A|Brought in by mother|Referred to police and children's services|yes
12 March 2026, 9.40pm|Ward notes|Child A|Admitted for tests|Fracture confirmed|yes
"""
OTHERS = """Start Date;End Date;Source of Information;Significant event;Action taken
early 2025;;Contact record;Request for help with housing;Advice given
17/01/2026;27/02/2026;Case file;Early help assessment;Closed, as the family did not reply
13/03/2026 09:15;;Case file;Strategy discussion with police and health;Plan for the children agreed
"""
BY_AGENCY = {"police": POLICE, "nhs_gm_icb": HEALTH, "northern_care_alliance": HOSPITAL}


def chronology_by(item: str) -> str:
    """Return the chronology that an agency sends with its return, by the return's id."""
    agency = item.split(":")[1] if ":" in item else ""
    return BY_AGENCY.get(agency, OTHERS)
