"""What every model and table must keep to."""

import pytest
from sqlalchemy import ForeignKeyConstraint, Table
from sqlalchemy.orm import Mapper, RelationshipProperty

from forum.app import create_app
from forum.database import Base

MAPPERS = sorted(Base.registry.mappers, key=lambda mapper: mapper.class_.__name__)
RELATIONSHIPS = [relation for mapper in MAPPERS for relation in mapper.relationships]
TABLES = list(Base.metadata.tables.values())


def test_there_is_something_to_check() -> None:
    assert create_app is not None
    assert len(TABLES) > 30
    assert len(RELATIONSHIPS) > 10


@pytest.mark.parametrize("relation", RELATIONSHIPS, ids=str)
def test_a_template_cannot_cause_a_query(relation: RelationshipProperty[object]) -> None:
    assert relation.lazy in {"raise", "write_only"}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_foreign_key_says_what_deleting_does(table: Table) -> None:
    keys = [c for c in table.constraints if isinstance(c, ForeignKeyConstraint)]
    assert [key.name for key in keys if key.ondelete not in {"CASCADE", "RESTRICT", "SET NULL"}] == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_what_is_set_to_null_may_be_null(table: Table) -> None:
    for key in (c for c in table.constraints if isinstance(c, ForeignKeyConstraint)):
        if key.ondelete == "SET NULL":
            assert all(column.nullable for column in key.columns)


@pytest.mark.parametrize("mapper", MAPPERS, ids=lambda mapper: mapper.class_.__name__)
def test_models_stand_alone(mapper: Mapper[object]) -> None:
    assert mapper.inherits is None


@pytest.mark.parametrize("mapper", MAPPERS, ids=lambda mapper: mapper.class_.__name__)
def test_a_model_says_what_it_is(mapper: Mapper[object]) -> None:
    assert mapper.class_.__doc__
