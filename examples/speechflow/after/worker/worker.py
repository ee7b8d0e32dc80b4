import json
import logging
import os
import subprocess

import redis
import requests

from pauses import measure

QUEUE = "speechflow:jobs"
BACKEND_URL = os.environ.get("BACKEND_URL", "http://localhost:8000")
HEADERS = {"X-Internal-Key": os.environ.get("INTERNAL_KEY", "")}

log = logging.getLogger("worker")


def handle(job):
    try:
        seconds, pauses = measure(job["path"])
        result = {"state": "done", "seconds": seconds, "pauses": pauses}
    except (subprocess.SubprocessError, AttributeError) as error:
        log.warning("%s cannot be read: %s", job["path"], error)
        result = {"state": "failed"}
    url = f"{BACKEND_URL}/internal/recordings/{job['id']}"
    requests.put(url, json=result, headers=HEADERS, timeout=30).raise_for_status()
    log.info("%s: %s", job["id"], result["state"])


def main():
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    queue = redis.Redis.from_url(os.environ.get("REDIS_URL", "redis://localhost:6379/0"))
    log.info("waiting for jobs")
    while True:
        _, job = queue.brpop(QUEUE)
        try:
            handle(json.loads(job))
        except requests.RequestException:
            log.exception("the backend did not take the result, the job goes back")
            queue.rpush(QUEUE, job)


if __name__ == "__main__":
    main()
