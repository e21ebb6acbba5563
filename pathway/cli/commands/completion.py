"""Shell completion: the script that a shell loads, and the answers to what that script asks."""

from __future__ import annotations

import contextlib
import io
import os
import threading
from typing import Literal

import click
from click.shell_completion import (
    BashComplete,
    ShellComplete,
    add_completion_class,
    split_arg_string,
)

from pathway.cli.options import COMPLETING, Command
from pathway.cli.session import Session

SECONDS = 5.0
SHELLS = ("bash", "zsh", "fish")

# Bash ends a word at a colon or an @ and replaces only what follows, so what comes before it is
# taken off again.
BASH = """\
%(complete_func)s() {
    local word type value
    word=${COMP_LINE:0:COMP_POINT}
    word=${word##*[[:space:]]}
    [[ $word == -* ]] && word=${word##*=}
    COMPREPLY=()
    while IFS=, read -r type value; do
        case $type in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain) COMPREPLY+=("${value#"${word%%"$2"}"}") ;;
        esac
    done < <(env COMP_WORDS="${COMP_LINE:0:COMP_POINT}" %(complete_var)s=bash_complete "$1" 2>/dev/null)
}

complete -o nosort -F %(complete_func)s %(prog_name)s
"""


class Bash(BashComplete):
    """Completion for bash that reads the line as it was typed, not as bash has split it."""

    source_template = BASH

    def source(self) -> str:
        """Return the script, without a check of the bash here: another one may load it."""
        return ShellComplete.source(self)

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the cursor, and the word that is being typed."""
        line = os.environ["COMP_WORDS"]
        words = split_arg_string(line)
        incomplete = "" if not words or line[-1].isspace() else words.pop()
        return words[1:], incomplete


add_completion_class(Bash)


@click.command(cls=Command)
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_obj
def completion(session: Session, /, shell: Literal["bash", "zsh", "fish"]) -> None:
    """
    Print the completion script of a shell.

    For bash: eval "$(pathway completion bash)"; references, steps and emails are completed too.
    """
    from click.shell_completion import get_completion_class

    completion_class = get_completion_class(shell)
    script = ""
    if completion_class is not None:
        root = click.get_current_context().find_root().command
        script = completion_class(root, {}, "pathway", COMPLETING).source()
    if not session.show({"shell": shell, "script": script}):
        session.screen.stream.write(script)


def answer(command: click.Command, instruction: str) -> int:
    """Answer a shell that asks what may follow, silently if that fails; return the exit code."""
    from click.shell_completion import shell_complete

    # A thread rather than an alarm signal, which Windows does not have.
    patience = threading.Timer(SECONDS, _give_up)
    patience.daemon = True
    patience.start()
    with (
        contextlib.suppress(Exception),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        shell_complete(command, {"obj": Session()}, "pathway", COMPLETING, instruction)
    patience.cancel()
    return 0


def _give_up() -> None:
    """End the process: a server that does not answer must not hold up somebody who is typing."""
    os._exit(0)


COMMANDS = (completion,)
