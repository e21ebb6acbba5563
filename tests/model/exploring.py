"""Exploring: every abstract state that is reached from a beginning, and the moves between them."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field

from tests.desk import Desk
from tests.model.abstraction import AWAITED, key_of
from tests.model.moves import facts_wanted, is_detour, leads_decided, moves
from tests.model.taking import Move, Taken


@dataclass(frozen=True)
class Edge:
    """
    A move and where it leads.

    Args:
        to: The abstract state; None where it was tried and is not followed.
        ended: The duties, by id, that it met or stopped.
    """

    taken: Taken
    to: Hashable | None
    ended: frozenset[str]

    @property
    def move(self) -> Move:
        """Return the move."""
        return self.taken.move


@dataclass
class Node:
    """An abstract state, with the first history that led there."""

    key: Hashable
    desk: Desk
    detours: int
    depth: int
    edges: list[Edge] = field(default_factory=list[Edge])

    def way(self) -> str:
        """Return the history in a line."""
        return " > ".join(f"{event.step} {event.item or ''}".strip() for event in self.desk.events)


@dataclass
class Graph:
    """What was explored."""

    nodes: dict[Hashable, Node] = field(default_factory=dict[Hashable, Node])
    left: int = 0

    @property
    def edges(self) -> Iterator[tuple[Node, Edge]]:
        """Return every edge with the node that it begins at."""
        return ((node, edge) for node in self.nodes.values() for edge in node.edges)

    @property
    def depth(self) -> int:
        """Return the greatest number of moves from the beginning."""
        return max(node.depth for node in self.nodes.values())


def explore(beginning: Desk, detours: int, most: int) -> Graph:
    """
    Return the graph of what can be reached.

    Args:
        detours: So many moves of a history lead back or round about.
        most: So many states are looked at; those that were seen besides are counted as left.
    """
    graph = Graph()
    for node, edge in exploring(beginning, detours, most, graph):
        node.edges.append(edge)
    return graph


def exploring(
    beginning: Desk, detours: int, most: int, graph: Graph | None = None
) -> Iterator[tuple[Node, Edge]]:
    """
    Return every edge as it is found, those near the beginning first, and fill the graph with their
    states.
    """
    graph = Graph() if graph is None else graph
    first = Node(key_of(beginning, detours), beginning, detours, 0)
    known, waiting = {first.key}, deque([first])
    while waiting and len(graph.nodes) < most:
        node = waiting.popleft()
        graph.nodes[node.key] = node
        for edge in edges_of(node):
            yield node, edge
            if edge.to is not None and edge.to not in known:
                known.add(edge.to)
                waiting.append(
                    Node(edge.to, edge.taken.desk, _left(node, edge.move), node.depth + 1)
                )
    graph.left = len(waiting)


def edges_of(node: Node) -> Iterator[Edge]:
    """Return the edges out of a node."""
    for taken in moves(node.desk, node.detours):
        if taken.move.step != "record_fact":
            yield _edge(node, taken, followed=_left(node, taken.move) >= 0)
    for taken in [*facts_wanted(node.desk), *leads_decided(node.desk)]:
        followed = dict(taken.move.varied)["fact"] in AWAITED
        yield _edge(node, taken, followed=followed)


def _edge(node: Node, taken: Taken, *, followed: bool) -> Edge:
    before, after = node.desk.case, taken.desk.case
    open_after = {deadline.id for deadline in after.open_deadlines()}
    ended = frozenset(
        deadline.id for deadline in before.open_deadlines() if deadline.id not in open_after
    )
    to = key_of(taken.desk, _left(node, taken.move)) if followed else None
    if to == node.key and not ended:
        to = None
    return Edge(taken, to, ended)


def _left(node: Node, move: Move) -> int:
    return node.detours - is_detour(node.desk, move.step, dict(move.varied))
