"""
Everything that commands load, loaded once by the process that forks for them, with the definitions
that the package ships, which each would read anew.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages

from pathway import cli, service
from pathway.workflows.loading.definition_files import SHIPPED, packaged_definition

for _package in (cli, service):
    for _module in walk_packages(_package.__path__, f"{_package.__name__}."):
        import_module(_module.name)
for _name in SHIPPED:
    packaged_definition(_name)
