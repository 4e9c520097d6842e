import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--model-name")
print(parser.parse_args().model_name)
