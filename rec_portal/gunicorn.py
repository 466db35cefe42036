"""How gunicorn serves the portal; every figure can be changed from the environment."""

import os

bind = os.environ.get("BIND", f"127.0.0.1:{os.environ.get('PORT', '8000')}")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108  # a heartbeat file, on memory
timeout = 30
graceful_timeout = 10
max_requests = (
    20000  # two hundred screens of a meeting ask for two thousand things in a quarter of a minute
)
max_requests_jitter = 2000
reload = os.environ.get("RELOAD", "") == "on"
loglevel = "warning"
