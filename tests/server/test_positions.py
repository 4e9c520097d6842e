import pytest

from sm_lint.server.positions import Lines, Position, Units
from sm_lint.syntax.span import Span

TEXT = "a = '𝒳é'\r\n\tb = 1\nlast"


@pytest.mark.parametrize(
    ("units", "column"), [(Units.UTF_8, 5 + 4 + 2), (Units.UTF_16, 5 + 2 + 1), (Units.UTF_32, 5 + 1 + 1)]
)
def test_columns_count_in_the_agreed_units(units: Units, column: int) -> None:
    lines = Lines(TEXT, units)
    assert lines.position(1, 8) == Position(0, column)
    assert lines.line_and_column(Position(0, column)) == (1, 8)


@pytest.mark.parametrize("units", list(Units))
def test_each_position_comes_back(units: Units) -> None:
    lines = Lines(TEXT, units)
    for number, line in enumerate(TEXT.replace("\r\n", "\n").split("\n"), 1):
        for column in range(1, len(line) + 2):
            assert lines.line_and_column(lines.position(number, column)) == (number, column)


def test_a_position_inside_a_character_means_its_start() -> None:
    assert Lines(TEXT, Units.UTF_16).line_and_column(Position(0, 6)) == (1, 6)
    assert Lines(TEXT, Units.UTF_8).line_and_column(Position(0, 7)) == (1, 6)


def test_what_is_outside_the_text_moves_to_its_end() -> None:
    lines = Lines(TEXT, Units.UTF_16)
    assert lines.range(Span(9, 4, 12, 1)) == (Position(2, 4), Position(2, 4))
    assert lines.position(1, 99) == Position(0, 9)
    assert lines.line_and_column(Position(50, 3)) == (3, 5)
    assert lines.line_and_column(Position(2, 99)) == (3, 5)


def test_a_carriage_return_alone_ends_a_line() -> None:
    assert Lines("a\rb", Units.UTF_16).position(2, 1) == Position(1, 0)


def test_a_final_line_ending_begins_an_empty_line() -> None:
    assert Lines("a\n", Units.UTF_16).position(2, 1) == Position(1, 0)
    assert Lines("", Units.UTF_16).position(1, 1) == Position(0, 0)
