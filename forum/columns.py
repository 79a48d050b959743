"""Annotated column types: what a model's columns are made of, in the words of the forum."""

import secrets
from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, String, Text, TypeDecorator
from sqlalchemy.orm import mapped_column

__all__ = [
    "Body",
    "Counter",
    "Id",
    "Key",
    "Moment",
    "MomentColumn",
    "Name",
    "PublicId",
    "Title",
    "new_public_id",
]

# Crockford's base 32: no letter that is read as a digit, so that an address can be read aloud.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
PUBLIC_ID_LENGTH = 12  # 60 random bits: two of a billion texts collide with probability below one in two


def new_public_id() -> str:
    """A random public id: neither order nor neighbours can be read from it."""
    return "".join(secrets.choice(ALPHABET) for _ in range(PUBLIC_ID_LENGTH))


class MomentColumn(TypeDecorator[datetime]):
    """An aware moment in UTC, also where the database (SQLite) keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Store UTC; a moment without a zone is a mistake in the program."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Read UTC back, aware."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


BigKey = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows itself only for INTEGER

Id = Annotated[int, mapped_column(BigKey, primary_key=True)]
Key = Annotated[int, mapped_column(BigKey)]
PublicId = Annotated[str, mapped_column(String(16), unique=True, default=new_public_id)]
Name = Annotated[str, mapped_column(String(80))]
Title = Annotated[str, mapped_column(String(200))]
Body = Annotated[str, mapped_column(Text)]
Moment = Annotated[datetime, mapped_column(MomentColumn)]
Counter = Annotated[int, mapped_column(Integer, default=0, server_default="0")]
