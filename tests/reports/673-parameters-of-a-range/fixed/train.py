import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--optimizer")
args, _ = parser.parse_known_args()
print(f"loss={0.5}", args.optimizer)
