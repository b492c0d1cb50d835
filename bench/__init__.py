"""One file a benchmark, each with its peer in the same run; `make bench DATA=folder` writes docs/benchmarks.md."""
