"""What the containers may do: as little as they need."""

import pytest

from bench.containers.stack import Stack

SERVICES = ("redis", "api", "worker", "flower")


@pytest.mark.parametrize("service", SERVICES)
def test_a_container_runs_without_rights_it_does_not_need(stack: Stack, service: str) -> None:
    assert stack.run_in(service, "id", "-u").strip() != "0"

    (container,) = stack.containers(service)
    host = stack.inspect(container)["HostConfig"]
    assert host["ReadonlyRootfs"] is True
    assert host["CapDrop"] == ["ALL"]
    assert host["SecurityOpt"] == ["no-new-privileges:true"]
    assert host["Init"] is True
    assert host["Memory"] > 0
    assert host["NanoCpus"] > 0
    assert host["PidsLimit"] > 0
    assert host["RestartPolicy"]["Name"] == "unless-stopped"
    assert set(host["LogConfig"]["Config"]) == {"max-size", "max-file"}


@pytest.mark.parametrize("service", SERVICES)
def test_the_root_file_system_cannot_be_written(stack: Stack, service: str) -> None:
    tried = stack.run_in(service, "sh", "-c", "touch /here 2>&1; touch /usr/here 2>&1; ls /here /usr/here 2>&1 || true")
    assert "cannot touch" in tried or "Read-only" in tried
    assert "No such file" in tried


def test_redis_is_not_published_and_keeps_to_its_settings(stack: Stack) -> None:
    (container,) = stack.containers("redis")
    assert not any(stack.inspect(container)["NetworkSettings"]["Ports"].values())
    for name, value in {"maxmemory": "2147483648", "maxmemory-policy": "noeviction", "appendonly": "yes"}.items():
        as_operator = ("redis-cli", "--no-auth-warning", "-a", stack.settings["REDIS_PASSWORD"])
        assert stack.run_in("redis", *as_operator, "config", "get", name).split() == [name, value]


@pytest.mark.parametrize("service", ["api", "worker", "flower"])
def test_a_service_sees_its_own_password_alone(stack: Stack, service: str) -> None:
    assert stack.run_in(service, "cat", "/run/docinsight/docinsight_redis_url").startswith(f"redis://{service}:")
    assert "NOAUTH" in stack.run_in("redis", "redis-cli", "ping")


def test_a_worker_reaches_redis_and_nothing_else(stack: Stack) -> None:
    reach = (
        "import socket\n"
        "for host, port in (('redis', 6379), ('192.0.2.1', 443), ('1.1.1.1', 53)):\n"
        "    try: socket.create_connection((host, port), 3); print(host, 'reached')\n"
        "    except OSError as error: print(host, 'out of reach')\n"
    )
    assert stack.run_in("worker", "python", "-c", reach).splitlines() == [
        "redis reached",
        "192.0.2.1 out of reach",
        "1.1.1.1 out of reach",
    ]


def test_a_worker_keeps_no_identity_and_gathers_nothing_for_others(stack: Stack) -> None:
    # Libraries of inference send usage statistics unless that is disabled.
    files = stack.run_in("worker", "find", "/tmp", "-type", "f").split()
    assert [name for name in files if "/docinsight-" not in name and "/alive" not in name] == []
