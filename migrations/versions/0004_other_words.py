"""other words for the same

Revision: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "thesaurus_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=80), nullable=True),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("one_way", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(school_id IS NULL) = (key IS NOT NULL)",
            name=op.f("ck_thesaurus_entry_own_or_common"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id"],
            ["school.id"],
            name=op.f("fk_thesaurus_entry_school_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thesaurus_entry")),
        sa.UniqueConstraint("key", name=op.f("uq_thesaurus_entry_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("thesaurus_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_thesaurus_entry_school_id"), ["school_id"])
    op.create_table(
        "thesaurus_off",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["thesaurus_entry.id"],
            name=op.f("fk_thesaurus_off_entry_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"],
            ["school.id"],
            name=op.f("fk_thesaurus_off_school_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("school_id", "entry_id", name=op.f("pk_thesaurus_off")),
    )


def downgrade() -> None:
    op.drop_table("thesaurus_off")
    with op.batch_alter_table("thesaurus_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_thesaurus_entry_school_id"))
    op.drop_table("thesaurus_entry")
