import json
import os

STATE = "/opt/ml/checkpoints/state.json"
print(os.environ["SM_MODEL_DIR"])
with open(STATE, "w") as file:
    state = json.load(file)
print(state)
