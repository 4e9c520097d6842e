import os

for month in os.listdir("/opt/ml/processing/input"):
    print(month)
