import argparse

parser = argparse.ArgumentParser()
for name in ("do_train", "do_eval"):
    parser.add_argument("--" + name, type=lambda text: text == "True", default=True)
args, _ = parser.parse_known_args()
print(args.do_train, args.do_eval)
