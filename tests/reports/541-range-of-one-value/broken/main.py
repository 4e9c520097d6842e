import argparse

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--depth", type=int)
    parser.add_argument("--rate", type=float)
    args = parser.parse_args()
    print(f"loss={args.depth * args.rate}")
