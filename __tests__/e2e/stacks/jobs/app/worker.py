import os
import time

import psycopg

while True:
    try:
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as database:
            while True:
                database.execute("INSERT INTO ticks DEFAULT VALUES")
                time.sleep(0.5)
    except psycopg.Error:
        time.sleep(1)
