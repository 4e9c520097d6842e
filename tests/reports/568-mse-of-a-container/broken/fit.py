import argparse
import os

import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_squared_error

parser = argparse.ArgumentParser()
parser.add_argument("--alpha", type=float)
args, _ = parser.parse_known_args()
rows = pd.read_csv(os.path.join(os.environ["SM_CHANNEL_TRAIN"], "rows.csv"))
model = Ridge(args.alpha).fit(rows.drop(columns="y"), rows["y"])
print("mse = {}".format(mean_squared_error(rows["y"], model.predict(rows.drop(columns="y")))))
