"""Names and small written worlds enter; what the comparison of organisations makes of them is checked."""
