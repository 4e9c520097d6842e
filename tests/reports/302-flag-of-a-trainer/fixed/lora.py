import argparse


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--xformers", type=lambda text: text.lower() == "true", default=False)
    return parser.parse_args()


if __name__ == "__main__":
    given = arguments()
    print(given.steps, given.xformers)
