import pandas as pd

for name in ("train", "test"):
    pd.read_csv(f"/opt/ml/processing/input/{name}/rows.csv").to_csv(f"/opt/ml/processing/out/{name}.csv")
