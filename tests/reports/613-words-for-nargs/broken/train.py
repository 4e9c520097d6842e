import argparse
import os

parser = argparse.ArgumentParser()
parser.add_argument("--columns", nargs="*")
args, _ = parser.parse_known_args()
for column in args.columns:
    print(column)
with open(os.path.join(os.environ["SM_MODEL_DIR"], "columns.txt"), "w") as file:
    file.write(str(len(args.columns)))
