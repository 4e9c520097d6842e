import argparse
import os

parser = argparse.ArgumentParser()
parser.add_argument("--train_or_infer")
args = parser.parse_args()
print(args.train_or_infer, os.listdir("/opt/ml/processing/payload"))
