import argparse
import os

parser = argparse.ArgumentParser()
parser.add_argument("--max-epochs", type=int, default=1)
args = parser.parse_args()
with open(os.path.join(os.environ["SM_MODEL_DIR"], "epochs.txt"), "w") as file:
    file.write(str(args.max_epochs))
