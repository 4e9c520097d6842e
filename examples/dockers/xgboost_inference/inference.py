"""Serve the packaged XGBoost model: the handlers that SageMaker's serving container calls."""

import io
import json
import os

import pandas as pd
import xgboost as xgb


def model_fn(model_dir):
    booster = xgb.Booster()
    booster.load_model(os.path.join(model_dir, "xgboost_model.json"))
    with open(os.path.join(model_dir, "feature_columns.txt"), encoding="utf-8") as stream:
        features = [line.strip() for line in stream if line.strip()]
    return {"booster": booster, "features": features}


def input_fn(data, content_type):
    if content_type == "application/json":
        return pd.DataFrame([json.loads(data)])
    if content_type == "text/csv":
        return pd.read_csv(io.StringIO(data), header=None)
    raise ValueError(f"cannot read {content_type}")


def predict_fn(data, model):
    features = model["features"]
    if list(data.columns) == list(range(len(features))):
        data.columns = features
    return model["booster"].predict(xgb.DMatrix(data[features], feature_names=features))


def output_fn(prediction, accept):
    scores = [float(score) for score in prediction]
    if accept == "text/csv":
        return "\n".join(str(score) for score in scores)
    return json.dumps({"scores": scores})
