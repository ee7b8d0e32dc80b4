import os
import time

import psycopg

# Somebody who has to start after a database learns to wait for it.
for attempt in range(60):
    try:
        with psycopg.connect(os.environ["DATABASE_URL"]) as database:
            database.execute("CREATE TABLE IF NOT EXISTS ticks (at TIMESTAMPTZ DEFAULT now())")
        break
    except psycopg.OperationalError:
        time.sleep(1)
else:
    raise SystemExit("no database")
