"""How an errand goes when harm is done meanwhile, and what must hold after it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pathway import Pathway
from pathway.errors import KeyMissing
from tests.chaos.errands import ERRANDS, Errand
from tests.chaos.points import Plan
from tests.chaos.processes import Ended, Running
from tests.chaos.promises import Promises, judged, unexpected
from tests.chaos.tally import Fault, Tally
from tests.chaos.world import World

REFUSED = (2, 3, 5)
PASSES = ("sweep", "dispatch", "worker --once")
ALONE = (*PASSES, "keys rotate")
Harm = Callable[[Running], None]


class Attempts:
    """Carries errands out on one world, and remembers at which points something was killed."""

    def __init__(self, world: World, tally: Tally) -> None:
        self.world, self.tally, self.rng = world, tally, world.rng
        self.promises = Promises(world)

    def attempt(
        self,
        errand: Errand,
        plan: Plan | None = None,
        harm: Harm | None = None,
        undo: Callable[[], None] = lambda: None,
    ) -> list[Fault]:
        """Carry an errand out while harm is done, look, and then repeat it as its user would."""
        self.world.need_worker(not errand.alone)
        if errand.name in PASSES:
            self.world.advance()
        before = counted(errand)
        try:
            running = self.world.desk.start(errand.name, errand.arguments, plan)
            if harm is not None:
                harm(running)
            ended = running.ended()
        finally:
            undo()
        self.ended(errand.name, ended, plan)
        done = None if before is None else (counted(errand) or 0) - before
        faults = list(judged(ended, done, errand.once))
        if errand.name == "keys rotate":
            return [*faults, *self._key_found(errand.arguments[2])]
        self.world.harms += errand.alone
        faults += self.promises.after_an_act()
        if ended.code and errand.name not in PASSES:
            faults += self.repeated(errand, before)
        return faults

    def repeated(self, errand: Errand, before: int | None) -> list[Fault]:
        """Do it again, after which it is done once."""
        arguments = errand.arguments
        if errand.proves and Path(errand.proves).exists():
            faults = self._proves(errand.proves)
            arguments = (*arguments[:-1], f"{errand.proves}.again")
        else:
            faults = []
        ended = self.world.desk.start(errand.name, arguments).ended()
        refused = errand.may_be_refused and ended.code in REFUSED
        faults += unexpected(ended.err, errand.name)
        done = None if before is None else (counted(errand) or 0) - before
        if ended.code and not refused and not (ended.code == 3 and done == 0):
            faults.append(
                Fault(f"{errand.name}: not to be repeated: {ended.code} {ended.err[-600:]}")
            )
        elif done is not None and done != errand.once and ended.code == 0:
            faults.append(Fault(f"{errand.name}: repeated, and done {done} times"))
        return faults

    def _proves(self, path: str) -> list[Fault]:
        """Return what is wrong with an anchor that a command left when it was killed."""
        ended = self.world.desk.start("verify", ("verify", "--anchor", path)).ended()
        if ended.code == 0:
            return []
        return [
            Fault(
                f"anchor: half a file was left, with which verify ends {ended.code}: {ended.err[-600:]}"
            )
        ]

    def _key_found(self, new: str) -> list[Fault]:
        """Go on with the key that fits, the new one if there is one; either the old or the new must."""
        places = [path for path in (str(self.world.key), new) if Path(path).exists()]
        fits = [path for path in places if self._fits(path)]
        if len(fits) != 1:
            return [Fault(f"keys rotate: {len(fits)} keys fit", is_loss=not fits)]
        if fits == [new]:
            Path(new).replace(self.world.key)
        Path(new).unlink(missing_ok=True)
        self.world.rehearsal = self.world.rehearsal.again()
        return self.promises.after_an_act()

    def _fits(self, key: str) -> bool:
        pathway = Pathway.connect(self.world.rehearsal.address, key_file=key)
        try:
            return not pathway.verify()
        except KeyMissing:
            return False
        finally:
            pathway.close()

    def errands(self) -> list[str]:
        """Return the errands of a phase: those with a worker, or those with none beside them."""
        return [name for name in ERRANDS if (name in ALONE) == self.world.is_alone]

    def goes_on(self) -> list[Fault]:
        """Look whether the worker still runs and does what is due."""
        self.world.need_worker(True)
        faults = [] if self.world.worker.is_alive else [Fault("the worker has ended")]
        if faults:
            self.world.start_worker()
        elif not self.world.swept():
            faults = [Fault("the worker does not go on")]
        return [*faults, *self.promises.after_an_act()]

    def ended(self, name: str, ended: Ended, plan: Plan | None) -> None:
        """Keep which points were passed, and at which one it was killed."""
        self.tally.known[name] |= set(ended.passed)
        if (
            plan is not None
            and ended.was_killed
            and ended.passed
            and ended.passed[-1] == plan.kill_at
        ):
            self.tally.hit[name].add(plan.kill_at)

    def target(self, name: str) -> str:
        """Return a point at which none was killed yet, else any; nothing where none is known."""
        missed = self.tally.known[name] - self.tally.hit[name]
        choice = sorted(missed) or sorted(self.tally.known[name])
        return self.rng.choice(choice) if choice else ""

    def least_hit(self, names: list[str]) -> str:
        """Return the errand with the most points left, or any."""
        unknown = [name for name in names if not self.tally.known[name]]
        left = [name for name in names if self.tally.known[name] - self.tally.hit[name]]
        return self.rng.choice(unknown or left or names)

    def time(self, name: str, point: str) -> int:
        """Return at which passing of a point to kill: at a later one only once it was hit."""
        return self.rng.choice([1, 2, 3]) if point in self.tally.hit[name] else 1


def counted(errand: Errand) -> int | None:
    """Return how much of an errand is done so far; None where nothing is counted."""
    return errand.count() if errand.count is not None else None
