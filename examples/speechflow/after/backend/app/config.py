import os
from pathlib import Path

DATABASE_URL = os.environ["DATABASE_URL"]
REDIS_URL = os.environ.get("REDIS_URL", "redis://localhost:6379/0")
UPLOAD_DIR = Path(os.environ.get("UPLOAD_DIR", "/data/uploads"))
INTERNAL_KEY = os.environ.get("INTERNAL_KEY", "")
MAX_UPLOAD_MB = int(os.environ.get("MAX_UPLOAD_MB", "200"))
