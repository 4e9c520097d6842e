import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--columns", nargs="*")
args = parser.parse_args()
for column in args.columns:
    print(column)
