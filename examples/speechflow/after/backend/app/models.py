from datetime import datetime, timezone

from sqlalchemy import JSON, DateTime, Float, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


def now() -> datetime:
    return datetime.now(timezone.utc)


class Recording(Base):
    __tablename__ = "recordings"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    filename: Mapped[str] = mapped_column(String(255))
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    seconds: Mapped[float | None] = mapped_column(Float, default=None)
    pauses: Mapped[list | None] = mapped_column(JSON, default=None)
    created: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)

    def as_json(self) -> dict:
        silent = sum(end - start for start, end in self.pauses or [])
        return {
            "id": self.id,
            "filename": self.filename,
            "state": self.state,
            "seconds": self.seconds,
            "pauses": self.pauses,
            "silent_share": silent / self.seconds if self.seconds else None,
            "created": self.created.isoformat(),
        }
