"""
What every duty and every case comes to: some step ends each duty, and some way leads from every
state to the end.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pathway.workflows.cases.incidents import possible_incidents
from pathway.workflows.history.deadline import Deadline
from tests.desk import Desk
from tests.model.exploring import Edge, Graph, Node, exploring
from tests.model.moves import CLOSED, WAIVERS

Kind = tuple[Any, ...]
MOST = 150  # states that are looked at from a single history


@dataclass
class Endings:
    """
    Duties that nothing ends, and how many histories were explored on their own to see that theirs
    end.
    """

    faults: list[str]
    histories: int


def endings(graph: Graph, histories: int = 1) -> Endings:
    """
    Return every open duty from which no steps, waiver and closing apart, lead to its end.

    Args:
        histories: So many of each kind of duty are explored on their own: a way in the graph is
            made of several.
    """
    ends = Endings([], 0)
    for kind, nodes in _by_kind(graph).items():
        onward = _onward(graph, kind, nodes)
        faults = [node for node in nodes.values() if node.key not in onward]
        ends.faults += [
            f"nothing ends {kind} in {node.desk.case.state} after {node.way()}"
            for node in faults[:1]
        ]
        indirect = [
            node for node in nodes.values() if node.key in onward and not _at_once(node, kind)
        ]
        for node in indirect[:: max(1, len(indirect) // histories)][:histories]:
            ends.histories += 1
            if not _is_ended_from(node.desk, kind, node.detours):
                ends.faults.append(f"{kind} runs on after {node.way()}")
    return ends


def kind_of(deadline: Deadline) -> Kind:
    """
    Return which duty it is, whatever its occurrence; of an incident or a child it is that one's
    own.
    """
    own = deadline.item if (deadline.item or "").startswith("incident") else None
    return deadline.key, own, deadline.child


def _by_kind(graph: Graph) -> Mapping[Kind, dict[Hashable, Node]]:
    counted: dict[Kind, dict[Hashable, Node]] = defaultdict(dict)
    for node in graph.nodes.values():
        for deadline in node.desk.case.open_deadlines():
            counted[kind_of(deadline)][node.key] = node
    return counted


def _onward(graph: Graph, kind: Kind, nodes: Mapping[Hashable, Node]) -> Mapping[Hashable, Edge]:
    """
    Return, for each node from which the duty can be ended, the first edge of the shortest way to
    that.
    """
    onward: dict[Hashable, Edge] = {}
    before: dict[Hashable, list[tuple[Hashable, Edge]]] = defaultdict(list)
    for key, node in nodes.items():
        first = _ending(graph, node, kind)
        if first is not None:
            onward[key] = first
        for edge in node.edges:
            if edge.to in nodes:
                before[edge.to].append((key, edge))
    waiting = deque(onward)
    while waiting:
        for key, edge in before[waiting.popleft()]:
            if key not in onward:
                onward[key] = edge
                waiting.append(key)
    return onward


def _ending(graph: Graph, node: Node, kind: Kind) -> Edge | None:
    """Return an edge that ends the duty at once, or else one that was not followed any more."""
    unfollowed = None
    for edge in node.edges:
        if ends(node, edge, kind):
            return edge
        if unfollowed is None and edge.to is not None and edge.to not in graph.nodes:
            unfollowed = edge
    return unfollowed


def ends(node: Node, edge: Edge, kind: Kind) -> bool:
    """Return whether a move meets or stops a duty of that kind, by neither waiver nor closing."""
    before, after = node.desk.case, edge.taken.desk.case
    closes = after.state == CLOSED and before.state != CLOSED
    if edge.move.step in WAIVERS:
        return False
    ended = [
        after.deadlines[name] for name in edge.ended if kind_of(before.deadlines[name]) == kind
    ]
    return any(deadline.state in ("met", "met_late") or not closes for deadline in ended)


def _at_once(node: Node, kind: Kind) -> bool:
    return any(ends(node, edge, kind) for edge in node.edges)


def _is_ended_from(desk: Desk, kind: Kind, detours: int) -> bool:
    """
    Return whether, explored from that very history, the duties of the kind that run there come to
    an end.
    """
    running = {deadline.id for deadline in desk.case.open_deadlines() if kind_of(deadline) == kind}
    for node, edge in exploring(desk, detours, MOST):
        running -= edge.ended if ends(node, edge, kind) else frozenset()
        if not running:
            return True
    return False


def stuck(graph: Graph) -> Iterator[str]:
    """
    Return every state, closed ones apart, from which no step leads on, or none at last to the end.
    """
    before: dict[Hashable, list[Hashable]] = defaultdict(list)
    for node, edge in graph.edges:
        if edge.to is not None and edge.to != node.key:
            before[edge.to].append(node.key)
    ended = {key for key, node in graph.nodes.items() if node.desk.case.state == CLOSED}
    ended |= {key for key in before if key not in graph.nodes}  # not looked at any more
    waiting = deque(ended)
    while waiting:
        for key in before[waiting.popleft()]:
            if key not in ended:
                ended.add(key)
                waiting.append(key)
    for key, node in graph.nodes.items():
        if key not in ended:
            yield f"no way leads from {node.desk.case.state} to the end after {node.way()}"


def closed_too_early(graph: Graph) -> Iterator[str]:
    """Return every way by which a case is closed while an incident is possible."""
    for node, edge in graph.edges:
        after = edge.taken.desk.case
        if after.state == CLOSED and possible_incidents(after):
            yield f"{edge.move} closes with an incident that is possible after {node.way()}"
