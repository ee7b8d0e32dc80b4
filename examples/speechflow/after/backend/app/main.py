from fastapi import FastAPI
from sqlalchemy import text

from app import jobs
from app.db import engine
from app.routes import internal, recordings

app = FastAPI(title="Speechflow")
app.include_router(recordings.router, prefix="/api")
app.include_router(internal.router, prefix="/internal")


@app.get("/health")
def health():
    with engine.connect() as connection:
        connection.execute(text("select 1"))
    jobs.connection.ping()
    return {"ok": True}
