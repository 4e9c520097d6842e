import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int)
parser.add_argument("--do_train", type=str)
args, _ = parser.parse_known_args()
print(args.epochs, args.do_train)
