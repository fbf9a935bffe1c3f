"""the planning

Revision: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index("uq_assignment_id_school_id", ["id", "school_id"], unique=True)

    op.create_table(
        "cell_target",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("school_year", sa.String(length=9), nullable=False),
        sa.Column(
            "competency",
            sa.Enum(
                "kwaliteitenreflectie",
                "motievenreflectie",
                "werkexploratie",
                "loopbaansturing",
                "netwerken",
                name="competency",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("number BETWEEN 0 AND 99", name=op.f("ck_cell_target_number_in_range")),
        sa.CheckConstraint("year BETWEEN 1 AND 6", name=op.f("ck_cell_target_year_exists")),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_cell_target_school_id")
        ),
        sa.PrimaryKeyConstraint(
            "school_id", "school_year", "competency", "year", name=op.f("pk_cell_target")
        ),
    )
    op.create_table(
        "class_type",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("year BETWEEN 1 AND 6", name=op.f("ck_class_type_year_exists")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_class_type_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_type")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("class_type", schema=None) as batch_op:
        batch_op.create_index("uq_class_type_id_school_id", ["id", "school_id"], unique=True)
        batch_op.create_index(
            "uq_class_type_name_in_use",
            ["school_id", "name"],
            unique=True,
            sqlite_where=sa.text("archived_at IS NULL"),
            postgresql_where=sa.text("archived_at IS NULL"),
        )

    op.create_table(
        "milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("school_year", sa.String(length=9), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_milestone_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_milestone_school_id"), ["school_id"], unique=False)

    op.create_table(
        "period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("school_year", sa.String(length=9), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_period_days_in_order")),
        sa.CheckConstraint("number BETWEEN 1 AND 6", name=op.f("ck_period_number_exists")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_period_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_period")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("period", schema=None) as batch_op:
        batch_op.create_index(
            "uq_period_id_school_id_school_year", ["id", "school_id", "school_year"], unique=True
        )
        batch_op.create_index(
            "uq_period_school_id_school_year_number",
            ["school_id", "school_year", "number"],
            unique=True,
        )

    op.create_table(
        "year_target",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("school_year", sa.String(length=9), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("assignments", sa.Integer(), nullable=False),
        sa.Column("periods", sa.Integer(), nullable=False),
        sa.Column("conversations", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "assignments BETWEEN 0 AND 99", name=op.f("ck_year_target_assignments_in_range")
        ),
        sa.CheckConstraint(
            "conversations BETWEEN 0 AND 99", name=op.f("ck_year_target_conversations_in_range")
        ),
        sa.CheckConstraint("periods BETWEEN 0 AND 6", name=op.f("ck_year_target_periods_in_range")),
        sa.CheckConstraint("year BETWEEN 1 AND 6", name=op.f("ck_year_target_year_exists")),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_year_target_school_id")
        ),
        sa.PrimaryKeyConstraint("school_id", "school_year", "year", name=op.f("pk_year_target")),
    )
    op.create_table(
        "call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column(
            "competency",
            sa.Enum(
                "kwaliteitenreflectie",
                "motievenreflectie",
                "werkexploratie",
                "loopbaansturing",
                "netwerken",
                name="competency",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "track",
            sa.Enum(
                "vmbo-bb",
                "vmbo-kb",
                "vmbo-gl",
                "vmbo-tl",
                "havo",
                "vwo",
                name="track",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("thanks", sa.String(length=300), nullable=False),
        sa.CheckConstraint("year BETWEEN 1 AND 6", name=op.f("ck_call_year_exists")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_call_school_id")),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["subject.id"], name=op.f("fk_call_subject_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_call_user_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.create_index(
            "ix_call_school_id_closed_at", ["school_id", "closed_at"], unique=False
        )

    op.create_table(
        "class_type_track",
        sa.Column("class_type_id", sa.Integer(), nullable=False),
        sa.Column(
            "track",
            sa.Enum(
                "vmbo-bb",
                "vmbo-kb",
                "vmbo-gl",
                "vmbo-tl",
                "havo",
                "vwo",
                name="track",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["class_type_id"],
            ["class_type.id"],
            name=op.f("fk_class_type_track_class_type_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("class_type_id", "track", name=op.f("pk_class_type_track")),
    )
    op.create_table(
        "milestone_track",
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column(
            "track",
            sa.Enum(
                "vmbo-bb",
                "vmbo-kb",
                "vmbo-gl",
                "vmbo-tl",
                "havo",
                "vwo",
                name="track",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["milestone_id"],
            ["milestone.id"],
            name=op.f("fk_milestone_track_milestone_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("milestone_id", "track", name=op.f("pk_milestone_track")),
    )
    op.create_table(
        "milestone_year",
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.CheckConstraint("year BETWEEN 1 AND 6", name=op.f("ck_milestone_year_year_exists")),
        sa.ForeignKeyConstraint(
            ["milestone_id"],
            ["milestone.id"],
            name=op.f("fk_milestone_year_milestone_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("milestone_id", "year", name=op.f("pk_milestone_year")),
    )
    op.create_table(
        "user_class_type",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("class_type_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_type_id"],
            ["class_type.id"],
            name=op.f("fk_user_class_type_class_type_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_user_class_type_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "class_type_id", name=op.f("pk_user_class_type")),
    )
    op.create_table(
        "call_answer",
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_call_answer_assignment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["call_id"], ["call.id"], name=op.f("fk_call_answer_call_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_call_answer_user_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("call_id", "assignment_id", name=op.f("pk_call_answer")),
    )
    op.create_table(
        "placement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("school_year", sa.String(length=9), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("class_type_id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column(
            "reach",
            sa.Enum(
                "iedereen",
                "deel",
                name="reach",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id", "school_id"],
            ["assignment.id", "assignment.school_id"],
            name=op.f("fk_placement_assignment_id_school_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["class_type_id", "school_id"],
            ["class_type.id", "class_type.school_id"],
            name=op.f("fk_placement_class_type_id_school_id"),
        ),
        sa.ForeignKeyConstraint(
            ["period_id", "school_id", "school_year"],
            ["period.id", "period.school_id", "period.school_year"],
            name=op.f("fk_placement_period_id_school_id_school_year"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_placement_school_id")),
        sa.ForeignKeyConstraint(
            ["subject_id"],
            ["subject.id"],
            name=op.f("fk_placement_subject_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"],
            ["user.id"],
            name=op.f("fk_placement_updated_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.create_index("ix_placement_assignment_id", ["assignment_id"], unique=False)
        batch_op.create_index("ix_placement_class_type_id", ["class_type_id"], unique=False)
        batch_op.create_index(
            "ix_placement_school_id_school_year", ["school_id", "school_year"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_placement_subject_id"), ["subject_id"], unique=False)
        batch_op.create_index(
            "uq_placement_period_id_class_type_id_assignment_id",
            ["period_id", "class_type_id", "assignment_id"],
            unique=True,
        )

    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("school_year", sa.String(length=9), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=True),
        sa.Column("class_type_id", sa.Integer(), nullable=True),
        sa.Column(
            "answer",
            sa.Enum(
                "ja",
                "nee",
                "anders",
                name="answer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("line", sa.String(length=300), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_delivery_assignment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["class_type_id"],
            ["class_type.id"],
            name=op.f("fk_delivery_class_type_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"],
            ["placement.id"],
            name=op.f("fk_delivery_placement_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_delivery_school_id")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_delivery_user_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_delivery_assignment_id"), ["assignment_id"], unique=False
        )
        batch_op.create_index(
            "ix_delivery_school_id_school_year", ["school_id", "school_year"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_delivery_user_id"), ["user_id"], unique=False)
        batch_op.create_index("uq_delivery_placement_id", ["placement_id"], unique=True)


TABLES = (
    # Those that refer come before those referred to.
    "delivery",
    "placement",
    "call_answer",
    "call",
    "user_class_type",
    "milestone_year",
    "milestone_track",
    "milestone",
    "class_type_track",
    "class_type",
    "period",
    "year_target",
    "cell_target",
)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index("uq_assignment_id_school_id")
