"""Whitespace that is allowed in Python and hardly ever written, some of which libcst drops when it generates code."""

from __future__ import annotations

ODD = {
    "backslash": "\\\n",
    "indented backslash": "    \\\n",
    "two backslashes": "\\\n\\\n",
    "backslash behind a blank": " \\\n",
    "backslash before blanks": " \\\n    ",
    "backslash behind a form feed": "\f\\\n",
    "backslash below a comment": "# c\n\\\n",
    "backslash below a blank line": "\n\\\n",
    "backslash at the end": "\\",
    "backslash CR": "\\\r",
    "backslash CRLF": "\\\r\n",
    "form feed": "\f",
    "form feed on a line": "\f\n",
    "form feed before blanks": "\f    ",
    "form feed between blanks": "  \f  ",
    "form feed behind a tab": "\t\f",
    "two form feeds": "\f\n\f",
    "byte order mark": "\ufeff",
    "byte order mark and form feed": "\ufeff\f",
    "CR": "\r",
    "two CR": "\r\r",
    "CRLF": "\r\n",
    "blanks": "   ",
    "tab": "\t",
    "blank line": "\n",
    "vertical tab": "\v",
    "no-break space": "\xa0",
    "line separator": "\u2028",
    "file separator": "\x1c",
    "next line": "\x85",
}
"""Pieces of text to be put anywhere, by name."""

SCRIPT = '''\
import os


class A:
    """doc
    x = 1; y = 2
    """

    def f(self, x):
        # note
        for y in os.listdir(
            x,
        ):
            if y: pass
            else:
                print(f"{y} a", 'b')  # c
        with (open(x) as a,
              b):
            a[1:2].c = lambda *q, **k: -q
        return 1 if x else 2

@deco(1)
async def g(): await z; del x
x = 1; y = 2
# x = 1; y = 2
# end
'''
