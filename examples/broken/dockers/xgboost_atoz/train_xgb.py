"""Train an XGBoost classifier on tabular data."""

import argparse
import json
import logging
import os

import pandas as pd
import xgboost as xgb
from sklearn.metrics import roc_auc_score

logging.basicConfig(level=logging.INFO)
logger = logging.getLogger(__name__)

prefix = "/opt/ml/"
input_path = os.path.join(prefix, "input", "data")
output_path = os.path.join(prefix, "output", "data")
model_path = os.path.join(prefix, "model")


def find_first_data_file(directory):
    """The first data file of a channel, by name."""
    for name in sorted(os.listdir(directory)):
        if name.lower().endswith((".csv", ".parquet", ".json")):
            return os.path.join(directory, name)
    raise FileNotFoundError(f"no data file in {directory}")


def read_frame(path):
    if path.endswith(".parquet"):
        return pd.read_parquet(path)
    if path.endswith(".json"):
        return pd.read_json(path, lines=True)
    return pd.read_csv(path)


def feature_columns(frame, label_field):
    numeric = frame.select_dtypes("number").columns
    return [name for name in numeric if name != label_field]


def to_matrix(frame, features, label_field):
    return xgb.DMatrix(frame[features], label=frame[label_field], feature_names=features)


def train(train_frame, val_frame, features, args):
    matrices = {
        "train": to_matrix(train_frame, features, args.label_field),
        "val": to_matrix(val_frame, features, args.label_field),
    }
    parameters = {
        "objective": "binary:logistic",
        "eval_metric": "auc",
        "max_depth": args.max_depth,
        "eta": args.eta,
    }
    return xgb.train(
        parameters,
        matrices["train"],
        num_boost_round=args.num_round,
        evals=[(matrices["val"], "val")],
        early_stopping_rounds=args.early_stopping_rounds,
    )


def save_model(booster, features):
    os.makedirs(model_path, exist_ok=True)
    booster.save_model(os.path.join(model_path, "xgboost_model.json"))
    with open(os.path.join(model_path, "feature_columns.txt"), "w", encoding="utf-8") as stream:
        stream.write("\n".join(features))
    with open(os.path.join(model_path, "hyperparameters.json"), "w", encoding="utf-8") as stream:
        json.dump({"tab_field_list": features, "cat_field_list": []}, stream)


def save_scores(booster, frame, features, label_field):
    scores = booster.predict(to_matrix(frame, features, label_field))
    logger.info("validation AUC %.4f", roc_auc_score(frame[label_field], scores))
    os.makedirs(output_path, exist_ok=True)
    pd.DataFrame({"label": frame[label_field], "score": scores}).to_csv(
        os.path.join(output_path, "val_scores.csv"), index=False
    )


def main(args):
    train_file = find_first_data_file(os.path.join(input_path, "train"))
    val_file = find_first_data_file(os.path.join(input_path, "val"))
    train_frame, val_frame = read_frame(train_file), read_frame(val_file)

    features = feature_columns(train_frame, args.label_field)
    booster = train(train_frame, val_frame, features, args)
    save_model(booster, features)
    save_scores(booster, val_frame, features, args.label_field)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--label_field", required=True)
    parser.add_argument("--num_round", type=int, default=300)
    parser.add_argument("--max_depth", type=int, default=6)
    parser.add_argument("--eta", type=float, default=0.1)
    parser.add_argument("--early_stopping_rounds", type=int, default=10)
    main(parser.parse_args())
