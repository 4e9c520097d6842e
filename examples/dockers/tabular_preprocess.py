"""Read the shards of a data load, clean the label, split, and write one CSV file per split."""

import argparse
import gzip
import json
import logging
import os
import sys
from pathlib import Path

import pandas as pd
from sklearn.model_selection import train_test_split

logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
logger = logging.getLogger(__name__)

CONTAINER_PATHS = {
    "INPUT_DATA": "/opt/ml/processing/input/data",
    "INPUT_SIGNATURE": "/opt/ml/processing/input/signature",
    "OUTPUT_DIR": "/opt/ml/processing/output",
}
SHARD_PATTERNS = ("part-*.csv", "part-*.csv.gz", "part-*.json", "part-*.parquet")
LABEL_VALUES = {"yes": 1, "true": 1, "1": 1, "no": 0, "false": 0, "0": 0}


def read_signature(directory):
    """Column names of the load, or None where the load carries its own header."""
    signature = Path(directory) / "signature.csv"
    if not signature.exists():
        return None
    return signature.read_text(encoding="utf-8").strip().split(",")


def read_shard(shard, columns):
    name = shard.name
    if name.endswith(".parquet"):
        return pd.read_parquet(shard)
    if name.endswith(".json"):
        with open(shard, encoding="utf-8") as lines:
            return pd.DataFrame([json.loads(line) for line in lines if line.strip()])
    opener = gzip.open if name.endswith(".gz") else open
    with opener(shard, "rt") as text:
        return pd.read_csv(text, names=columns, header=0 if columns is None else None)


def combine_shards(directory, columns):
    shards = sorted(shard for pattern in SHARD_PATTERNS for shard in Path(directory).glob(pattern))
    if not shards:
        raise RuntimeError(f"no shards in {directory}")
    logger.info("reading %d shards", len(shards))
    return pd.concat([read_shard(shard, columns) for shard in shards], ignore_index=True)


def clean_label(frame, label_field):
    """Map spellings of the label to 0 and 1 and drop the rows that have none."""
    if label_field not in frame.columns:
        raise RuntimeError(f"label field {label_field} is not in the data")
    label = frame[label_field]
    if not pd.api.types.is_numeric_dtype(label):
        label = label.str.strip().str.lower().map(LABEL_VALUES)
    frame[label_field] = pd.to_numeric(label, errors="coerce").astype("Int64")
    return frame.dropna(subset=[label_field])


def clean_features(frame, categorical, numerical):
    for column in categorical:
        frame[column] = frame[column].fillna("missing").astype(str)
    for column in numerical:
        frame[column] = pd.to_numeric(frame[column], errors="coerce").fillna(0.0)
    return frame


def split(frame, label_field, train_ratio, test_val_ratio):
    train, rest = train_test_split(frame, train_size=train_ratio, random_state=42, stratify=frame[label_field])
    test, val = train_test_split(rest, test_size=test_val_ratio, random_state=42, stratify=rest[label_field])
    return {"train": train, "test": test, "val": val}


def names(text):
    return [name.strip() for name in text.split(",") if name.strip()]


def main(input_paths, output_paths, environ_vars, job_args):
    job_type = job_args.job_type
    label_field = environ_vars["LABEL_FIELD"]
    if not label_field:
        raise RuntimeError("LABEL_FIELD is not set")

    columns = read_signature(input_paths["SIGNATURE"])
    frame = combine_shards(input_paths["DATA"], columns)
    frame = clean_label(frame, label_field)
    frame = clean_features(frame, environ_vars["CATEGORICAL_COLUMNS"], environ_vars["NUMERICAL_COLUMNS"])

    if job_type == "training":
        splits = split(frame, label_field, environ_vars["TRAIN_RATIO"], environ_vars["TEST_VAL_RATIO"])
    else:
        splits = {job_type: frame}

    output_dir = Path(output_paths["processed_data"])
    for split_name, split_frame in splits.items():
        folder = output_dir / split_name
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"{split_name}_processed_data.csv"
        split_frame.to_csv(target, index=False)
        logger.info("wrote %s, shape %s", target, split_frame.shape)
    return splits


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "--job_type",
        type=str,
        required=True,
        choices=["training", "validation", "testing", "calibration"],
        help="which split the data is for",
    )
    args = parser.parse_args()

    input_paths = {"DATA": CONTAINER_PATHS["INPUT_DATA"], "SIGNATURE": CONTAINER_PATHS["INPUT_SIGNATURE"]}
    output_paths = {"processed_data": CONTAINER_PATHS["OUTPUT_DIR"]}
    environ_vars = {
        "LABEL_FIELD": os.environ.get("LABEL_FIELD"),
        "TRAIN_RATIO": float(os.environ.get("TRAIN_RATIO", 0.7)),
        "TEST_VAL_RATIO": float(os.environ.get("TEST_VAL_RATIO", 0.5)),
        "CATEGORICAL_COLUMNS": names(os.environ.get("CATEGORICAL_COLUMNS", "")),
        "NUMERICAL_COLUMNS": names(os.environ.get("NUMERICAL_COLUMNS", "")),
    }
    try:
        main(input_paths, output_paths, environ_vars, args)
    except Exception:
        logger.exception("preprocessing failed")
        sys.exit(1)
