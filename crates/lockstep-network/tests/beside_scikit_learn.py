"""Cosines of accounts as scikit-learn's TfidfTransformer weighs their objects, as JSON.

Usage: python3 beside_scikit_learn.py SUBLINEAR MINIMUM_OBJECTS MINIMUM_ACCOUNTS, with lines `account object actions` on standard input.
Leaves out accounts with too few distinct objects, and then objects with too few accounts. Prints a list of [source, target, cosine] for the
pairs with at least two objects in common. Leaves with 3 when a package is missing.
"""

import json
import sys

try:
    import numpy
    import scipy.sparse
    from sklearn.feature_extraction.text import TfidfTransformer
except ImportError as missing:
    print(missing, file=sys.stderr)
    sys.exit(3)


def main(sublinear, minimum_objects, minimum_accounts):
    rows = numpy.loadtxt(sys.stdin, dtype=int, ndmin=2)
    counts = scipy.sparse.csr_matrix((rows[:, 2], (rows[:, 0], rows[:, 1])), dtype=float)
    present = (counts > 0).astype(int)
    accounts = numpy.flatnonzero(numpy.asarray(present.sum(axis=1)).ravel() >= int(minimum_objects))
    counts = counts[accounts]
    objects = numpy.flatnonzero(numpy.asarray((counts > 0).sum(axis=0)).ravel() >= int(minimum_accounts))
    counts = counts[:, objects]
    if sublinear == "no":
        counts = (counts > 0).astype(float)
    weights = TfidfTransformer(norm="l2", use_idf=True, smooth_idf=True, sublinear_tf=sublinear == "yes").fit_transform(counts)
    cosines = (weights @ weights.T).toarray()
    present = (counts > 0).astype(int)
    shared = (present @ present.T).toarray()
    pairs = [
        [int(accounts[i]), int(accounts[j]), float(cosines[i, j])]
        for i in range(len(accounts))
        for j in range(i + 1, len(accounts))
        if shared[i, j] >= 2
    ]
    json.dump(pairs, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
