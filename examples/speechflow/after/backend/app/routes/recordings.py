import shutil
import uuid
from pathlib import Path

from fastapi import APIRouter, Depends, HTTPException, UploadFile
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import jobs
from app.config import MAX_UPLOAD_MB, UPLOAD_DIR
from app.db import session
from app.models import Recording

router = APIRouter()
ALLOWED = {".mp3", ".ogg", ".wav", ".m4a"}


@router.get("/recordings")
def all_recordings(db: Session = Depends(session)):
    newest = select(Recording).order_by(Recording.created.desc()).limit(100)
    return [recording.as_json() for recording in db.scalars(newest)]


@router.get("/recordings/{recording_id}")
def one_recording(recording_id: str, db: Session = Depends(session)):
    recording = db.get(Recording, recording_id)
    if recording is None:
        raise HTTPException(404, "no such recording")
    return recording.as_json()


@router.post("/recordings", status_code=201)
def upload(file: UploadFile, db: Session = Depends(session)):
    suffix = Path(file.filename or "").suffix.lower()
    if suffix not in ALLOWED:
        raise HTTPException(415, f"only {', '.join(sorted(ALLOWED))}")
    if (file.size or 0) > MAX_UPLOAD_MB * 1024 * 1024:
        raise HTTPException(413, f"more than {MAX_UPLOAD_MB} MB")

    recording = Recording(id=uuid.uuid4().hex, filename=file.filename)
    UPLOAD_DIR.mkdir(parents=True, exist_ok=True)
    path = UPLOAD_DIR / f"{recording.id}{suffix}"
    with path.open("wb") as target:
        shutil.copyfileobj(file.file, target)

    db.add(recording)
    db.commit()
    jobs.push(recording.id, str(path))
    return recording.as_json()
