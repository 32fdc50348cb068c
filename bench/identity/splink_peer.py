"""splink over a list of customers: for several thresholds a line with the threshold and the cluster of every row. Runs in splink's own environment."""

from __future__ import annotations

import sys

import pandas as pd
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

THRESHOLDS = (0.1, 0.3, 0.5, 0.8, 0.9, 0.95, 0.99)
KEYS = ("phone", "name", "vin", "plate", "id_number")


def main(path: str) -> None:
    rows = pd.read_csv(path, dtype=str).assign(unique_id=lambda frame: frame.unique_id.astype(int))
    settings = SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[block_on(key) for key in KEYS],
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.92, 0.75]).configure(term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("phone", [1, 2]),
            cl.ExactMatch("vin"),
            cl.ExactMatch("plate"),
            cl.ExactMatch("id_number"),
            cl.LevenshteinAtThresholds("address", [1, 4]),
        ],
    )
    linker = Linker(DuckDBAPI().register(rows), settings, log_level=None)
    training = linker.training
    training.estimate_probability_two_random_records_match([block_on("phone", "name"), block_on("vin")], recall=0.8)
    training.estimate_u_using_random_sampling(max_pairs=2_000_000)
    for key in ("phone", "name", "vin"):
        training.estimate_parameters_using_expectation_maximisation(block_on(key))
    pairs = linker.inference.predict(threshold_match_probability=0.01)
    for threshold in THRESHOLDS:
        found = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold).as_pandas_dataframe()
        print(threshold, *found.sort_values("unique_id").cluster_id.tolist())


if __name__ == "__main__":
    main(sys.argv[1])
