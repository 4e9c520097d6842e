"""What random scripts are made of: templates of expressions and statements.

``<path>`` stands for an expression of that kind, ``<path.>`` for a variable of it, ``<new:path>`` for a new variable,
``<set:path>`` for one of the running scope that is assigned to, ``<set2:path>`` for the same once more, ``<in:path>`` for
one that the nested statements see, ``<block>`` and ``<loop>`` for these. Kinds: `text` (a path segment), `path` (str),
`pure` (pathlib), `number`, `cond`, `paths` (a dictionary with keys a and b), `rows` (a list of paths), `maybe` (a path or
None), `obj`.
"""

from __future__ import annotations

KINDS = ("text", "path", "pure", "number", "paths", "rows", "maybe", "obj")

EXPRESSIONS: dict[str, list[str]] = {
    "text": [
        '"data"', '"train.csv"', '"model.tar.gz"', '"Part-0_b"', "os.path.basename(<path>)", "<text>.lower()", "<pure>.name",
        '<text>.replace("a", "o")', '"{}_{}".format(<text>, <number>)', '"%s-%02d.csv" % (<text>, <number>)', '<text> + ".csv"',
        "f'{<text.>}_{<number.>}'", 'os.environ.get("OPT_TEXT", "opt")', 'os.environ["REQ_TEXT"]', 'os.getenv("OPT_TEXT", <text>)',
        '<text>.split("_")[0]', "os.path.splitext(<text>)[0]", "str(<number>)", "args.name", '"-".join([<text>, <text>])',
        'getattr(<obj.>, "name", <text>)', "<text>.strip()", 'json.loads(json.dumps(<text>))', '<text>.upper() if <cond> else <text>',
        '"{stem}.{0}".format(<text>, stem=<text>)', "<obj.>.name", "next(iter([<text>, <text>]))", "<text>.rsplit('.', 1)[-1]",
        "f'{<text.>}-{<number.>:02d}'", "f'{<pure.>.stem}_{<text.>!s}'", "<text>.removesuffix('.csv')", "<text>.removeprefix('t')", "<text>.partition('.')[0]", "<text>.rpartition('_')[2]", "<text>.zfill(6)", "<text>.title()", "<text>.capitalize()", "<text>[1:3]", "<text>[-1]", "<text>.encode().decode()", "'_'.join(t.lower() for t in (<text>, <text>))", "'{name}'.format(**{'name': <text>})", "<pure>.suffix", "<pure>.stem", "<pure>.parts[-1]", "os.path.basename(os.path.dirname(<path>))", "Mode.FAST.value", "Mode('slow').value", "Place(<path>, <text>).name", "<text>.casefold().strip('_')", "str(<text>)", "'%(a)s' % {'a': <text>}", "args.mode", "'x'.join(reversed([<text>, <text>]))", "tag(<text>)", "<text> * 2", "os.path.splitext(<path>)[1]", "string.Template('$a-b').substitute(a=<text>)",
    ],
    "path": [
        '"/opt/ml/processing/input"', '"/opt/ml/input/data/train"', '"/opt/ml/model"', '"/tmp/work"', '"/opt/ml/missing"', "PREFIX",
        "os.path.join(<path>, <text>)", "os.path.join(<path>, <text>, <text>)", '<path> + "/" + <text>', "f'{<path.>}/{<text.>}'",
        "os.path.dirname(<path>)", "str(<pure>)", 'os.environ.get("OPT_PATH", <path>)', 'os.environ["REQ_PATH"]', "args.data_dir",
        '<paths>["a"]', '<paths.>["b"]', '<paths.>.get("a", <path>)', '<paths.>.get("c", <path>)', "<rows>[0]", "<rows.>[-1]",
        "<maybe> or <path>", "<obj.>.root", "<obj.>.full", "<obj>.place(<text>)", '<path>.rstrip("/")', "os.path.normpath(<path>)",
        '<path>.replace("/input", "/output")', 'os.path.abspath(<path>)', '"{}/{}".format(<path>, <text>)', '"%s/%s" % (<path>, <text>)',
        'os.path.join(<path>, "..", <text>)', '"/".join([<path>, <text>])', "[row for row in <rows>][0]", "pick(<path>)", "first(<rows>)",
        '{"x": <path>, "y": <path>}["x"]', "<path> if <cond> else <path>", '(lambda v: v + "/l")(<path>)', "functools.partial(os.path.join, <path>)(<text>)",
        "next(each(<rows>))", "max([<path>, <path>])", 'dict(zip(["k"], [<path>]))["k"]', 'CONFIG["out"]["path"]', "<pure>.as_posix()",
        "os.path.split(<path>)[0]", "sorted(<rows>)[0]", "Maker.default(<text>)", "(<path>, <text>)[0]", "<path>[:]", "os.fspath(<pure>)",
        "f'{<path.>}/{<text.>}.csv'", "f'{<pure.>}'", "os.path.join(*[<path>, <text>])", "os.path.join(*<rows>)", "os.path.relpath(<path>, '/opt')", "os.path.commonpath(<rows>)", "<path> + os.sep + <text>", "os.sep.join([<path>, <text>])", "os.path.realpath(<path>)", "os.path.splitext(<path>)[0] + '.json'", "<path>.removesuffix('/')", "<path>.rsplit('/', 1)[0] or '/'", "<path>.split('/')[-1] or <path>", "os.path.expanduser(<path>)", "os.path.expandvars(<path>)", "spread(<path>, <text>)", "spread(<path>, *[<text>, <text>])", "options(path=<path>)", "options(**<paths>)", "wrapped(<path>)", "below(<path>)(<text>)", "counter()", "Maker.base", "Child.base", "Place(<path>, <text>).root", "Place(root=<path>, name=<text>)[0]", "<obj.>.shown", "str(Shown(<path>))", "os.fspath(Shown(<path>))", "Shown(<path>)(<text>)", "Shown(<path>)[<text>]", "functools.reduce(os.path.join, [<text>, <text>], <path>)", "next((p for p in <rows> if p.endswith('r1')), <path>)", "min(<rows>, key=len)", "list(itertools.chain(<rows>, [<path>]))[0]", "[*<rows>][0]", "required('REQ_PATH')", "optional('OPT_PATH', <path>)", "checked('OPT_PATH')", "harvest().get('OPT_PATH', <path>)", "os.environ.copy().get('OPT_PATH', <path>)", "os.environ.copy()['REQ_PATH']", "os.environ.get('OPT_' + 'PATH') or <path>", "sub.target", "vars(args)['data_dir']", "getattr(args, 'data_dir', <path>)", "tried(<path>)", "finally_(<path>)", "(lambda p=<path>, *rest: os.path.join(p, *rest))(<path>, <text>)", "default_of()", "default_of(<path>)", "Node.make(<path>).root", "str(<pure>.parents[0])", "str(<pure>.relative_to('/'))", "<path>.join(['', '/z'])", "tuple(<rows>)[0]", "Registry.get('a')",
    ],
    "pure": [
        "Path(<path>)", "Path(<path>) / <text>", "<pure> / <text> / <text>", "<pure>.parent", "<pure.>", 'Path(<path>, "sub")', "<pure>.joinpath(<text>)",
        '<pure>.with_suffix(".json")', '<pure>.with_name("named.bin")', "<pure>.parent / f'{<text.>}.pkl'", "Path(<path>).resolve()",
        "list(Path(p) for p in <rows>)[0]", "<pure> if <cond> else <pure>",
        "<pure>.with_stem('renamed')", "<pure>.absolute()", "<pure>.parents[0]", "Path(*[<path>, <text>])", "Path(<path>).joinpath(*[<text>, <text>])", "Path(f'{<pure.>}') / f'{<text.>}'", "type(<pure>)(<path>)", "<path> / Path(<text>)", "{n: Path(<path>) / n for n in ('u', 'w')}['u']",
    ],
    "number": ["0", "1", "2", "7", "len(<text>)", "len(<rows>)", "<number> + 1", "int('3')", 'int(os.environ.get("OPT_NUMBER", "4"))', "args.count", "<number> % 3", "len(<path>.split('/'))", "sum(1 for p in <rows>)", "max(<number>, 2)", "<number> // 2", "-<number>", "args.level", "<path>.count('/')", "int(<text> == 'data')", "round(2.6)", "<rows>.index(<rows.>[0]) if <rows.>[0] in <rows.> else 0"],
    "cond": [
        "os.path.exists(<path>)", "os.path.isdir(<path>)", "<pure>.exists()", '"c" in <paths.>', '"a" in <paths.>', '<text> == "data"', "<number> > 2",
        "not <cond>", "<cond> and <cond>", "<cond> or <cond>", '<path>.startswith("/opt")', '<path>.endswith(".csv")', "<maybe> is None", "<maybe.> is not None",
        "<maybe.>", 'os.environ.get("OPT_FLAG") == "1"', 'os.environ.get("OPT_FLAG", "0") == "0"', '"OPT_TEXT" in os.environ', "args.verbose", "True", "<rows>",
        "isinstance(<path>, str)", "any(os.path.exists(p) for p in <rows>)", '<text> in ("data", "x")', "len(<rows>) > 1", "<number.> == <number>", "flip()",
        "<path> is not None and os.path.isfile(<path>)", "0 < <number> <= 4", "'x' not in <paths.>", "'OPT_PATH' not in os.environ", "os.getenv('OPT_FLAG')", "<text>.isdigit()", "<path> in <rows>", "bool(<paths>)", "all(p.startswith('/') for p in <rows>)", "isinstance(<obj.>, Maker)", "hasattr(<obj.>, 'extra')", "callable(pick)", "args.mode == 'slow'", "<maybe> is not None and <maybe.> != <path>", "<path> == <path>", "issubclass(Child, Maker)", "len(<text>) > 3", "<obj.>", "{}", "args.files",
    ],
    "paths": [
        '{"a": <path>, "b": <path>}', '{"a": <path>, "b": <path>, "c": <path>}', "dict(a=<path>, b=<path>)", '{**<paths>, "b": <path>}', "dict(<paths.>)", "<paths.>.copy()",
        '{k: os.path.join(v, "z") for k, v in <paths>.items()}', '{k: <path> for k in ("a", "b")}', "<paths> if <cond> else <paths>", "<paths.>",
        '{k: v for k, v in <paths>.items() if k in ("a", "b")}', "collections.OrderedDict(a=<path>, b=<path>)", "<paths> | {'b': <path>}",
        "dict([('a', <path>), ('b', <path>)])", "{k: v for k, v in zip('ab', [<path>, <path>])}", "dict(<paths>, b=<path>)", "{**dict.fromkeys(('a', 'b'), <path>)}", "both(<path>)", "both(a=<path>)", "{k: [v][0] for k, v in sorted(<paths>.items())}", "collections.defaultdict(str, <paths>)", "{'a': <path>, **{'b': <path> for _ in range(2)}}", "dict(map(lambda k: (k, <path>), 'ab'))",
    ],
    "rows": [
        "[<path>, <path>]", "[<path>]", "list(<paths>.values())", '[os.path.join(<path>, n) for n in ("m", "n")]', "<rows> + [<path>]", "[*<rows>, <path>]", "sorted(<rows>)",
        '[<path>] + [p for p in <rows> if p.endswith("data")]', "<rows.>", "list(each(<rows>))", "[os.path.join(<path>, n) for n in os.listdir(<path>)]", "list(map(str, [<pure>]))",
        'list(reversed(<rows>))', "[p for p in [<path>, <path>] if flip()] or [<path>]", "<rows>[:1]",
        "[p for row in [<rows>, <rows>] for p in row]", "[<path>, *<rows>, <path>]", "list(dict.fromkeys(<rows>))", "[f'{p}/{i}' for i, p in enumerate(<rows>)]", "[os.path.join(a, b) for a in <rows> for b in ('k', 'l') if a != b]", "list(filter(os.path.exists, <rows>)) or [<path>]", "list(filter(None, [<maybe>, <path>]))", "[*map(below(<path>), ['g', 'h'])]", "list(pairs(<path>))", "list(itertools.chain.from_iterable([<rows>, <rows>]))", "<rows> * 2", "[<path>] * 2", "<rows>[::-1]", "sorted({<path>, <path>})", "list({k: v for k, v in <paths>.items()}.values())", "[x for x, y in zip(<rows>, <rows>)]", "list(deep(<rows>))", "[p for p in args.files] or [<path>]", "sorted(<paths>.values(), reverse=True)", "<path>.split('/')[:2] + [<path>]",
    ],
    "maybe": ["None", "<path>", "<path> if <cond> else None", "<maybe.>", 'os.environ.get("OPT_PATH")', '<paths.>.get("c")', "find(<rows>)", "args.extra", "<paths>.get('zz')", "attempt(<path>)", "(<path> if flip() else None)", "checked('OPT_PATH')", "next(iter([]), None)", "getattr(<obj.>, 'extra', None)", "os.environ.get('OPT_TEXT') and <path>", "next((p for p in <rows> if flip()), None)", "args.choice"],
    "obj": ["Maker(<path>)", "Maker(<path>, name=<text>)", "Maker(name=<text>, root=<path>)", "<obj.>", "Config()", "Config(<path>)", "Config(root=<path>, name=<text>)", "Child(<path>)", "Node(<path>)", "Node.make(<path>)", "Grand(<path>, name=<text>)", "Deco(<path>)", "dataclasses.replace(Config(), root=<path>)"],
}  # fmt: skip

STATEMENTS: list[str] = [
    "<new:path> = <path>", "<new:path> = <path>", "<new:pure> = <pure>", "<new:text> = <text>", "<new:paths> = <paths>", "<new:rows> = <rows>", "<new:maybe> = <maybe>", "<new:obj> = <obj>",
    "<set:path> = <path>", "<set:text> = <text>", "<set:maybe> = <maybe>", "<set:number> = <number>", "<set:pure> = <pure>", "<set:rows> = <rows>", "<set:paths> = <paths>",
    "<new:path>, <new:text> = <path>, <text>", "<new:path>, <new:path> = [<path>, <path>]", "<set:path> += '/more'", '<set:text> += "_x"', "<set:number> += 1",
    '<paths.>["b"] = <path>', '<paths.>["c"] = <path>', '<paths.>.update({"a": <path>})', "<paths.>.update(b=<path>)", '<paths.>.setdefault("c", <path>)', '<paths.>.pop("c", None)',
    "<rows.>.append(<path>)", "<rows.>.extend(<rows>[:2])", "<rows.>.insert(0, <path>)", "<rows.>.insert(<number>, <path>)", "<rows.>[0] = <path>", "<set:rows> += [<path>]", "<obj.>.root = <path>", '<new:path> = <rows.>.pop() if len(<rows.>) > 1 else <path>',
    'os.environ["OPT_TEXT"] = <text>', 'os.environ.setdefault("OPT_PATH", <path>)', 'CONFIG["out"]["path"] = <path>',
    "open(<path>).read()", "open(<path>, 'w').write('x')", "open(<path>, mode='a').close()", "os.listdir(<path>)", "os.makedirs(<path>, exist_ok=True)", "<pure>.mkdir(parents=True, exist_ok=True)", "<pure>.read_text()",
    '<pure>.write_text("x")', "shutil.copy(<path>, <path>)", "save(<path>, <text>)", "save(<path>, name=<text>)", "save(*[<path>, <text>])", 'save(**{"folder": <path>, "name": <text>})', "load_all(<paths>)", "<obj.>.store(<text>)",
    "for p in glob.glob(os.path.join(<path>, '*.csv')):\n    open(p).close()", "for p in <pure>.glob('*.csv'):\n    p.read_text()", "for p in <pure>.rglob('x*.csv'):\n    p.read_text()",
    "for p in <pure>.iterdir():\n    open(p).close()", "os.rename(<path> + '.old', <path> + '.new')",
    "for folder, _, names in os.walk(<path>):\n    for n in names:\n        open(os.path.join(folder, n)).close()", "os.remove(<path> + '.txt')", "shutil.rmtree(<path>)", "shutil.copytree(<path>, <path> + '_copy')", "<pure>.touch()",
    "if <cond>:\n<block>", "if <cond>:\n<block>\nelse:\n<block>", "if <cond>:\n<block>\nelif <cond>:\n<block>\nelse:\n<block>", "if (found := <maybe>) is not None:\n    open(found + '.f').close()",
    "for <in:path> in list(<rows>):\n<loop>", "for <in:path> in <rows.>:\n    if len(rows0) > 9:\n        break\n<loop>", "for <in:number>, <in:path> in enumerate(rows0):\n    rows0[<number.>] = <path>\n<loop>", "for <in:text>, <in:path> in <paths.>.items():\n<loop>", "for <in:path> in <paths.>.values():\n<loop>", "for <in:text>, <in:path> in list(<paths>.items()):\n<loop>", "for <in:text> in ('one', 'two'):\n<loop>", "for <in:number> in range(3):\n<loop>", "for <in:number>, <in:path> in enumerate(list(<rows>)):\n<loop>",
    "for <in:text>, <in:path> in zip(['u', 'v'], list(<rows>)):\n<loop>", "for <in:text> in os.listdir(<path>):\n<loop>", "for <in:path> in list(<rows>):\n<loop>\nelse:\n<block>", "for <in:path> in each(list(<rows>)):\n<loop>",
    "while <set:number> < 3:\n    <set2:number> += 1\n<loop>", "counter = 0\nwhile counter < 2:\n    counter += 1\n<loop>",
    "try:\n<block>\nexcept OSError:\n<block>", "try:\n<block>\nexcept (OSError, KeyError, ValueError) as error:\n<block>\nelse:\n<block>", "try:\n<block>\nfinally:\n<block>", "try:\n<block>\nexcept Exception:\n    raise", "try:\n    raise KeyError(<text>)\nexcept KeyError:\n<block>",
    "try:\n    open(<path> + '/missing').close()\n<block>\nexcept FileNotFoundError:\n<block>", "with open(<path>, 'w') as handle:\n    handle.write(<text>)\n<block>", "with open(<path>) as handle:\n    for line in handle:\n        line.strip()", "with workspace(<path>) as <in:path>:\n<block>",
    "match <text>:\n    case 'data':\n<block2>\n    case 'x' | 'y':\n<block2>\n    case _:\n<block2>", "if flip():\n    sys.exit(0)", "if <cond>:\n    raise ValueError(<text>)", "del paths0['b']\npaths0['b'] = <path>", "assert isinstance(<path>, str)",
    "<new:path> = (<path> if <cond> else <path>)", "def <fn>", "def <fn>", "<call>", "<call>", "[open(p).close() for p in <rows>]", "list(map(lambda p: open(p).close(), <rows>))", "_ = {p: open(p).read() for p in <rows> if <cond>}", "print(<path>)",
    'if "OPT_PATH" in os.environ:\n    <set:path> = os.environ["OPT_PATH"]\n    open(os.environ["OPT_PATH"] + "/g", "w").close()', 'try:\n    <set:path> = os.environ["OPT_PATH"]\nexcept KeyError:\n    <set2:path> = <path>', 'if "OPT_TEXT" not in os.environ:\n    os.environ["OPT_TEXT"] = <text>\nopen(<path> + os.environ["OPT_TEXT"], "w").close()',
    'os.environ.update({"OPT_TEXT": <text>})', 'os.environ.update(OPT_PATH=<path>)', 'os.environ.pop("OPT_TEXT", None)', 'for variable in ("OPT_TEXT", "OPT_FLAG"):\n    os.environ.get(variable, "none")', 'for variable, given in list(os.environ.items()):\n    if variable.startswith("OPT_"):\n        print(given)', 'del os.environ["REQ_TEXT"]\nos.environ["REQ_TEXT"] = <text>', 'if os.environ.get("OPT_PATH"):\n    <set:path> = os.environ["OPT_PATH"]', '<new:paths> = {"a": <path>, "b": os.environ.get("OPT_PATH", <path>)}',
    "try:\n<block>\nexcept KeyError as error:\n    raise RuntimeError('x') from error\nfinally:\n<block>", "try:\n    if <cond>:\n        raise ValueError('v')\n<block>\nexcept (KeyError, TypeError):\n<block>\nexcept ValueError:\n<block>\nelse:\n<block>\nfinally:\n<block>", "with contextlib.suppress(FileNotFoundError):\n    open(<path> + '/missing').close()\n<block>", "with contextlib.suppress(KeyError):\n    <set:path> = <paths.>['zz']\n    open(<path>).close()", "try:\n    try:\n        open(<path> + '/missing').read()\n    finally:\n<block2>\nexcept OSError:\n<block>", "with contextlib.ExitStack() as stack:\n    stack.enter_context(open(<path>))\n<block>", "with Session(<path>) as <in:path>:\n<block>", "with open(<path>) as source, open(<path>, 'w') as target:\n    target.write(source.read())", "with contextlib.nullcontext(<path>) as <in:path>:\n<block>",
    "while True:\n    if flip():\n        break\n<loop>", "while True:\n<loop>\n    break", "while 1:\n    try:\n        break\n    finally:\n<block2>", "for <in:number> in range(2):\n    try:\n<loop2>\n    except OSError:\n        continue\n    else:\n        break\nelse:\n<block>", "for <in:path> in (p for p in <rows> if flip()):\n<loop>", "for <in:path>, <in:path> in zip(list(<rows>), list(<rows>)):\n<loop>", "for <in:path> in pairs(<path>):\n<loop>", "for <in:text> in sorted(<paths>):\n<loop>", "stack = [<path>]\nwhile stack:\n    top = stack.pop()\n    if len(top) < 60 and flip():\n        stack.append(top + '/s')\n    open(top + '/t', 'w').close()",
    "<new:path>, *<new:rows> = [<path>, <path>, <path>]", "(<new:path>, (<new:text>, <new:number>)) = (<path>, (<text>, <number>))", "<new:path> = <new:path> = <path>", "<set:path>, <set:path> = <path>, <path>", "<obj.>.extra = <path>", "Maker.base = <path>", "setattr(<obj.>, 'name', <text>)", "<obj.>.renamed = <text>", "Registry.add('a', <path>)", "<set:paths> |= {'c': <path>}", "<rows.>.remove(<rows.>[0])\n<rows.>.append(<path>)", "<rows.>.sort()", "<rows.>.reverse()", "<rows.>[:1] = [<path>]", "<paths.>['a'], <paths.>['b'] = <path>, <path>", "for <in:text> in list(<paths.>):\n    <paths.>[<text.>] = <path>", "rows0.clear()\nrows0.append(<path>)", "<new:paths> = {}\n<paths.>['a'] = <path>\n<paths.>.setdefault('b', <path>)",
    "json.dump({'p': <path>}, open(<path>, 'w'))", "<pure>.open('w').close()", "if <pure>.is_file():\n    <pure>.read_text()", "print(*[open(p).read() for p in <rows>], sep='')", "spread(<path>, <text>, make=True)", "{open(p).close() for p in <rows>}", "[open(a + b).close() for a in <rows> for b in ('/k', '/l') if flip()]", "class <class>", "class <class>", "def <fn>", "<call>", "<call>", "os.unlink(<path> + '.u')", "os.mkdir(<path>)", "<pure>.unlink(missing_ok=True)", "if not os.path.exists(<path>):\n    os.makedirs(<path>)", "os.path.exists(<path>) and open(<path>).close()", "<path.> in <rows> or open(<path>, 'w').close()",
    "def once(path=<path>, *rest, name=<text>, **more):\n    return open(os.path.join(path, name, *rest), 'w').close()\nonce()\nonce(<path>, <text>)\nonce(name=<text>, other=1)", "@traced\ndef noted(path):\n    open(path).close()\nnoted(<path>)",
    "<new:path> = found if (found := <maybe.>) else <path.>", "<new:rows> = [y for x in <rows.> if (y := x + '/w')]",
]  # fmt: skip
