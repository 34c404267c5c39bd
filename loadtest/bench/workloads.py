"""What is measured: loadgen's arguments, and its scenario files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

SCENARIOS = Path(__file__).resolve().parent / "scenarios"
SETUP_SECONDS_MAX = 60  # for connecting all clients, and again for joining
REST_SECONDS = 12  # the server has looked twice by then what it can give back to the system


@dataclass(frozen=True)
class Workload:
    name: str
    title: str
    arguments: tuple[str, ...]
    floor: str  # the floor that its figures are divided by

    def loadgen_arguments(self, seconds: float) -> list[str]:
        return [*self.arguments, "--duration", f"{seconds}s", "--timeout", f"{SETUP_SECONDS_MAX}s"]


def workload(name: str, title: str, arguments: str, floor: str = "coalesced") -> Workload:
    return Workload(name, title, tuple(arguments.split()), f"floor-{floor}")


ALL = {
    w.name: w
    for w in (
        workload(
            "W1",
            "one room of 1,000, one sender, 100 lines a second",
            "--clients 1000 --rooms 1 --senders 1 --rate 100",
            floor="per-message",
        ),
        workload(
            "W2",
            "one room of 1,000, ten senders, each with 8 lines in flight",
            "--clients 1000 --rooms 1 --senders 10 --rate max --window 8",
        ),
        workload(
            "W3",
            "100 rooms of 10, 1,000 senders, 10,000 lines a second",
            "--clients 1000 --rooms 100 --senders 1000 --rate 10000",
        ),
        workload(
            "W3s",
            "100 rooms of 10, 1,000 senders, each with one line in flight",
            "--clients 1000 --rooms 100 --senders 1000 --rate max --window 1",
        ),
        workload("W4", "10,000 connections without a room", "--clients 10000 --idle"),
        workload(
            "W5",
            "10,000 join one room at once, then 10 lines a second",
            "--clients 10000 --rooms 1 --senders 1 --rate 10 --join-batch 10000"
            f" --rest {REST_SECONDS}s",
        ),
    )
}


@dataclass(frozen=True)
class Many:
    """Connections in rooms of ten, with some traffic: as many to each of so many servers."""

    servers: int
    clients: int = 15_000

    @property
    def name(self) -> str:
        return f"many-{self.servers}"

    def loadgen_arguments(self, seconds: float) -> list[str]:
        rooms = str(self.clients // 10)
        # An address has 28,000 ports, of which loadgen finds half fast.
        return ["--clients", str(self.clients), "--rooms", rooms, "--senders", rooms, "--rate",
                "1000", "--source-addresses", "2", "--duration", f"{seconds}s", "--rest",
                f"{REST_SECONDS}s", "--timeout", f"{SETUP_SECONDS_MAX}s"]  # fmt: skip


MANY = (Many(servers=1), Many(servers=4))


# W1 in pairs, without and with one more member who reads nothing.
ALL_READ = "slow-reader-without"
ONE_READS_NOTHING = "slow-reader-with"


@dataclass(frozen=True)
class Scenario:
    """A file of phases that stand in pairs: one without the disturbance, then one with it."""

    name: str
    title: str
    is_paired: bool = True

    def write(self, pairs: int, seconds: float, path: Path) -> None:
        """The file with so many pairs, and phases of that length."""
        scenario = json.loads((SCENARIOS / f"{self.name}.json").read_text())
        if self.is_paired:
            scenario["phases"] = scenario["phases"][:2] * pairs
        for phase in scenario["phases"]:
            phase["duration"] = f"{seconds}s"
        path.write_text(json.dumps(scenario, indent=2) + "\n")


SCENARIO_LIST = (
    Scenario("reconnect_storm", "5,000 of 6,000 clients reconnect at once"),
    Scenario("mass_quit", "10,000 clients in 10 rooms quit at once", is_paired=False),
)
