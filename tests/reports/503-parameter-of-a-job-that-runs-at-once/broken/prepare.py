import os

print(os.listdir("/opt/ml/processing/in"))
