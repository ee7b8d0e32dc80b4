"""Called by the worker only. The router does not pass /internal on."""
import secrets

from fastapi import APIRouter, Depends, Header, HTTPException
from pydantic import BaseModel
from sqlalchemy.orm import Session

from app.config import INTERNAL_KEY
from app.db import session
from app.models import Recording

router = APIRouter()


class Result(BaseModel):
    state: str
    seconds: float | None = None
    pauses: list[tuple[float, float]] | None = None


@router.put("/recordings/{recording_id}")
def store(recording_id: str, result: Result, x_internal_key: str = Header(), db: Session = Depends(session)):
    if not secrets.compare_digest(x_internal_key, INTERNAL_KEY):
        raise HTTPException(403)
    recording = db.get(Recording, recording_id)
    if recording is None:
        raise HTTPException(404, "no such recording")
    recording.state = result.state
    recording.seconds = result.seconds
    recording.pauses = result.pauses
    db.commit()
    return {"ok": True}
