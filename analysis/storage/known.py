"""What has been written into a working copy already."""

from dataclasses import dataclass, field


@dataclass
class Known:
    """What is in the copy already, by its identity; each is held, so that no other can take its place in memory."""

    nouns: dict[tuple[str, int], tuple[object, int]] = field(default_factory=dict)
    fresh: list[tuple[str, int]] = field(default_factory=list)  # entered since the last commit

    def place(self, table: str, noun: object) -> int | None:
        found = self.nouns.get((table, id(noun)))
        return None if found is None else found[1]

    def enter(self, table: str, noun: object, place: int) -> int:
        self.nouns[table, id(noun)] = (noun, place)
        self.fresh.append((table, id(noun)))
        return place

    def forget_fresh(self) -> None:
        for key in self.fresh:
            self.nouns.pop(key, None)
        self.fresh.clear()
