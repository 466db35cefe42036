"""How gunicorn serves the portal; every figure can be changed from the environment."""

import os

bind = os.environ.get("BIND", f"127.0.0.1:{os.environ.get('PORT', '8000')}")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108  # a heartbeat file, on memory
timeout = 30
graceful_timeout = 10
max_requests = 2000
max_requests_jitter = 200
reload = os.environ.get("RELOAD", "") == "on"
loglevel = "warning"
