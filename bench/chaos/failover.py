"""A store of two servers that three Sentinels watch: the primary is killed under load, and its replica takes over."""

import contextlib
import random
import signal
import time
from collections.abc import Callable

import redis
from redis.sentinel import Sentinel

from bench.chaos.faults import ANY, Effect, Fault, wait_for_tasks
from bench.chaos.slow_link import SlowLink
from bench.chaos.stack import START_TIMEOUT_SECONDS, Stack
from cli.local_service import valkey
from shared.net import free_port
from shared.redis_clients import client

MASTER = "docinsight"
LAG_SECONDS = 0.05
"""Time by which the replica is behind where writes are to be lost: less than a gateway waits for it."""
_PRIORITY = 100
"""Of a replica that may take over."""
_SENTINEL = """\
port {port}
dir {folder}
sentinel monitor {master} 127.0.0.1 {primary} 2
sentinel down-after-milliseconds {master} 1000
sentinel failover-timeout {master} 4000
"""


class ReplicatedStack(Stack):
    """A stack whose store is two servers; which of them is the primary is what Sentinels say."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.server_ports = [self.store_port, free_port()]
        self.sentinel_ports = [free_port() for _ in range(3)]
        hosts = ",".join(f"127.0.0.1:{port}" for port in self.sentinel_ports)
        self.redis_url = f"redis+sentinel://{hosts}/0?master={MASTER}"
        self.redis = client(self.redis_url, socket_timeout=5, socket_connect_timeout=1)

    def start_store(self) -> None:
        """Start the servers and the Sentinels; returns once the replica has what the primary has."""
        for number in range(2):
            self.start_server(number)
        with redis.Redis(port=self.server_ports[1]) as replica:
            self._wait(replica.ping)
            replica.replicaof("127.0.0.1", self.server_ports[0])
        for number, port in enumerate(self.sentinel_ports):
            file, folder = self.folder / f"sentinel-{number}.conf", self.folder / f"sentinel-{number}"
            folder.mkdir()
            file.write_text(_SENTINEL.format(port=port, folder=folder, master=MASTER, primary=self.server_ports[0]))
            self._start(f"sentinel-{number}", [str(valkey.server()), str(file), "--sentinel"])
        self._wait(self._sentinels_know_all)
        self.wait_replicated()

    def start_server(self, number: int, replica_of: int | None = None) -> None:
        """Start a server on its data, as the replica of another where that is given, which is not to take over yet."""
        folder = self.folder / f"server-{number}"
        folder.mkdir(exist_ok=True)
        file = self.folder / f"server-{number}.conf"
        command = valkey.command(file, self.server_ports[number], folder, self.memory)
        if replica_of is not None:
            command += ["--replicaof", f"127.0.0.1 {self.server_ports[replica_of]}", "--replica-priority", "0"]
        self._start(f"server-{number}", command)

    def primary(self) -> int:
        """The number of the server that is the primary, as Sentinels say."""
        _, port = self._sentinel().discover_master(MASTER)
        return self.server_ports.index(int(port))

    def wait_replicated(self) -> None:
        """Wait until the replica has all that the primary has: one that is said to be online may still be loading."""

        def has_all() -> bool:
            with self.redis.pipeline(transaction=False) as pipeline:
                pipeline.publish("written", "").execute_command("WAIT", 1, 1000)
                return bool(pipeline.execute()[1])

        self._wait(has_all)

    def have_ready(self, number: int) -> None:
        """Have a replica ready to take over, and every Sentinel know so, which ask each ten seconds."""
        with redis.Redis(port=self.server_ports[number]) as replica:
            replica.config_set("replica-priority", _PRIORITY)

        def known() -> bool:
            for port in self.sentinel_ports:
                with redis.Redis(port=port) as sentinel:
                    states = {one["port"]: one for one in sentinel.sentinel_slaves(MASTER)}
                state = states.get(self.server_ports[number])
                if state is None or state["is_sdown"] or int(state["slave-priority"]) != _PRIORITY:
                    return False
            return True

        self._wait(known)

    def replicate_over(self, port: int) -> None:
        """Have the replica follow the primary over a port that leads to it. Sentinels undo that after seconds."""
        with redis.Redis(port=self.server_ports[1 - self.primary()]) as replica:
            replica.replicaof("127.0.0.1", port)
            self._wait(lambda: replica.info("replication").get("master_link_status") == "up")

    def wait_for_another_primary(self, than: int) -> None:
        """Wait until another server takes writes."""
        self._wait(lambda: self.primary() != than and self.redis.role()[0] == b"master")

    def _sentinel(self) -> Sentinel:
        return Sentinel([("127.0.0.1", port) for port in self.sentinel_ports], socket_timeout=1)

    def _sentinels_know_all(self) -> bool:
        for port in self.sentinel_ports:
            with redis.Redis(port=port) as sentinel:
                state = sentinel.sentinel_master(MASTER)
            if state["num-other-sentinels"] < 2 or state["num-slaves"] < 1:
                return False
        return True

    def _wait(self, condition: Callable[[], object]) -> None:
        end = time.monotonic() + START_TIMEOUT_SECONDS
        while True:
            with contextlib.suppress(redis.RedisError):
                if condition():
                    return
            if time.monotonic() > end:
                raise TimeoutError(f"the store was not ready; see {self.folder}")
            time.sleep(0.05)


def primary_killed(stack: Stack, rng: random.Random) -> Effect:
    """The primary is killed; when its replica has taken over, it comes back as the replica of that."""
    assert isinstance(stack, ReplicatedStack)
    held = wait_for_tasks(stack, rng, ANY)
    killed = stack.primary()
    stack.end(f"server-{killed}", signal.SIGKILL)
    stack.wait_for_another_primary(killed)

    return Effect(held, repair=lambda: _bring_back(stack, killed))


def _bring_back(stack: ReplicatedStack, killed: int) -> None:
    """Start the server that was killed, as a replica.

    It may take over only when it has all that the primary has: on a busy machine, Sentinels take a primary that is slow
    to respond for lost, and on its own the server would be a primary of old data for ten seconds.
    """
    stack.start_server(killed, replica_of=stack.primary())
    stack.wait_replicated()
    stack.have_ready(killed)


def last_writes_lost(stack: Stack, rng: random.Random) -> Effect:
    """The primary is lost, and with it the last of what it has acknowledged: its replica was a little behind."""
    assert isinstance(stack, ReplicatedStack)
    killed = stack.primary()
    with SlowLink(stack.server_ports[killed], LAG_SECONDS).running() as link:
        wait_for_tasks(stack, rng, ANY)
        stack.replicate_over(link.port)
        time.sleep(rng.random())
        held = stack.running_tasks()
        link.cut()
        stack.end(f"server-{killed}", signal.SIGKILL)
    stack.wait_for_another_primary(killed)

    return Effect(held, repair=lambda: _bring_back(stack, killed))


FAULTS: dict[str, tuple[Fault, int]] = {
    "primary-killed": (primary_killed, 10),
    "last-writes-lost": (last_writes_lost, 20),
}
"""Each fault of a `ReplicatedStack`, and how often a full run repeats it."""
