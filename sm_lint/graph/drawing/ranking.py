"""Rows of a layered layout: edge directions, and the row of each box."""

from __future__ import annotations

from collections.abc import Sequence

Pair = tuple[int, int]


def forward(count: int, pairs: Sequence[Pair]) -> list[Pair | None]:
    """The pairs without cycles: back edges of a depth-first traversal are reversed, loops become None."""
    leaving: list[list[int]] = [[] for _ in range(count)]
    for number, (source, _) in enumerate(pairs):
        leaving[source].append(number)
    found: list[Pair | None] = list(pairs)
    state = [0] * count
    fed = {target for _, target in pairs}
    for start in sorted(range(count), key=lambda box: (box in fed, box)):
        walk = [(start, 0)] if state[start] == 0 else []
        while walk:
            box, position = walk.pop()
            state[box] = 1
            if position == len(leaving[box]):
                state[box] = 2
                continue
            walk.append((box, position + 1))
            number = leaving[box][position]
            target = pairs[number][1]
            if target == box:
                found[number] = None
            elif state[target] == 1:
                found[number] = (target, box)
            elif state[target] == 0:
                walk.append((target, 0))
    return found


def ranks(count: int, pairs: Sequence[Pair], late: Sequence[bool]) -> list[int]:
    """The row of each box, counted from 0: the length of the longest path to it.

    Args:
        count: number of boxes.
        pairs: (source, target) without a cycle.
        late: whether a box without predecessors is placed directly above its successors.
    """
    leaving: list[list[int]] = [[] for _ in range(count)]
    waiting = [0] * count
    for source, target in pairs:
        leaving[source].append(target)
        waiting[target] += 1
    fed = [number > 0 for number in waiting]
    row = [0] * count
    ready = [box for box in range(count) if not waiting[box]]
    while ready:
        box = ready.pop()
        for target in leaving[box]:
            row[target] = max(row[target], row[box] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    for box in range(count):
        if late[box] and not fed[box] and leaving[box]:
            row[box] = min(row[target] for target in leaving[box]) - 1
    used = {number: position for position, number in enumerate(sorted(set(row)))}
    return [used[number] for number in row]
