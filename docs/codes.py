"""The page of codes: errors, reasons, guards, and what `verify` and `doctor` tell of."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from pathway import errors
from pathway.errors import PathwayError
from pathway.notifications import errors as mail_errors
from pathway.reason_codes import GUARD, REASON_CODES
from pathway.workflows.attempts.attempt import Guard
from pathway.workflows.loading.vocabulary import STANDARD


def error_and_reason_codes() -> str:
    """Return the page."""
    rows = [
        f"| `{error.code}` | {error.exit_code} | `{error.__name__}` | {_first(error)} |"
        for error in sorted(_errors(), key=lambda error: (error.exit_code, error.code))
    ]
    reasons = [f"| `{code}` | {meaning} |" for code, meaning in REASON_CODES.items()]
    guards = [f"| `{GUARD}{name}` | {_why(guard)} |" for name, guard in STANDARD.guards.items()]
    parts = [
        "# Error and reason codes",
        "",
        "Made by `make docs` from the code. [Exit codes and JSON](exit-codes-and-json.md) shows how they are printed.",
        "",
        "## Errors",
        "",
        "This is `error` in JSON, and the `code` of the exception in Python.",
        "",
        "| code | exit code | in Python | means |",
        "|---|---|---|---|",
        *rows,
        "",
        "The command line also has `unexpected` (exit code 1), for failures that nobody foresaw, and "
        "`output_not_written` (exit code 1), where there is no room for what it prints.",
        "",
        "## Reasons",
        "",
        "This is the `code` of each reason of an error. For `verify` and `doctor` it is the name of what was examined.",
        "",
        "| code | means |",
        "|---|---|",
        *reasons,
        "",
        "## Guards",
        "",
        "Conditions that a case must meet before a step. The sentence says what is missing and how to bring it about.",
        "",
        "| code | the sentence |",
        "|---|---|",
        *guards,
        "",
    ]
    return "\n".join(parts)


def _errors() -> Iterator[type[PathwayError]]:
    for module in (errors, mail_errors):
        for value in vars(module).values():
            is_own = getattr(value, "__module__", "") == module.__name__
            if is_own and inspect.isclass(value) and issubclass(value, PathwayError):
                yield value


def _first(error: type[PathwayError]) -> str:
    """Return the first paragraph of an error's docstring."""
    return " ".join((inspect.getdoc(error) or "").split("\n\n")[0].split())


def _why(guard: Guard) -> str:
    return (
        guard.sentence
        if isinstance(guard.sentence, str)
        else "depends on the case; the refusal gives it"
    )
