"""What networkx, igraph, pandas and polars count in the files of a report.

Usage: python3 readers.py TOOL ENDING FOLDER. Prints one line a file: name, nodes or rows, edges or columns, between tabs. Leaves with 3 when the
tool is not installed.
"""

import importlib
import pathlib
import sys

tool, ending, folder = sys.argv[1:]
try:
    module = importlib.import_module(tool)
except ImportError:
    sys.exit(3)


def counts(path):
    if tool == "networkx":
        read = module.read_gexf if ending == ".gexf" else module.read_graphml
        graph = read(path)
        for _, _, data in graph.edges(data=True):
            assert float(data["weight"]) > 0, (path, data)
        names = {data.get("label") or data.get("account") for _, data in graph.nodes(data=True)}
        assert len(names) == graph.number_of_nodes(), path
        assert all(data["degree"] == graph.degree(node) for node, data in graph.nodes(data=True)), path
        return graph.number_of_nodes(), graph.number_of_edges()
    if tool == "igraph":
        graph = module.Graph.Read_GraphML(str(path))
        assert min(graph.es["weight"]) > 0 and len(set(graph.vs["account"])) == graph.vcount(), path
        assert list(graph.vs["degree"]) == graph.degree(), path
        return graph.vcount(), graph.ecount()
    return (module.read_parquet if ending == ".parquet" else module.read_csv)(path).shape


for path in sorted(pathlib.Path(folder).iterdir()):
    if path.name.endswith(ending):
        print(path.name, *counts(path), sep="\t")
