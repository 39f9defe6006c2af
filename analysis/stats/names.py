"""Takes logged names apart: projects write latent/std, latent_std or train.latent-std and mean the same."""

import re

STAGES = frozenset(
    ("train", "training", "val", "valid", "validation", "eval", "evaluation", "test", "epoch", "step", "batch", "iter")
)

HELD_OUT = frozenset(("val", "valid", "validation", "eval", "evaluation", "dev"))
CODEBOOK = frozenset(("codebook", "vq", "quantizer", "quantiser", "quantization", "quantize"))
DIVERGENCE = ("kl", "kld", "kl loss", "kld loss", "kl div", "kl divergence", "loss kl", "loss kld")
RECONSTRUCTION = (
    "recon loss",
    "recons loss",
    "rec loss",
    "reconstruction loss",
    "recon error",
    "reconstruction error",
    "loss recon",
    "loss reconstruction",
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


def of_validation(name: str) -> bool:
    """Whether a logged name says that it was measured on validation data: ``eval_loss``, ``loss/val``."""
    return not HELD_OUT.isdisjoint(words(name))


def is_special_loss(name: str) -> bool:
    """Whether a loss is a divergence or a reconstruction, which are metrics of their own."""
    return ends_with(name, *DIVERGENCE, *RECONSTRUCTION)
