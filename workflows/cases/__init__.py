"""What a case knows about its subject: children, incidents, agencies, facts, votes."""
