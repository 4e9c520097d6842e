import os
import pickle

import pandas as pd
from sklearn.linear_model import Ridge

rows = pd.read_csv(os.path.join(os.environ["SM_CHANNEL_TRAIN"], "rows.csv"))
model = Ridge().fit(rows.drop(columns="y"), rows["y"])
with open("ridge.pkl", "wb") as file:
    pickle.dump(model, file)
