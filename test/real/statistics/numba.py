"""Stands in for numba, which ppi_py imports to speed regressions up that are not compared here: 180 MB less to install."""


def njit(function):
    return function
