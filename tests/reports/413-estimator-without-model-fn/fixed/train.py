import os

import joblib
from sklearn.linear_model import LogisticRegression


def model_fn(model_dir):
    return joblib.load(os.path.join(model_dir, "model.joblib"))


if __name__ == "__main__":
    joblib.dump(LogisticRegression(), os.path.join(os.environ["SM_MODEL_DIR"], "model.joblib"))
