"""The hedged capital confidence sequence with predictable plug-in bets, written after Waudby-Smith & Ramdas, "Estimating means of bounded
random variables by betting" (JRSSB 86(1), 2024): the bets of § 3.2, the capital of § 4.2 with theta = 1/2, and the running intersection."""

import numpy as np
from scipy.optimize import brentq


def plug_in_bets(x, alpha):
    t = np.arange(1, len(x) + 1)
    mean = (0.5 + np.cumsum(x)) / (t + 1)
    variance = (0.25 + np.cumsum((x - mean) ** 2)) / (t + 1)
    variance_before = np.concatenate([[0.25], variance[:-1]])
    return np.sqrt(2 * np.log(2 / alpha) / (variance_before * t * np.log(1 + t)))


def log_capitals(m, x, bets, c):
    """Logarithms of the two processes at the mean m, after each value."""
    with np.errstate(divide="ignore"):
        up = np.minimum(bets, np.inf if m <= 0 else c / m)
        down = np.minimum(bets, np.inf if m >= 1 else c / (1 - m))
    return np.cumsum(np.log1p(up * (x - m))), np.cumsum(np.log1p(-down * (x - m)))


def confidence_sequence(values, low, high, alpha=0.05, c=0.9):
    """The bounds after each value, in its units; None for both from where nothing is left."""
    x = (np.asarray(values, dtype=float) - low) / (high - low)
    bets = plug_in_bets(x, alpha)
    limit = np.log(2 / alpha)
    bounds = [0.0, 1.0]
    path = []
    for t in range(1, len(x) + 1):
        def above(m):
            return log_capitals(m, x[:t], bets[:t], c)[0][-1] - limit

        def below(m):
            return log_capitals(m, x[:t], bets[:t], c)[1][-1] - limit

        # The lower end where the stake on a greater mean has reached the limit, the upper end likewise.
        if above(bounds[0]) > 0:
            bounds[0] = brentq(above, bounds[0], 1, xtol=1e-15, rtol=1e-14)
        if below(bounds[1]) > 0:
            bounds[1] = brentq(below, 0, bounds[1], xtol=1e-15, rtol=1e-14)
        empty = bounds[0] > bounds[1]
        path.append([None, None] if empty else [low + b * (high - low) for b in bounds])
    return path
