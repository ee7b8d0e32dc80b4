import os

import psycopg
from fastapi import FastAPI, HTTPException

app = FastAPI()


def get_conn():
    return psycopg.connect(host=os.getenv("DB_HOST", "db"))


@app.get("/health")
def health():
    try:
        get_conn().close()
        return {"database": "connected"}
    except psycopg.Error as error:
        raise HTTPException(status_code=500, detail=str(error))
