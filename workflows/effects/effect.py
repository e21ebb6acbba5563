"""What an effect is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pathway.workflows.changes import Changes
from pathway.workflows.commands import Attempt

# One that reads the step's input declares what it reads: a third parameter `fields`, of a class made of `Fields`.
Effect = Callable[[Attempt, Changes], None] | Callable[[Attempt, Changes, Any], None]
