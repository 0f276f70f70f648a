"""How long a service takes for a probe while it is attacked, measured by a process of its own.

    python -m bench.abuse.probe PORT SECONDS

prints the times in milliseconds, a line each.
"""

import http.client
import sys
import time

from bench.abuse.target import HOST

INTERVAL_SECONDS = 0.02
TIMEOUT_SECONDS = 30


def main() -> None:
    """Ask until the time is over, each time on a new connection, as probes do."""
    port, seconds = int(sys.argv[1]), float(sys.argv[2])
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        started = time.perf_counter()
        connection = http.client.HTTPConnection(HOST, port, timeout=TIMEOUT_SECONDS)
        connection.request("GET", "/health/live")
        with connection.getresponse() as response:
            response.read()
            if response.status != 200:
                sys.exit(f"a probe got {response.status}")
        connection.close()
        print(1000 * (time.perf_counter() - started), flush=True)
        time.sleep(INTERVAL_SECONDS)


if __name__ == "__main__":
    main()
