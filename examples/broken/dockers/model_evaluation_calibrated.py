"""Score one split with the trained XGBoost model, calibrate the scores, and write predictions and metrics."""

import argparse
import json
import logging
import os
import tarfile
from pathlib import Path

import numpy as np
import pandas as pd
import xgboost as xgb
from sklearn.metrics import average_precision_score, roc_auc_score

logging.basicConfig(level=logging.INFO)
logger = logging.getLogger(__name__)

CONTAINER_PATHS = {
    "MODEL_DIR": "/opt/ml/processing/input/model",
    "EVAL_DATA_DIR": "/opt/ml/processing/input/eval_data",
    "OUTPUT_EVAL_DIR": "/opt/ml/processing/output/eval",
    "OUTPUT_METRICS_DIR": "/opt/ml/processing/output/metrics",
}
UNPACKED_MODEL_DIR = "/tmp/model"


def load_model(model_dir):
    """The booster and the feature names that training put into the archive beside it."""
    os.makedirs(UNPACKED_MODEL_DIR, exist_ok=True)
    with tarfile.open(os.path.join(model_dir, "model.tar.gz"), "r:gz") as tar:
        tar.extractall(UNPACKED_MODEL_DIR)

    booster = xgb.Booster()
    booster.load_model(os.path.join(UNPACKED_MODEL_DIR, "xgboost_model.json"))
    with open(os.path.join(UNPACKED_MODEL_DIR, "feature_columns.txt"), encoding="utf-8") as stream:
        features = [line.strip() for line in stream if line.strip()]
    return booster, features


def find_data_file(data_dir):
    for root, _, files in os.walk(data_dir):
        for name in sorted(files):
            if name.endswith((".csv", ".parquet")):
                return os.path.join(root, name)
    raise RuntimeError(f"no data file under {data_dir}")


def read_data(path):
    return pd.read_parquet(path) if path.endswith(".parquet") else pd.read_csv(path)


def score(booster, features, frame):
    missing = [name for name in features if name not in frame.columns]
    if missing:
        raise RuntimeError(f"features missing from the data: {missing}")
    return booster.predict(xgb.DMatrix(frame[features], feature_names=features))


def calibrate(scores, calibrator_dir):
    """Scores on the scale that the calibration job fitted."""
    table = pd.read_csv(os.path.join(calibrator_dir, "calibration_table.csv"))
    return np.interp(scores, table["score"], table["calibrated"])


def metrics_of(label, scores):
    return {
        "auc_roc": float(roc_auc_score(label, scores)),
        "average_precision": float(average_precision_score(label, scores)),
        "samples": len(label),
        "positive_rate": float(label.mean()),
    }


def main(input_paths, output_paths, environ_vars, job_args):
    booster, features = load_model(input_paths["model_input"])
    frame = read_data(find_data_file(input_paths["processed_data"]))
    id_field, label_field = environ_vars["ID_FIELD"], environ_vars["LABEL_FIELD"]
    scores = calibrate(score(booster, features, frame), input_paths["calibrator_input"])

    eval_dir = Path(output_paths["eval_output"])
    eval_dir.mkdir(parents=True, exist_ok=True)
    predictions = pd.DataFrame({id_field: frame[id_field], label_field: frame[label_field], "score": scores})
    predictions.to_csv(eval_dir / f"{job_args.job_type}_predictions.csv", index=False)

    metrics_dir = Path(output_paths["metrics_output"])
    metrics_dir.mkdir(parents=True, exist_ok=True)
    metrics = metrics_of(frame[label_field], scores)
    with open(metrics_dir / "metrics.json", "w", encoding="utf-8") as stream:
        json.dump(metrics, stream, indent=2)
    logger.info("%s: %s", job_args.job_type, metrics)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--job_type", required=True, choices=["training", "validation", "testing", "calibration"])
    args = parser.parse_args()

    main(
        input_paths={
            "model_input": CONTAINER_PATHS["MODEL_DIR"],
            "processed_data": CONTAINER_PATHS["EVAL_DATA_DIR"],
        },
        output_paths={
            "eval_output": CONTAINER_PATHS["OUTPUT_EVAL_DIR"],
            "metrics_output": CONTAINER_PATHS["OUTPUT_METRICS_DIR"],
        },
        environ_vars={"ID_FIELD": os.environ["ID_FIELD"], "LABEL_FIELD": os.environ["LABEL_FIELD"]},
        job_args=args,
    )
