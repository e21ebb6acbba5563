"""
Django with viewflow.fsm: a case that is locked, moved by a transition and saved, and an event that
is added, in one transaction. Document and event are as large as those of the product.
"""

from __future__ import annotations

import django
from django.conf import settings
from turns import serve, told

asked = told()
if "file" in asked:
    database = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": asked["file"],
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }
else:
    database = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": asked["name"],
        "HOST": asked["host"],
        "USER": asked["user"],
    }
settings.configure(
    DATABASES={"default": database}, DEFAULT_AUTO_FIELD="django.db.models.BigAutoField"
)
django.setup()

from django.db import connection, models, transaction  # noqa: E402
from viewflow import fsm  # noqa: E402


class State(models.TextChoices):
    """Where a case is."""

    OPEN = "open"
    NOTED = "noted"


class Case(models.Model):
    """A case."""

    reference = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=100, choices=State.choices, default=State.OPEN)
    version = models.IntegerField(default=0)
    document = models.TextField()

    class Meta:
        app_label = "bench"


class Event(models.Model):
    """What was done to a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE)
    seq = models.IntegerField()
    content = models.BinaryField()

    class Meta:
        app_label = "bench"
        constraints = (models.UniqueConstraint(fields=["case", "seq"], name="once"),)


class Flow:
    """How a case moves."""

    state = fsm.State(State, default=State.OPEN)

    def __init__(self, case: Case) -> None:
        self.case = case

    @state.setter()
    def _set_state(self, value: str) -> None:
        self.case.state = value

    @state.getter()
    def _get_state(self) -> str:
        return self.case.state

    @state.on_success()
    def _on_success(self, _descriptor: object, _source: str, _target: str) -> None:
        self.case.version += 1
        self.case.save()
        Event.objects.create(case=self.case, seq=self.case.version, content=CONTENT)

    @state.transition(source=fsm.State.ANY, target=State.NOTED)
    def note(self) -> None:
        """Write a note."""


CONTENT = bytes(asked["event_size"])
with connection.schema_editor() as editor:
    editor.create_model(Case)
    editor.create_model(Event)
Case.objects.create(reference="PR-2026-0001", document="x" * asked["document_size"])


def steps(count: int) -> None:
    """Take so many steps."""
    for _ in range(count):
        with transaction.atomic():
            Flow(Case.objects.select_for_update().get(reference="PR-2026-0001")).note()


serve(steps)
