"""pauses of a recording"""
from alembic import op
import sqlalchemy as sa

revision = "0002"
down_revision = "0001"


def upgrade():
    op.add_column("recordings", sa.Column("pauses", sa.JSON))


def downgrade():
    op.drop_column("recordings", "pauses")
