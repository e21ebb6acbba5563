"""
Who is addressed: the people of a role in their order, without those who are away or kept from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Post:
    """One person's post."""

    person: int
    email: str
    agency: str
    roles: tuple[str, ...]
    order: int


@dataclass
class People:
    """
    The directory.

    Args:
        posts: Those that are held now.
        once: Those that were ever held: who acted then keeps the seat in which it was done.
    """

    posts: list[Post]
    once: list[Post] = field(default_factory=list[Post])
    absent: set[int] = field(default_factory=set[int])

    def agencies_as(self, person: int | None, role: str) -> list[str]:
        """Return the agencies for which a person holds a role, or once did."""
        return [
            post.agency
            for post in [*self.posts, *self.once]
            if post.person == person and role in post.roles
        ]

    def number(self, email: str) -> int:
        """Return the number of the person with that email."""
        return next(
            post.person
            for post in [*self.posts, *self.once]
            if post.email.casefold() == email.casefold()
        )

    def first_agency(self, person: int | None) -> str | None:
        """Return the agency of a person's first post."""
        return next(
            (post.agency for post in [*self.posts, *self.once] if post.person == person), None
        )

    def holders(self, role: str, agencies: Iterable[str] | None = None) -> list[Post]:
        """Return who holds a role, the lowest order first."""
        wanted = None if agencies is None else set(agencies)
        own = [
            post
            for post in self.posts
            if role in post.roles and (wanted is None or post.agency in wanted)
        ]
        return sorted(own, key=lambda post: (post.order, post.email))

    def first_post(self, person: int | None) -> list[Post]:
        """Return the first post of a person, none where they were removed."""
        return [post for post in self.posts if post.person == person][:1]
