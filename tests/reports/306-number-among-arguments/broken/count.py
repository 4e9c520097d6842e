import argparse

p = argparse.ArgumentParser()
p.add_argument("--until", type=int)
print(p.parse_args().until)
