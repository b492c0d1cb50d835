"""What stands around every answer: request ids, logs, metrics, sizes, rates, shedding and headers for browsers."""
