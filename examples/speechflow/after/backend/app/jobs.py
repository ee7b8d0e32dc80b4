import json

import redis

from app.config import REDIS_URL

QUEUE = "speechflow:jobs"

connection = redis.Redis.from_url(REDIS_URL)


def push(recording_id: str, path: str) -> None:
    connection.lpush(QUEUE, json.dumps({"id": recording_id, "path": path}))
