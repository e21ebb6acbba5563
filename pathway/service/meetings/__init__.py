"""`pathway.meetings`: planning meetings, holding them, and recording what they decided."""
