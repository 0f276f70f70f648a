"""Nothing lost, no one stuck: the service under load, with its processes killed and its store cut, paused and full."""
