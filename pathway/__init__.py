"""Pathway: a workflow engine for child safeguarding practice reviews in England."""
