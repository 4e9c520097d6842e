"""The code that all random scripts start with."""

from __future__ import annotations

PREAMBLE = """
import argparse, collections, contextlib, dataclasses, enum, functools, glob, itertools, json, os, shutil, string, sys
from dataclasses import dataclass, field
from typing import NamedTuple
from pathlib import Path

PREFIX = "/opt/ml/"
CONFIG = {"in": {"path": "/opt/ml/processing/cfg"}, "out": {"path": "/opt/ml/processing/output"}}
COUNT = 0

def pick(path):
    if os.path.exists(path):
        return path
    return path + "_other"

def first(rows, index=0):
    return rows[index]

def find(rows):
    for row in rows:
        if os.path.isdir(row):
            return row
    return None

def each(rows):
    for row in rows:
        yield os.path.join(row, "item")

def flip():
    global COUNT
    COUNT += 1
    return os.path.exists(f"/opt/ml/coin/{COUNT}")

def save(folder, name="default.bin"):
    os.makedirs(folder, exist_ok=True)
    target = os.path.join(folder, name)
    with open(target, "w") as handle:
        handle.write("x")
    return target

def load_all(paths):
    return {key: open(value).read() for key, value in paths.items()}

def spread(path, *names, make=False, **rest):
    target = os.path.join(path, *names)
    if make:
        os.makedirs(target, exist_ok=True)
    return rest.get("other", target)

def options(**given):
    return given.get("path", "/opt/ml/options")

def both(a="/opt/ml/both/a", b="/opt/ml/both/b"):
    return dict(a=a, b=b)

def default_of(path=PREFIX + "default"):
    return path

def below(path):
    def inner(tail):
        return os.path.join(path, tail)
    return inner

def tag(text, seen=[]):
    seen.append(text)
    return text + "_tag"

def counting():
    count = 0
    def step():
        nonlocal count
        count += 1
        return f"/opt/ml/step/{count}"
    return step

counter = counting()

def traced(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        return function(*args, **kwargs)
    return inner

@traced
def wrapped(path, tail="w"):
    return path + "/" + tail

def pairs(path):
    for tail in ("p", "q"):
        yield os.path.join(path, tail)

def deep(rows):
    yield from rows
    yield "/opt/ml/deep"

def required(name):
    value = os.environ.get(name)
    if value is None:
        raise KeyError(name)
    return value

def optional(name, default):
    return os.environ[name] if name in os.environ else default

def checked(name):
    try:
        return os.environ[name]
    except KeyError:
        return "/opt/ml/unset"

def harvest():
    return {key: value for key, value in os.environ.items() if key.startswith("OPT_")}

def attempt(path):
    try:
        with open(path) as handle:
            handle.read()
        return path
    except OSError:
        return None

def tried(path):
    try:
        if flip():
            raise ValueError(path)
    except ValueError:
        path = path + "/failed"
    else:
        path = path + "/fine"
    return path

def finally_(path):
    try:
        if flip():
            return path + "/early"
        path = path + "/late"
    finally:
        os.makedirs(path, exist_ok=True)
    return path

@contextlib.contextmanager
def workspace(path):
    os.makedirs(path, exist_ok=True)
    yield os.path.join(path, "space")
    shutil.rmtree(path)

class Maker:
    base = "/opt/ml/base"

    def __init__(self, root, name="maker"):
        self.root = root
        self.name = name

    @property
    def full(self):
        return os.path.join(self.root, self.name)

    @property
    def shown(self):
        return f"{self.base}/{self.name}"

    def place(self, tail):
        return self.full + "/" + tail

    @classmethod
    def default(cls, tail):
        return os.path.join(cls.base, tail)

    def store(self, tail):
        return save(self.root, tail)

class Child(Maker):
    def __init__(self, root):
        super().__init__(os.path.join(root, "child"), name="kid")

    def place(self, tail):
        return super().place("c" + tail)

@dataclass
class Config:
    root: str = "/opt/ml/config"
    name: str = "cfg"
    seen: list = field(default_factory=list)

    @property
    def shown(self):
        return self.root + "/shown"

    @property
    def full(self):
        return f"{self.root}/{self.name}"

    def place(self, tail):
        return os.path.join(self.root, tail)

    def store(self, tail):
        self.seen.append(tail)
        return save(self.root, tail)

class Node(Maker):
    base = "/opt/ml/node"
    made = 0

    @classmethod
    def make(cls, root):
        cls.made += 1
        return cls(os.path.join(root, "node"))

    @staticmethod
    def under(root):
        return root + "/under"

    @property
    def renamed(self):
        return self.name

    @renamed.setter
    def renamed(self, name):
        self.name = name + "_renamed"

    @property
    def full(self):
        return self.under(super().full)

class Grand(Child, Node):
    def __init__(self, root, name):
        Child.__init__(self, root)
        self.name = name

class Deco:
    def __init__(self, root):
        self.inner = Maker(root, "deco")

    def __getattr__(self, name):
        return getattr(self.inner, name)

class Shown:
    def __init__(self, path):
        self.path = path

    def __str__(self):
        return self.path + "/shown"

    def __fspath__(self):
        return self.path + "/fspath"

    def __call__(self, tail):
        return os.path.join(self.path, tail)

    def __getitem__(self, tail):
        return self.path + "/" + tail

class Session:
    def __init__(self, path):
        self.path = path

    def __enter__(self):
        os.makedirs(self.path, exist_ok=True)
        return self.path + "/session"

    def __exit__(self, *error):
        open(self.path + "/closed", "w").close()
        return False

class Place(NamedTuple):
    root: str
    name: str = "place"

class Mode(enum.Enum):
    FAST = "fast"
    SLOW = "slow"

class Registry:
    known = {"a": "/opt/ml/registry"}

    @classmethod
    def add(cls, key, path):
        cls.known[key] = path

    @classmethod
    def get(cls, key):
        return cls.known[key]

parser = argparse.ArgumentParser()
parser.add_argument("--data-dir", default="/opt/ml/processing/args")
parser.add_argument("--name", type=str, default="argname")
parser.add_argument("--count", type=int, default=5)
parser.add_argument("--extra")
parser.add_argument("--verbose", action="store_true")
parser.add_argument("--mode", choices=["fast", "slow"], default="fast")
parser.add_argument("--choice", choices=("/opt/ml/c1", "/opt/ml/c2"))
parser.add_argument("--files", nargs="*", default=[])
parser.add_argument("-l", "--log-level", dest="level", type=int, default=1)
parser.add_argument("--quiet", dest="loud", action="store_false")
parser.set_defaults(rest="/opt/ml/rest")
args, _ = parser.parse_known_args()
base_parser = argparse.ArgumentParser(add_help=False)
base_parser.add_argument("--target", default="/opt/ml/target")
sub = argparse.ArgumentParser(parents=[base_parser]).parse_args([])
"""

START = """
text0 = "t0"
path0 = "/opt/ml/processing/p0"
pure0 = Path(path0)
number0 = 1
paths0 = {"a": "/opt/ml/a", "b": "/opt/ml/b"}
rows0 = ["/opt/ml/r0", "/opt/ml/r1"]
maybe0 = None
obj0 = Maker("/opt/ml/o")
"""
