"""Sign-ins that can be ended, access tokens, second factors, sign-on by a provider, and where a role comes from."""

import sqlalchemy as sa
from alembic import op

from services.kit.api import Instant, Json

revision = "registry_0005"
down_revision = "registry_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("grants") as grants:
        grants.add_column(sa.Column("source", sa.String(10), nullable=False, server_default=""))
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.String(36), primary_key=True),
        _text("person_id", 36),
        _text("how", 20),
        _text("address", 64),
        _text("agent", 200),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
        sa.Column("ended_at", Instant),
    )
    _index("sign_ins", "person_id", "expires_at")
    op.create_table(
        "access_tokens",
        sa.Column("id", sa.String(36), primary_key=True),
        _text("person_id", 36),
        _text("name", 100),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
        _text("hint", 8),
        sa.Column("scopes", Json, nullable=False),
        sa.Column("grants", Json, nullable=False),
        _text("made_by", 36),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
        sa.Column("used_at", Instant),
        sa.Column("ended_at", Instant),
    )
    _index("access_tokens", "person_id")
    op.create_table(
        "second_factors",
        sa.Column("person_id", sa.String(36), primary_key=True),
        _text("secret", 200),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("confirmed_at", Instant),
        sa.Column("last_step", sa.BigInteger, nullable=False),
        sa.Column("recovery", Json, nullable=False),
    )
    _create_unfinished()


def _create_unfinished():
    op.create_table(
        "sign_in_challenges",
        sa.Column("hash", sa.String(64), primary_key=True),
        _text("person_id", 36),
        sa.Column("expires_at", Instant, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
    )
    _index("sign_in_challenges", "expires_at")
    op.create_table(
        "sign_ons",
        sa.Column("hash", sa.String(64), primary_key=True),
        _text("provider", 20),
        _text("binding", 64),
        _text("nonce", 64),
        _text("verifier", 128),
        _text("after", 200),
        sa.Column("expires_at", Instant, nullable=False),
    )
    _index("sign_ons", "expires_at")


def _text(name, length):
    return sa.Column(name, sa.String(length), nullable=False)


def _index(table, *names):
    for name in names:
        op.create_index(f"ix_{table}_{name}", table, [name])
