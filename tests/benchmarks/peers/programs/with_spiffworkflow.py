"""
SpiffWorkflow: a process of twelve user tasks in a row, loaded from its row for each step and stored
again; nothing else is written.
"""

from __future__ import annotations

import sqlite3
from itertools import pairwise
from typing import Any

import psycopg
from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState
from turns import serve, told

TASKS = 12
SPACE = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def process() -> Any:
    """Return the process as BPMN."""
    nodes = ["start", *(f"task_{number}" for number in range(TASKS)), "end"]
    flows = [
        f'<sequenceFlow id="flow_{number}" sourceRef="{before}" targetRef="{after}"/>'
        for number, (before, after) in enumerate(pairwise(nodes))
    ]
    tasks = [f'<userTask id="{name}" name="{name}"/>' for name in nodes[1:-1]]
    body = "".join(['<startEvent id="start"/>', *tasks, '<endEvent id="end"/>', *flows])
    return etree.fromstring(
        f'<definitions xmlns="{SPACE}"><process id="case" isExecutable="true">{body}</process>'
        "</definitions>"
    )


parser = BpmnParser()
parser.add_bpmn_xml(process(), filename="case.bpmn")
spec = parser.get_spec("case")
serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())


def begun() -> str:
    """Return a new instance of the process, at its first user task."""
    workflow = BpmnWorkflow(spec)
    workflow.do_engine_steps()
    return serializer.serialize_json(workflow)


def advanced(stored: str) -> str:
    """Return an instance after its next user task; a new one after the last."""
    workflow = serializer.deserialize_json(stored)
    task = workflow.get_next_task(state=TaskState.READY, manual=True)
    if task is None:
        return begun()
    task.data["text"] = "As recorded in the minutes."
    task.run()
    workflow.do_engine_steps()
    return serializer.serialize_json(workflow)


def connected(asked: dict[str, Any]) -> tuple[Any, str]:
    """Return a connection, and how it writes a parameter."""
    if "file" not in asked:
        return psycopg.connect(asked["database"]), "%s"
    connection = sqlite3.connect(asked["file"])
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    return connection, "?"


connection, mark = connected(told())
connection.execute("CREATE TABLE instance (id INTEGER PRIMARY KEY, state TEXT NOT NULL)")
connection.execute(f"INSERT INTO instance VALUES (1, {mark})", (begun(),))
connection.commit()
SAVE = f"UPDATE instance SET state = {mark} WHERE id = 1"


def steps(count: int) -> None:
    """Take so many steps, each loaded and stored."""
    for _ in range(count):
        (stored,) = connection.execute("SELECT state FROM instance WHERE id = 1").fetchone()
        connection.execute(SAVE, (advanced(stored),))
        connection.commit()


serve(steps)
