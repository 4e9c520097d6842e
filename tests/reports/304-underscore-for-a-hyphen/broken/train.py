import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--train-batch-size", type=int, default=32)
args, _ = parser.parse_known_args()
print(args.train_batch_size)
