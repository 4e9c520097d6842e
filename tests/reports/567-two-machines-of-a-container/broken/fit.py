import os

import pandas as pd
import xgboost

rows = pd.read_csv(os.path.join(os.environ["SM_CHANNEL_TRAIN"], "rows.csv"))
model = xgboost.train({}, xgboost.DMatrix(rows.drop(columns="y"), rows["y"]))
model.save_model(os.path.join(os.environ["SM_MODEL_DIR"], "model.json"))
