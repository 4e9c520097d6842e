import argparse


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--xformers", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    given = arguments()
    print(given.steps, given.xformers)
