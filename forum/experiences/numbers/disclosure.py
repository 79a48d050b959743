"""What may be shown of a table so that nobody is singled out, alone or beside everything shown before.

Every shown number is the count of a block: one answer, or neighbouring answers joined. Two rules decide:

- a block holds at least SMALLEST responses (zero is a number, too);
- beside each earlier release, a set of answers that can be read from both changed by nothing or by at least
  SMALLEST. The sets that can be read from both are the unions of blocks in the finest partition that both refine.

docs/numbers.md argues why nothing smaller can be worked out of what is shown. The functions here are pure.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from forum.experiences.numbers.figures import SMALLEST, Row, Table

__all__ = ["Crossed", "Scale", "components", "crossed", "joined", "may_follow", "may_show", "may_stand", "offending"]

Block = tuple[str, ...]
Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Scale:
    """The answers of a question, in groups that belong together; the order says who is whose neighbour.

    In an unordered scale every answer of a group is every other's neighbour. `inseparable` answers are always one.
    A `loose` answer (nothing said) is no more like one than like another, and may be joined with any.
    """

    groups: tuple[Block, ...]
    is_ordered: bool = True
    inseparable: Block = ()
    loose: Block = ()

    @property
    def keys(self) -> Block:
        """Every answer, in order."""
        return (*(key for group in self.groups for key in group), *self.loose)

    def first_blocks(self) -> list[Block]:
        """Each answer apart."""
        apart = [(key,) for key in self.keys if key not in self.inseparable]
        return self.sorted([self.inseparable, *apart] if self.inseparable else apart)

    def sorted(self, blocks: Iterable[Iterable[str]]) -> list[Block]:
        """Blocks and the answers in them, in the scale's order."""
        place = {key: number for number, key in enumerate(self.keys)}
        return sorted((tuple(sorted(block, key=place.__getitem__)) for block in blocks), key=lambda b: place[b[0]])

    def groups_of(self, block: Block) -> list[int]:
        """The groups that this block lies in; none for loose answers alone."""
        return [number for number, group in enumerate(self.groups) if set(group) & set(block)]

    def are_neighbours(self, one: Block, other: Block) -> bool:
        """Whether nothing lies between two blocks of a group."""
        place = {key: number for number, key in enumerate(self.keys) if key not in self.loose}
        ends = [
            (min(found), max(found)) for block in (one, other) if (found := [place[k] for k in block if k in place])
        ]
        return not self.is_ordered or ends[0][1] + 1 == ends[1][0] or ends[1][1] + 1 == ends[0][0]


@dataclass(frozen=True, slots=True)
class Crossed:
    """A table by two questions: each group of rows with the blocks of columns, whole."""

    groups: tuple[tuple[Block, Table], ...]

    @property
    def rows(self) -> list[Block]:
        """The groups."""
        return [keys for keys, _ in self.groups]

    @property
    def columns(self) -> list[Block]:
        """The blocks of columns, the same in each group."""
        return [row.keys for row in self.groups[0][1]] if self.groups else []

    def cell(self, rows: Iterable[Block], columns: Iterable[Block]) -> int:
        """How many lie in these groups and these columns."""
        wanted, chosen = set(rows), set(columns)
        return sum(row.count for keys, table in self.groups if keys in wanted for row in table if row.keys in chosen)


def may_stand(count: int) -> bool:
    """Whether a count is large enough to be shown."""
    return count >= SMALLEST


def may_follow(count: int, earlier: Iterable[int]) -> bool:
    """Whether a count may be shown after these, each of which stays known."""
    return all(count == before or abs(count - before) >= SMALLEST for before in earlier)


def may_show(count: int, earlier: Iterable[int]) -> bool:
    """Both."""
    return may_stand(count) and may_follow(count, earlier)


def components(new: Sequence[Block], old: Sequence[Block]) -> list[tuple[list[Block], list[Block]]]:
    """The finest partition that both refine: for each of its sets, the new and the old blocks that make it up."""
    left_new, left_old = list(new), list(old)
    found: list[tuple[list[Block], list[Block]]] = []
    while left_new:
        ours, theirs = [left_new.pop(0)], list[Block]()
        while True:
            keys = {key for block in (*ours, *theirs) for key in block}
            more = [block for block in left_old if set(block) & keys]
            also = [block for block in left_new if set(block) & keys]
            if not more and not also:
                break
            theirs += more
            ours += also
            left_old = [block for block in left_old if block not in more]
            left_new = [block for block in left_new if block not in also]
        found.append((ours, theirs))
    return found


def offending(blocks: Sequence[Block], size: Callable[[Block], int], earlier: Sequence[Table]) -> list[Block]:
    """The first set of blocks that may not be shown so; empty when all may."""
    for block in blocks:
        if not may_stand(size(block)):
            return [block]
    for table in earlier:
        before = {row.keys: row.count for row in table}
        for ours, theirs in components(blocks, list(before)):
            if not may_follow(sum(map(size, ours)), [sum(before[each] for each in theirs)]):
                return ours
    return []


def joined(counts: Counts, scale: Scale, earlier: Sequence[Table] = ()) -> Table:
    """The table with as many answers apart as may be shown; empty if not even their sum may.

    `earlier` are the same table of every earlier release that had one.
    """

    def size(block: Block) -> int:
        return sum(counts.get(key, 0) for key in block)

    blocks = scale.first_blocks()
    while wrong := offending(blocks, size, earlier):
        if len(blocks) == 1:
            return ()
        blocks = with_neighbour(blocks, wrong, scale, size)
    return tuple(Row(block, size(block)) for block in blocks)


def with_neighbour(
    blocks: Sequence[Block], wrong: Sequence[Block], scale: Scale, size: Callable[[Block], int]
) -> list[Block]:
    """The blocks, of which one of the wrong ones is joined with its nearest neighbour outside."""
    for block in sorted(wrong, key=size):
        partners = partners_of(block, [each for each in blocks if each not in wrong], scale, size)
        if partners:
            whole = {key for each in (block, *partners) for key in each}
            rest = [each for each in blocks if each != block and each not in partners]
            return scale.sorted([*rest, whole])
    return scale.sorted([scale.keys])


def partners_of(block: Block, others: Sequence[Block], scale: Scale, size: Callable[[Block], int]) -> list[Block]:
    """What a block is joined with: a neighbour in its group, else a whole neighbouring group, else what is loose."""
    own = scale.groups_of(block)
    if not own:
        return [min(others, key=size)] if others else []
    within = [each for each in others if scale.groups_of(each) == own and scale.are_neighbours(block, each)]
    if within:
        return [min(within, key=lambda each: ("other" not in each, size(each)))]
    if any(scale.groups_of(each) == own for each in others):
        return []  # its group has others, but no neighbour that is free
    beside = [number for number in range(len(scale.groups)) if number in (own[0] - 1, own[-1] + 1)]
    choices = [[each for each in others if number in scale.groups_of(each)] for number in beside]
    choices = [choice for choice in choices if choice] or [[each] for each in others if not scale.groups_of(each)]
    return min(choices, key=lambda choice: sum(map(size, choice)), default=[])


def crossed(
    counts: Mapping[tuple[str, str], int],
    scale: Scale,
    *,
    rows: Sequence[Block],
    columns: Sequence[Sequence[Block]],
    earlier: Sequence[Crossed] = (),
) -> Crossed:
    """The table by two questions with the most cells that may be shown; without groups if there are not two.

    `rows` are the blocks that the rows' own table shows, `columns` the ways to part the columns, each a coarsening of
    the columns' own table. Cells hold at least SMALLEST, and so does every change beside an earlier release.
    """
    best = Crossed(())
    for chosen in columns:
        found = crossed_by(counts, scale, rows=rows, columns=chosen, earlier=earlier)
        if len(found.rows) > 1 and len(found.rows) * len(found.columns) > len(best.rows) * len(best.columns):
            best = found
    return best


def crossed_by(
    counts: Mapping[tuple[str, str], int],
    scale: Scale,
    *,
    rows: Sequence[Block],
    columns: Sequence[Block],
    earlier: Sequence[Crossed],
) -> Crossed:
    """The same with these columns: rows are joined until every cell may be shown."""

    def cells(block: Block) -> Table:
        return tuple(
            Row(column, sum(counts.get((row, key), 0) for row in block for key in column)) for column in columns
        )

    def size(block: Block) -> int:
        return sum(row.count for row in cells(block))

    blocks = list(rows)
    while True:
        table = Crossed(tuple((block, cells(block)) for block in blocks))
        wrong = offending_rows(table, earlier)
        if not wrong:
            return table
        if len(blocks) == 1:
            return Crossed(())
        blocks = with_neighbour(blocks, wrong, scale, size)


def offending_rows(table: Crossed, earlier: Sequence[Crossed]) -> list[Block]:
    """The first groups of which a cell, or the sum, may not be shown."""
    for keys, cells in table.groups:
        if not all(may_stand(row.count) for row in cells):
            return [keys]
    for before in earlier:
        across = components(table.columns, before.columns)
        for ours, theirs in components(table.rows, before.rows):
            sums = [(table.cell(ours, new), before.cell(theirs, old)) for new, old in across]
            sums.append((table.cell(ours, table.columns), before.cell(theirs, before.columns)))
            if not all(may_follow(now, [then]) for now, then in sums):
                return ours
    return []
