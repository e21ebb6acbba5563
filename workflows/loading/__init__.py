"""Definition files made into a definition: read, checked, and bound to the code behind their names."""

from pathway.workflows.loading.definition_files import load, packaged, packaged_definition

__all__ = ["load", "packaged", "packaged_definition"]
