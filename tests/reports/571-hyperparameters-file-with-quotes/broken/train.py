import json

with open("/opt/ml/input/config/hyperparameters.json") as file:
    settings = json.load(file)
SCHEDULE = settings["schedule"]
print("linear" if SCHEDULE == "linear" else "cosine")
