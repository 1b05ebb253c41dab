"""Areas, Brier score and a logistic model of labelled rows, by scikit-learn.

Lines `label feature feature ...` on standard input; the first feature is the score. Prints, one a line: the area under the curve, the average
precision, the Brier score of the model's probabilities, its intercept, and its coefficients for standardised features. Leaves with 3 when a
package is missing.
"""

import sys

try:
    import numpy
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score
    from sklearn.preprocessing import StandardScaler
except ImportError as missing:
    print(missing, file=sys.stderr)
    sys.exit(3)


def main():
    rows = numpy.loadtxt(sys.stdin, ndmin=2)
    labels, features = rows[:, 0].astype(int), rows[:, 1:]
    scaled = StandardScaler().fit_transform(features)
    model = LogisticRegression(C=1.0, tol=1e-12, max_iter=1000, solver="newton-cholesky").fit(scaled, labels)
    numbers = [
        roc_auc_score(labels, features[:, 0]),
        average_precision_score(labels, features[:, 0]),
        brier_score_loss(labels, model.predict_proba(scaled)[:, 1]),
        model.intercept_[0],
        *model.coef_[0],
    ]
    print("\n".join(repr(float(number)) for number in numbers))


if __name__ == "__main__":
    main()
