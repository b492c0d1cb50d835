# coopgraph alone, without a database: compose.yaml puts a Neo4j beside it.
# Checked without a container engine (the files it copies, the lock it installs from); not built by the test suite.
FROM python:3.11-slim

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 LANG=C.UTF-8

WORKDIR /opt/coopgraph

# The packages first: this layer is made anew only when the lock changes.
COPY requirements.lock ./
RUN python -m pip install --require-hashes -r requirements.lock

COPY pyproject.toml README.md LICENSE coopgraph.py ./
COPY ontology ./ontology
COPY loaders ./loaders
COPY graph ./graph
COPY cases ./cases
COPY api ./api
RUN python -m pip install --no-deps --no-build-isolation --no-index -e . \
    && useradd --create-home --uid 10001 coopgraph \
    && install -d -o coopgraph -g coopgraph /home/coopgraph/data

USER coopgraph
ENV COOPGRAPH_HOME=/home/coopgraph/data
VOLUME /home/coopgraph/data
ENTRYPOINT ["coopgraph"]
CMD ["--help"]
