"""Takes logged names apart: projects write latent/std, latent_std or train.latent-std and mean the same."""

import re

STAGES = frozenset(
    ("train", "training", "val", "valid", "validation", "eval", "evaluation", "test", "epoch", "step", "batch", "iter")
)


def words(name: str) -> tuple[str, ...]:
    """The lower-case words of a logged name: ``Train/latent_std`` gives train, latent, std."""
    return tuple(word for word in re.split(r"[/._\-\s:|@]+", name.casefold()) if word)


def without_stage(name: str) -> tuple[str, ...]:
    """The words without those at the end that only say when it was logged: ``loss/train_epoch`` gives loss."""
    found = list(words(name))
    while len(found) > 1 and found[-1] in STAGES:
        found.pop()
    return tuple(found)


def ends_with(name: str, *endings: str) -> bool:
    """Whether a logged name ends with the words of one of the endings, each given as ``latent std``."""
    text = " " + " ".join(without_stage(name))
    return any(text.endswith(f" {ending}") for ending in endings)
