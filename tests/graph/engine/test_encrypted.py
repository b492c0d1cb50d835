"""A server that speaks only encrypted, with a certificate of an authority of our own: what a hosted service asks of us."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import trustme

from graph.connection import connect
from graph.engine.address import Address
from graph.engine.private import Engine
from graph.engine.settings import EngineSettings
from graph.load import Foreign, load
from graph.meta import read_meta
from ontology.errors import Unavailable
from ontology.model import Model
from tests.graph.load.equal import graph_of, graph_of_canon
from tests.graph.load.made import make_world, write_canon


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def encrypted(
    tmp_path: Path, authority: trustme.CA, engine_settings: EngineSettings, jars: Path
) -> Iterator[Engine]:
    """A server with a certificate; our own commands, which wait for it to start, still reach it without."""
    home = tmp_path / "home"
    folder = home / "certificates"
    folder.mkdir(parents=True)
    issued = authority.issue_cert("127.0.0.1")
    issued.private_key_pem.write_to_path(folder / "private.key")
    for blob in issued.cert_chain_pems:
        blob.write_to_path(folder / "public.crt", append=True)
    conf = (
        ("dbms.ssl.policy.bolt.enabled", "true"),
        ("dbms.ssl.policy.bolt.base_directory", str(folder)),
        ("dbms.ssl.policy.bolt.client_auth", "NONE"),
        ("server.bolt.tls_level", "OPTIONAL"),
    )
    engine = Engine(home, replace(engine_settings, conf=conf))
    try:
        engine.start()
        yield engine
    finally:
        engine.remove()


def at(engine: Engine, scheme: str) -> Address:
    right = engine.address()
    return Address(right.uri.replace("bolt://", f"{scheme}://"), right.user, right.password)


def test_a_graph_is_loaded_and_read_over_encrypted_addresses(
    encrypted: Engine, authority: trustme.CA, tmp_path: Path, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    for scheme in ("neo4j+s", "bolt+s"):  # nobody vouches for this authority
        with pytest.raises(Unavailable, match="no server answers"):
            connect(at(encrypted, scheme), retry_s=0.0)
    trusted = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(trusted)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))  # as an administrator makes an authority known
    canon = write_canon(make_world(1, institutions=40, projects=20), tmp_path / "canon")
    report = load(canon, Foreign(at(encrypted, "neo4j+s"), tmp_path / "work"), model, lambda *_: None)
    assert report.way == "in place"
    for scheme in ("neo4j+s", "bolt+s", "neo4j+ssc", "bolt+ssc"):
        with connect(at(encrypted, scheme)) as reader:
            meta = read_meta(reader)
            assert meta is not None
            assert (meta.data_version, meta.loading) == (canon.name, False)
            assert graph_of(reader) == graph_of_canon(canon)
    with connect(at(encrypted, "neo4j+s")) as writer:
        writer.write("CREATE (:Thing {id: 'a'})")
        with connect(at(encrypted, "neo4j+s"), bookmarks=writer.bookmarks) as other:
            assert other.read("MATCH (n:Thing {id: 'a'}) RETURN n.id AS id") == [{"id": "a"}]
