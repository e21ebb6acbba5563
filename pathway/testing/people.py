"""Invented people, one for each part that somebody plays in a review."""

from __future__ import annotations

PEOPLE = """\
name,email,agency,roles,order
Business unit manager,business.unit@example.org,partnership,bu,1
Practice Review Subgroup chair,chair@example.org,partnership,chair,1
Independent scrutineer,scrutineer@example.org,partnership,scrutineer,1
Delegated partner local authority,partner.la@example.org,childrens_services,partner;notifier,1
Delegated partner health,partner.icb@example.org,nhs_gm_icb,partner,1
Delegated partner police,partner.police@example.org,police,partner,1
Childrens services representative,rep.childrens@example.org,childrens_services,rep,2
Health representative,rep.icb@example.org,nhs_gm_icb,rep,2
Police representative,rep.police@example.org,police,rep,2
Youth justice representative,rep.yjs@example.org,youth_justice,rep,1
Social worker,referrer.childrens@example.org,childrens_services,referrer,3
Youth justice officer,referrer.yjs@example.org,youth_justice,referrer,2
Lead reviewer,reviewer@example.net,independent,reviewer,1
"""
