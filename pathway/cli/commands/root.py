"""
The command `pathway` and all its subcommands; the module of a command is loaded when the command is
asked for, so that none waits for the others.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from importlib import import_module
from typing import Any

import click
from click.shell_completion import CompletionItem

from pathway.cli.options import AS_CSV, Commands, reader
from pathway.cli.session import Session

# The module of each command, and what the list of commands says of it.
PLACES = {
    "init": ("set_up", "Make the database and, unless there is one, a key."),
    "demo": ("set_up", "Play the whole pathway with invented cases."),
    "clock": ("set_up", "The clock of a rehearsal."),
    "people": ("people", "The directory: who may act, for which agency, in which roles."),
    "holidays": ("holidays", "The days that are not working days."),
    "refer": ("referrals", "Open a case from the referral form in FILE."),
    "amend": ("referrals", "Change the form of a draft; FILE holds the whole new form."),
    "cases": ("cases", "List cases: where each is, and what is due next."),
    "case": ("cases", "Show one case: where it is, what happens next, its parts."),
    "steps": ("steps", "List the steps you may take, then the others and why not."),
    "take": ("taking", "Take a step, and show the case after it."),
    "schema": ("steps", "Print the JSON Schema of a step's input, or of a form."),
    "history": ("steps", "Show what was done, by whom, when, and when it was recorded."),
    "check": ("documents", "Show what may be personal data in a referral and its files."),
    "names": ("documents", "The list of names to look for in referrals."),
    "document": ("documents", "Files of a case, forms in Word, case packs and other papers."),
    "chronology": ("documents", "Chronologies of agencies, and all of them merged into one."),
    "plan": ("documents", "The action plan of a case."),
    "deadlines": ("duties", "List dated duties, the soonest first."),
    "explain": ("duties", "Explain how the day of a deadline was counted."),
    "calendar": ("duties", "Write your due dates as a calendar (.ics) to subscribe to."),
    "worker": ("worker", "Sweep and send each minute, until SIGTERM or Ctrl-C."),
    "sweep": ("worker", "Record breaches; write reminders and escalations that are due."),
    "dispatch": ("worker", "Read what came back, then send every message that is due."),
    "task": ("tasks", "Open duties as work: who takes it on and hands it over."),
    "serve": ("desk", "Open the desk on this computer."),
    "meeting": ("meetings", "Meetings: members, agenda, and what they decided."),
    "mail": ("mail", "The outbox: what was sent, and what is waiting."),
    "definition": ("definitions", "The states, steps and deadlines that cases follow."),
    "reads": ("reads", "List who has read what, the latest first."),
    "verify": ("proof", "Check the history of one case or of all."),
    "anchor": ("proof", "Write down how far every case has got, to be kept elsewhere."),
    "keys": ("keys", "The key to what people wrote, which also signs everything."),
    "doctor": ("doctor", "Look for anything that keeps Pathway from working."),
    "database": ("set_up", "The tables of the database."),
    "completion": ("completion", "Print the completion script of a shell."),
}


class _Placed(MutableMapping[str, click.Command]):
    """The commands by name, each loaded when it is taken out."""

    def __init__(self) -> None:
        self._loaded: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        if name not in self._loaded:
            module, _ = PLACES[name]
            commands: tuple[click.Command, ...] = import_module(f"{__package__}.{module}").COMMANDS
            self._loaded |= {str(command.name): command for command in commands}
        return self._loaded[name]

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._loaded[name] = command

    def __delitem__(self, name: str) -> None:
        del self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(PLACES)

    def __len__(self) -> int:
        return len(PLACES)


class Root(Commands):
    """The commands of `pathway`, in the order of their places."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.commands = _Placed()

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands, without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in PLACES.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the commands and options that begin so, without loading any."""
        commands = [
            CompletionItem(name, help=summary)
            for name, (_, summary) in PLACES.items()
            if name.startswith(incomplete)
        ]
        return commands + click.Command.shell_complete(self, ctx, incomplete)


@click.group(
    "pathway",
    cls=Root,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=(
        "Each of these has an environment variable, such as PATHWAY_DATABASE, and a key in "
        "pathway.toml, such as database."
    ),
)
@click.version_option(
    None, "--version", package_name="practice-review-pathway", message="%(version)s"
)
@reader("Who is reading what needs attention: your email.")
@AS_CSV
@click.pass_context
def pathway(context: click.Context, /, by: str | None, as_csv: bool) -> None:
    """
    Child safeguarding practice reviews: from a referral to what it changed for children.

    Without a command: what needs attention today.
    """
    if context.invoked_subcommand is None:
        from pathway.cli import today

        today.begin(context.ensure_object(Session), context, by=by, as_csv=as_csv)
    elif as_csv:
        raise click.UsageError("--csv goes with a list; put it after the command.")
    elif by is not None:
        raise click.UsageError("--by goes with a command; put it after the command.")
