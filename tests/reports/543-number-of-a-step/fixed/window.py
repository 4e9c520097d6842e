import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--days", type=int)
print(parser.parse_args().days)
