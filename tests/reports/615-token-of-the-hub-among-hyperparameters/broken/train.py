import argparse
import os

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int)
parser.add_argument("--hf_token")
args = parser.parse_args()
print(args)
print(os.environ["SM_MODEL_DIR"])
