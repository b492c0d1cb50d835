"""Requests enter, responses leave: the questions of the header files, and the few addresses that are no question."""
