/** Python: whether a value is the one that is wanted, wherever a value is compared. */
export const pythonClose = String.raw`def close(value, want):
    """Equal but for the rounding of floats, also inside of lists and tuples."""
    if type(value) is float and type(want) is float:
        return value == want or (value != value and want != want) or abs(value - want) <= 1e-9 * max(abs(value), abs(want))
    if type(value) is type(want) and type(value) in (list, tuple) and len(value) == len(want):
        return all(close(a, b) for a, b in zip(value, want))
    try:
        return bool(value == want)
    except Exception:
        return False`;
