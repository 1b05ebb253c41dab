"""Public networks, and the best division that leidenalg finds for each, as JSON.

Usage: python3 beside_leidenalg.py RUNS. Needs igraph, leidenalg and networkx; with graspologic installed, two connectomes are added. The networks
come from these packages, so that no copy of them is kept here. Prints a list of objects with
name; nodes; edges ([source, target, weight], ascending); objective; resolution; quality (of the best run, in leidenalg's own unit);
community (of the best run). Leaves with 3 when a package is missing.
"""

import csv
import importlib.util
import json
import pathlib
import sys

try:
    import igraph
    import leidenalg
    import networkx
except ImportError as missing:
    print(missing, file=sys.stderr)
    sys.exit(3)


def numbered(graph):
    """Edges of a networkx graph with nodes numbered in the graph's order."""
    number = {node: at for at, node in enumerate(graph)}
    for a, b, data in graph.edges(data=True):
        yield number[a], number[b], float(data.get("weight", 1))


def without_direction(nodes, edges):
    """Weights of both directions added, loops and empty edges left out, in ascending order."""
    weights = {}
    for a, b, weight in edges:
        if a != b and weight > 0:
            pair = (min(a, b), max(a, b))
            weights[pair] = weights.get(pair, 0.0) + weight
    return nodes, [(a, b, weight) for (a, b), weight in sorted(weights.items())]


def connectomes():
    """The mushroom bodies of a fruit fly larva (Eichler et al. 2017), left and right, from graspologic's files."""
    package = importlib.util.find_spec("graspologic")
    if package is None:
        return
    for side in ("left", "right"):
        path = pathlib.Path(package.submodule_search_locations[0], "datasets", "drosophila", f"{side}_adjacency.csv")
        rows = [[float(cell) for cell in row] for row in csv.reader(path.open(), delimiter=" ")] if path.is_file() else []
        if rows:
            edges = ((a, b, weight) for a, row in enumerate(rows) for b, weight in enumerate(row))
            yield f"fruit fly, {side}", without_direction(len(rows), edges)


def networks():
    """Names and networks."""
    for name, make in [
        ("karate club, weighted", networkx.karate_club_graph),
        ("Les Misérables", networkx.les_miserables_graph),
        ("Davis's women", networkx.davis_southern_women_graph),
        ("Florentine families", networkx.florentine_families_graph),
    ]:
        graph = make()
        yield name, without_direction(len(graph), numbered(graph))
    karate = igraph.Graph.Famous("Zachary")
    yield "karate club", without_direction(karate.vcount(), ((*edge.tuple, 1.0) for edge in karate.es))
    women = networkx.bipartite.weighted_projected_graph(
        networkx.davis_southern_women_graph(), networkx.davis_southern_women_graph().graph["top"]
    )
    yield "Davis's women, projected", without_direction(len(women), numbered(women))
    yield from connectomes()


def best(graph, weights, method, resolution, runs):
    """The best of some runs, each repeated until it no longer improves."""
    found = (
        leidenalg.find_partition(graph, method, weights=weights, n_iterations=-1, seed=seed, resolution_parameter=resolution)
        for seed in range(runs)
    )
    return max(found, key=lambda partition: partition.quality())


def main():
    """Print everything."""
    runs = int(sys.argv[1])
    answers = []
    for name, (nodes, edges) in networks():
        graph = igraph.Graph(nodes, [edge[:2] for edge in edges])
        weights = [edge[2] for edge in edges]
        density = sum(weights) / (nodes * (nodes - 1) / 2)
        for objective, method, resolution in [
            ("modularity", leidenalg.RBConfigurationVertexPartition, 1.0),
            ("modularity", leidenalg.RBConfigurationVertexPartition, 2.0),
            ("constant Potts", leidenalg.CPMVertexPartition, density),
            ("constant Potts", leidenalg.CPMVertexPartition, 3 * density),
        ]:
            partition = best(graph, weights, method, resolution, runs)
            answer = {"name": name, "nodes": nodes, "edges": edges, "objective": objective, "resolution": resolution}
            answers.append(answer | {"quality": partition.quality(), "community": partition.membership})
    json.dump(answers, sys.stdout)


main()
