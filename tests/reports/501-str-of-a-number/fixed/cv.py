import argparse

p = argparse.ArgumentParser()
p.add_argument("-k", type=int)
print(p.parse_args().k)
