import os

import xgboost


def model_fn(model_dir):
    model = xgboost.Booster()
    model.load_model(os.path.join(model_dir, "flats.json"))
    return model
