"""What a case knows of its subject: children, incidents, agencies, facts, votes."""
