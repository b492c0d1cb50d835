"""Short lists of statements enter; a folder of canon leaves that dumps, link sets and descriptions are made from."""

from __future__ import annotations

import json
from pathlib import Path

from api.linked.dumping import dump
from api.linked.selecting import Wanted
from api.linked.spelling import SYNTAXES
from ontology.model import Model
from ontology.statements import VERSION_FILE, Statement
from ontology.terms import ID_BASE
from tests.loaders.canon.scene import make


def small_canon(
    folder: Path,
    sources: dict[str, list[Statement]],
    *,
    judgements: str = "",
    told: dict[str, dict[str, str]] | None = None,
) -> Path:
    """Canon of these sources; `told` is what their manifests say beyond their version."""
    canon = make(folder, sources, judgements=judgements).canon.folder
    path = canon / VERSION_FILE
    said = json.loads(path.read_text("utf-8"))
    for name, one in said["sources"].items():
        one |= {"version": "0123456789abcdef", **(told or {}).get(name, {})}
    path.write_text(json.dumps(said), "utf-8")
    return canon


def dumped(canon: Path, model: Model, name: str = "nquads", wanted: Wanted | None = None) -> bytes:
    """The whole dump, or a part, as one piece."""
    return b"".join(bytes(piece) for piece in dump(canon, SYNTAXES[name], model, ID_BASE, wanted))
