"""The name of a form, or of a file, enters; how a network is written so, and what kind of file that is, leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import BinaryIO, Final

from api.endings import form_for
from api.formats import to_json
from api.network.table import write_csv, write_parquet
from api.network.vosviewer import write_vosviewer
from api.network.xml import write_gexf, write_graphml
from graph.network import Network
from ontology.errors import BadParameter


def write_json(network: Network, stream: BinaryIO) -> None:
    """Write one JSON document: meta, nodes, edges, events."""
    stream.write(to_json(network.document).encode())


@dataclass(frozen=True)
class NetworkForm:
    """A form in which a network is written."""

    name: str
    suffix: str
    media_type: str
    write: Callable[[Network, BinaryIO], None]


FORMS: Final[Mapping[str, NetworkForm]] = MappingProxyType(
    {
        form.name: form
        for form in (
            NetworkForm("json", ".json", "application/json", write_json),
            NetworkForm("graphml", ".graphml", "application/graphml+xml", write_graphml),
            NetworkForm("gexf", ".gexf", "application/gexf+xml", write_gexf),
            NetworkForm("csv", ".csv", "text/csv; charset=utf-8", write_csv),
            NetworkForm("parquet", ".parquet", "application/vnd.apache.parquet", write_parquet),
            NetworkForm("vosviewer", ".vosviewer.json", "application/json", write_vosviewer),
        )
    }
)


def form_of(name: str, file: str = "") -> NetworkForm:
    """Return the form of a name that fits the file; without a name, that of the file's ending, or JSON."""
    if not name or name in FORMS:
        endings = {form.suffix: form.name for form in FORMS.values()}
        return FORMS[form_for(name, file, endings, default="json")]
    near = get_close_matches(name, FORMS, n=1, cutoff=0.3)
    hint, hint_zh = (f"did you mean {near[0]!r}? ", f"是否要写 {near[0]!r}？") if near else ("", "")
    raise BadParameter(
        f"there is no network format {name!r}",
        f"没有名为 {name!r} 的网络格式",
        remedy=f"{hint}the formats are: {', '.join(FORMS)}",
        remedy_zh=f"{hint_zh}可用的格式：{'、'.join(FORMS)}",
    )
