"""A file of organisations and the two sides enter; splink's answers on its DuckDB back-end and what they took leave as JSON.

A program of its own, so that its memory and its time are splink's. It gets the same folded names, towns, domains and countries,
one row an organisation under its foremost name, the comparisons that its documentation recommends for organisations, and the
pairs that are more likely than not.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from pathlib import Path
from typing import Any, Final

import pandas as pd

MATCH: Final = 0.5


def main(file: Path, left: str, right: str) -> None:
    """Link both sides; the best answer for each of the left."""
    warnings.simplefilter("ignore")
    import splink.comparison_library as cl  # noqa: PLC0415 - its start is part of what it takes
    from splink import Linker, SettingsCreator, block_on  # noqa: PLC0415
    from splink.internals.duckdb.database_api import DuckDBAPI  # noqa: PLC0415

    rows = pd.read_parquet(file)
    sides = [rows[rows.scheme == scheme].drop(columns="scheme") for scheme in (left, right)]
    began = time.monotonic()
    database = DuckDBAPI()
    tables = [
        database.register(side, dataset_display_name=name)
        for side, name in zip(sides, ("left_side", "right_side"), strict=True)
    ]
    settings = SettingsCreator(
        link_type="link_only",
        blocking_rules_to_generate_predictions=[
            block_on("country", "key"),
            block_on("country", "domain"),
            block_on("country", "city", "first_word"),
            block_on("country", "first_word", "second_word"),
        ],
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.95, 0.88, 0.8]).configure(term_frequency_adjustments=True),
            cl.ExactMatch("domain").configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("city", [0.9]),
        ],
    )
    linker = Linker(tables, settings, log_level="ERROR")
    training = linker.training
    training.estimate_probability_two_random_records_match([block_on("country", "key")], recall=0.6)
    training.estimate_u_using_random_sampling(max_pairs=1_000_000)
    training.estimate_parameters_using_expectation_maximisation(block_on("country", "domain"))
    training.estimate_parameters_using_expectation_maximisation(block_on("country", "key"))
    likely: Any = linker.inference.predict(threshold_match_probability=MATCH)
    found: pd.DataFrame = likely.as_pandas_dataframe()
    found = found.sort_values(["match_probability", "unique_id_r"], ascending=[False, True])
    best = found.drop_duplicates("unique_id_l")
    answers = dict(zip(best.unique_id_l, best.unique_id_r, strict=True))
    print(json.dumps({"seconds": time.monotonic() - began, "pairs": len(found), "answers": answers}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
