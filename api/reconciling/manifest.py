"""Where the service is reached enters; its manifest leaves."""

from __future__ import annotations

from typing import Any, Final

from api.reconciling.offered import types_known
from api.reconciling.queries import BATCH
from loaders.affiliation.reading import VERSION
from ontology.terms import COOP

ROOT: Final = "/reconcile"
WIDTH, HEIGHT = 420, 220
_NAME: Final = {
    "en": "coopgraph: organisations of the loaded data",
    "zh": "coopgraph：已载入数据中的机构",
}
_LIMIT: Final = {
    "en": ("Values at most", "0 gives all of them"),
    "zh": ("最多取值数", "0 为全部"),
}


def manifest(site: str, base: str, lang: str) -> dict[str, Any]:
    """Return the manifest; addresses are those under which the request came."""
    root = f"{site}{ROOT}"
    label, about = _LIMIT[lang]
    return {
        "versions": ["0.2"],
        "name": _NAME[lang],
        "identifierSpace": base,
        "schemaSpace": COOP,
        "documentation": f"{site}/docs",
        "serviceVersion": VERSION,
        "defaultTypes": [dict(types_known(lang)[0])],
        "view": {"url": f"{site}/id/{{{{id}}}}"},
        "preview": {"url": f"{root}/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "suggest": {
            name: {"service_url": root, "service_path": f"/suggest/{name}"}
            for name in ("entity", "property", "type")
        },
        "extend": {
            "propose_properties": {"service_url": root, "service_path": "/properties"},
            "property_settings": [
                {"name": "limit", "type": "number", "label": label, "default": 0, "help_text": about}
            ],
        },
        "batchSize": BATCH,
    }
