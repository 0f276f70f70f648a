"""A store that Sentinels watch: when its primary dies under load, nothing that was accepted is lost or done twice."""

from pathlib import Path

from bench.chaos.__main__ import inject
from bench.chaos.failover import ReplicatedStack, primary_killed
from shared.store.check import fault_of


def test_nothing_is_lost_when_the_primary_dies_and_its_replica_takes_over(tmp_path: Path) -> None:
    stack = ReplicatedStack(tmp_path, 1, 1)
    with stack.running():
        before = stack.primary()
        row = inject(stack, "primary-killed", primary_killed, 1, clients=1, seed=1)
        assert stack.primary() != before
        assert row.findings.jobs > 0
        assert (row.findings.lost, row.findings.stuck, row.findings.doubled, row.findings.wrong) == ([], [], [], [])
        assert row.notes == []
        assert None not in row.recoveries
        # One that nobody watches is no store, and said to be none at a start.
        assert fault_of(stack.redis_url) is None
        assert "name" in (fault_of(stack.redis_url.replace("master=docinsight", "master=another")) or "")
