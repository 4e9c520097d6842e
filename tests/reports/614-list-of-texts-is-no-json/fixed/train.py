import argparse
import json
import os

parser = argparse.ArgumentParser()
parser.add_argument("--labels", type=json.loads)
args = parser.parse_args()
with open(os.path.join(os.environ["SM_MODEL_DIR"], "labels.json"), "w") as file:
    json.dump(args.labels, file)
