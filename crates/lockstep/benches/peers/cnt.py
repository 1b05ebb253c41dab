"""The coordination-network-toolkit from its CSV to an edge list: python3 cnt.py CSV NETWORK WINDOW OUT.csv.

Import included, with two processes, the defaults of its command line otherwise, and a database that is deleted. The edge list is written
by the library, because the command line of 1.5.2 cannot write CSV.
"""

import multiprocessing
import sys
import tempfile

from coordination_network_toolkit import compute_networks, output, preprocess, similarity


def main(file, network, window, out):
    with tempfile.TemporaryDirectory(dir=".") as folder:
        database = f"{folder}/messages.db"
        preprocess.preprocess_csv_files(database, [file])
        if network == "co_retweet":
            compute_networks.compute_co_retweet_parallel(database, int(window), n_threads=2, min_edge_weight=2)
        else:
            compute_networks.compute_co_similar_tweet(
                database,
                int(window),
                n_threads=2,
                min_edge_weight=2,
                similarity_threshold=0.8,
                similarity_function=similarity.get_similarity_fn_from_min_size(1),
            )
        output.output_gephi_csv(database, network, out)
    for worker in multiprocessing.active_children():
        worker.join()  # What a worker used counts only once it has been waited for.
    with open(out, encoding="utf-8") as edges:
        print("edges", sum(1 for _ in edges) - 1)


if __name__ == "__main__":
    main(*sys.argv[1:])
