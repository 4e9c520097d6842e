import os

import pandas as pd
from sklearn.preprocessing import StandardScaler

SOURCE = "/opt/ml/processing/input"
TARGET = "/opt/ml/processing/output/train"

for name in os.listdir(SOURCE):
    rows = pd.read_csv(os.path.join(SOURCE, name)).iloc[:, 1:]
    scaled = StandardScaler().fit_transform(rows)
    pd.DataFrame(scaled).to_csv(os.path.join(TARGET, name), header=False, index=False)
