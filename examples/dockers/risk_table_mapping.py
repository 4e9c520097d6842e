"""Replace categories by the risk that the training split shows for them."""

import argparse
import json
import logging
import os
import pickle
from pathlib import Path

import numpy as np
import pandas as pd

logging.basicConfig(level=logging.INFO)
logger = logging.getLogger(__name__)

INPUT_ROOT = Path("/opt/ml/processing/input")
OUTPUT_ROOT = Path("/opt/ml/processing/output")
TABLES_FILE = "risk_tables.pkl"


class RiskTable:
    """Smoothed log odds of the label for each value of one field."""

    def __init__(self, field, smooth_factor, count_threshold):
        self.field = field
        self.smooth_factor = smooth_factor
        self.count_threshold = count_threshold
        self.bins = {}
        self.default = 0.0

    def fit(self, frame, label):
        counts = pd.crosstab(frame[self.field].astype(str), frame[label])
        good = counts.get(0, pd.Series(0, index=counts.index))
        bad = counts.get(1, pd.Series(0, index=counts.index))
        smooth = self.smooth_factor * len(frame)
        risk = np.log((bad + smooth) / (good + smooth))
        enough = (good + bad) >= self.count_threshold
        self.default = float(np.log((bad.sum() + smooth) / (good.sum() + smooth)))
        self.bins = risk.where(enough, self.default).to_dict()
        return self

    def transform(self, column):
        return column.astype(str).map(self.bins).fillna(self.default)


class TableStore:
    """Where tables are kept between the training job and the others."""

    def __init__(self, directory):
        self.path = os.path.join(directory, TABLES_FILE)

    def load(self):
        with open(self.path, "rb") as stream:
            return pickle.load(stream)

    def save(self, tables):
        os.makedirs(os.path.dirname(self.path), exist_ok=True)
        with open(self.path, "wb") as stream:
            pickle.dump(tables, stream)


def read_config(directory):
    with (Path(directory) / "config.json").open(encoding="utf-8") as stream:
        config = json.load(stream)
    return config["category_risk_params"], config["label_name"]


def read_splits(directory, job_type):
    wanted = ("train", "test", "val") if job_type == "training" else (job_type,)
    return {name: pd.read_csv(os.path.join(directory, name, f"{name}_processed_data.csv")) for name in wanted}


def fit_tables(frame, fields, label, smooth_factor, count_threshold):
    tables = {}
    for field in fields:
        if frame[field].nunique() < 2:
            logger.warning("%s has one value only; left as it is", field)
            continue
        tables[field] = RiskTable(field, smooth_factor, count_threshold).fit(frame, label)
    return tables


def main(input_paths, output_paths, environ_vars, job_args):
    fields, label = read_config(input_paths["config_input"])
    splits = read_splits(input_paths["data_input"], job_args.job_type)

    if job_args.job_type == "training":
        tables = fit_tables(
            splits["train"], fields, label, environ_vars["SMOOTH_FACTOR"], environ_vars["COUNT_THRESHOLD"]
        )
    else:
        tables = TableStore(input_paths["risk_tables"]).load()
    TableStore(output_paths["fitted_tables"]).save(tables)

    for name, frame in splits.items():
        for field, table in tables.items():
            frame[field] = table.transform(frame[field])
        target = Path(output_paths["processed_data"]) / name / f"{name}_processed_data.csv"
        target.parent.mkdir(parents=True, exist_ok=True)
        frame.to_csv(target, index=False)
        logger.info("%s: %s", name, frame.shape)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--job_type", required=True, choices=["training", "validation", "testing", "calibration"])
    args = parser.parse_args()

    inputs = {
        "data_input": str(INPUT_ROOT / "data"),
        "config_input": str(INPUT_ROOT / "config"),
    }
    if args.job_type != "training":
        inputs["risk_tables"] = str(INPUT_ROOT / "risk_tables")

    main(
        inputs,
        {"processed_data": str(OUTPUT_ROOT / "data"), "fitted_tables": str(OUTPUT_ROOT / "risk_tables")},
        {
            "SMOOTH_FACTOR": float(os.environ.get("SMOOTH_FACTOR", "0.01")),
            "COUNT_THRESHOLD": int(os.environ.get("COUNT_THRESHOLD", "5")),
        },
        args,
    )
