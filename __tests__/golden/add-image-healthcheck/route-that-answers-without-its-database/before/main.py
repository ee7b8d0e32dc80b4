import os

import psycopg
from fastapi import FastAPI

app = FastAPI()


@app.get("/health")
def health():
    try:
        psycopg.connect(host=os.getenv("DB_HOST", "db")).close()
        database = "connected"
    except psycopg.Error:
        database = "away"
    return {"status": "ok", "database": database}


@app.get("/items")
def items():
    with psycopg.connect(host=os.getenv("DB_HOST", "db")) as connection:
        return connection.execute("SELECT name FROM items").fetchall()
