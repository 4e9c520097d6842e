"""Docstrings of rules are taken apart as the pages and the example tests need them."""

from __future__ import annotations

from sm_lint.diagnostics.finding import Severity
from sm_lint.registry.docs import HEADINGS, markdown, parse
from sm_lint.registry.rule_info import RuleInfo

PAGE = """Summary of the rule
    over two lines.

    ## What it does

    Finds things.

    ## Why is this bad?

    Because.

    ## Example

    ```toml
    [tool.sm-lint.contracts.a]
    ```

    ```python
    # ## Options
    open("x")
    ```

    And also:

    ```python title="b.py"
    import c
    ```

    ```python
    import b
    ```

    ## Use instead

    ```python
    pass
    ```

    ## Options

    None.
    """


def test_sections_in_order() -> None:
    page = parse(PAGE)
    assert page.summary == "Summary of the rule over two lines."
    assert list(page.sections) == [h for h in HEADINGS if h not in ("Fix safety", "References")]
    assert page.sections["Options"] == "None."


def test_examples() -> None:
    page = parse(PAGE)
    assert [example.python for example in page.bad_examples] == ['# ## Options\nopen("x")\n', "import c\n"]
    assert [[block.title for block in example.blocks] for example in page.bad_examples] == [["", ""], ["", "b.py", ""]]
    assert {example.toml for example in page.bad_examples} == {"[tool.sm-lint.contracts.a]\n"}


def test_a_good_example_shares_the_configuration_of_the_bad_one() -> None:
    (good,) = parse(PAGE).good_examples
    assert (good.python, good.toml) == ("pass\n", "[tool.sm-lint.contracts.a]\n")


def test_an_example_of_toml_alone() -> None:
    (bad,) = parse("S.\n\n## Example\n\n```toml\na = 1\n```\n").bad_examples
    assert (bad.python, bad.toml) == ("", "a = 1\n")


def test_several_scripts_are_several_examples() -> None:
    page = parse("S.\n\n## Example\n\n```python\na\n```\n\n```python\nb\n```\n")
    assert [example.python for example in page.bad_examples] == ["a\n", "b\n"]


def test_headings_may_be_underlined_or_bare() -> None:
    page = parse("S.\n\nWhat it does\n------------\nFinds.\n\nExample:\n\n```python\nx\n```\n")
    assert list(page.sections) == ["What it does", "Example"]
    assert page.sections["What it does"] == "Finds."
    assert page.bad_examples[0].python == "x\n"


def test_summary_from_the_first_section() -> None:
    assert parse("## What it does\n\nFinds things.\nAll of them.\n\nMore.").summary == "Finds things. All of them."


def test_nothing() -> None:
    page = parse("")
    assert (page.summary, dict(page.sections), page.bad_examples, page.good_examples) == ("", {}, (), ())


def test_markdown_can_be_taken_apart_again() -> None:
    info = RuleInfo("SMC001", "a-rule", Severity.WARNING, False, False, "sometimes", "script", "m", "C", "S")
    text = markdown(info, parse(PAGE))
    assert text.startswith(
        "# a-rule (SMC001)\n\nSeverity: warning. Off unless selected. A fix is sometimes available.\n"
    )
    assert dict(parse(text).sections) == dict(parse(PAGE).sections)
