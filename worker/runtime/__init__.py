"""What keeps a worker running: its process group, heartbeat, leases, stopping and limits."""
