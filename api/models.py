"""The model enters, pydantic models leave: one for each class that things can have, made at start-up."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, create_model

from ontology.model import Class, Model, Property

_ID: Final = r"^[a-z0-9]+-[a-z0-9]+(-[0-9A-Za-z_.-]{1,64}|~[0-9a-f]{24})$"
_PARTIAL_DATE: Final = r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
_TYPES: Final[Mapping[str, Any]] = {
    "string": str,
    "anyURI": str,
    "decimal": Decimal,
    "integer": int,
    "boolean": bool,
    "date": Annotated[str, StringConstraints(pattern=_PARTIAL_DATE)],
}


def models(model: Model) -> dict[str, type[BaseModel]]:
    """Class name → the pydantic model of a thing of that class; values of the wrong kind fail."""
    return {name: _model(found) for name, found in model.classes.items() if not found.abstract}


def _model(found: Class) -> type[BaseModel]:
    fields: dict[str, Any] = {
        "id": (Annotated[str, StringConstraints(pattern=_ID)], Field(description="Relative id")),
        "type": (Literal[found.name], Field(default=found.name, description=found.labels["en"])),
    }
    for prop in found.properties.values():
        # A name that pydantic's own class has would be hidden: the field is renamed, its JSON key is not.
        name = f"{prop.name}_" if hasattr(BaseModel, prop.name) else prop.name
        fields[name] = _field(prop)
    config = ConfigDict(
        extra="forbid",
        populate_by_name=True,
        title=found.labels["en"],
        json_schema_extra={"title_zh": found.labels["zh"], "description_zh": found.comments["zh"]},
    )
    made: type[BaseModel] = create_model(
        found.name, __config__=config, __doc__=found.comments["en"], **fields
    )
    return made


def _field(prop: Property) -> tuple[Any, Any]:
    many = prop.max_count != 1
    kind = _value(prop)
    if many and not prop.is_text:
        kind = list.__class_getitem__(kind)
    settings: dict[str, Any] = {
        "alias": prop.name,
        "title": prop.labels["en"],
        "description": prop.comments["en"],
        "json_schema_extra": {"title_zh": prop.labels["zh"], "description_zh": prop.comments["zh"]},
    }
    if prop.min_count > 0:
        if many:
            settings["min_length"] = prop.min_count
        return kind, Field(**settings)
    if many:
        return kind, Field(default_factory=dict if prop.is_text else list, **settings)
    return kind | None, Field(default=None, **settings)


def _value(prop: Property) -> Any:
    if prop.is_reference:
        return Annotated[str, StringConstraints(pattern=_ID)]
    if prop.is_text:
        return dict[str, str] if prop.unique_lang else dict[str, list[str]]
    kind = _TYPES["date" if prop.is_date else prop.datatypes[0]]
    # what a kind of value cannot be held to here, the checks of a load hold it to
    if prop.allowed and kind in (str, int):
        return Literal[tuple(map(kind, prop.allowed))]
    if prop.pattern is not None and kind is str:
        return Annotated[kind, StringConstraints(pattern=prop.pattern)]
    if kind in (int, Decimal) and (prop.min_inclusive, prop.max_inclusive) != (None, None):
        return Annotated[kind, Field(ge=_number(prop.min_inclusive), le=_number(prop.max_inclusive))]
    return kind


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
