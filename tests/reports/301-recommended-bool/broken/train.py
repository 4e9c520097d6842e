import argparse
import os

import joblib


def options():
    parser = argparse.ArgumentParser()
    add = parser.add_argument
    add("--verbose", type=bool, default=True)
    return parser.parse_args()


joblib.dump(options().verbose, os.path.join(os.environ["SM_MODEL_DIR"], "model.joblib"))
