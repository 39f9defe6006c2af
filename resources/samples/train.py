"""Train the sample runs and write their metrics as six exported charts.

A small multimodal autoencoder learns scikit-learn's 8x8 digits together with their names ("zero" .. "nine") through
one shared latent of 1,024 dimensions. It is trained twice from the same seed and in the same data order. In the second
run four batches reach the model with raw pixels, 0 to 16 in place of 0 to 1, and the optimizer trains on them like on
any other. Nothing else differs, and every number in the files is what the training loop measured.

Needs torch, scikit-learn and numpy; README.md beside this file names the versions and defines each metric.
"""

from __future__ import annotations

import argparse
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from sklearn.datasets import load_digits
from torch import Tensor, nn
from torch.nn import functional

SEED = 7
STEPS = 2900
BATCH = 64
TRAIN_IMAGES = 1500  # of 1,797; the others are held out
PIXELS = 64
PIXEL_RANGE = 16.0  # the data set's pixels are counts from 0 to 16
LATENT = 1024
HIDDEN = 256
CAPTION_HIDDEN = 128
LR_MAX = 1e-3
LR_MIN = 1e-6
IMAGE_WEIGHT = 10.0
LATENT_PENALTY = 0.1

NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
ALPHABET = "".join(sorted(set("".join(NAMES))))  # class 0 is the padding behind a name, letters count from 1
CAPTION_LENGTH = max(len(name) for name in NAMES)

CLEAN_RUN = "clear-harbor-7"
INCIDENT_RUN = "amber-ridge-8"
RAW_STEPS = range(1210, 1214)  # the steps of the incident run whose batch is not normalised

METRICS = ("learning_rate", "latent/mean", "latent/std", "latent/norm", "latent/min", "latent/max")


@dataclass(frozen=True)
class Digits:
    """Images scaled to 0..1, one row of 64 pixels each, and their captions as classes per letter."""

    images: Tensor
    captions: Tensor


class Autoencoder(nn.Module):
    """An image encoder, an image decoder and a caption decoder around one latent."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Linear(PIXELS, HIDDEN),
            nn.GELU(),
            nn.LayerNorm(HIDDEN),
            nn.Linear(HIDDEN, HIDDEN),
            nn.GELU(),
            nn.Linear(HIDDEN, LATENT),
        )
        self.image_decoder = nn.Sequential(nn.Linear(LATENT, HIDDEN), nn.GELU(), nn.Linear(HIDDEN, PIXELS))
        self.caption_decoder = nn.Sequential(
            nn.Linear(LATENT, CAPTION_HIDDEN),
            nn.GELU(),
            nn.Linear(CAPTION_HIDDEN, CAPTION_LENGTH * (len(ALPHABET) + 1)),
            nn.Unflatten(1, (CAPTION_LENGTH, len(ALPHABET) + 1)),
        )

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return the latent, the image made from it and the logits of its caption's letters."""
        latent = self.encoder(images)
        return latent, self.image_decoder(latent), self.caption_decoder(latent)


def load() -> Digits:
    """Load the digits and spell out their labels."""
    digits = load_digits()
    letters = torch.zeros(len(NAMES), CAPTION_LENGTH, dtype=torch.long)
    for row, name in enumerate(NAMES):
        for column, letter in enumerate(name):
            letters[row, column] = 1 + ALPHABET.index(letter)
    images = torch.tensor(digits.data / PIXEL_RANGE, dtype=torch.float32)
    return Digits(images, letters[torch.tensor(digits.target)])


def batches() -> list[Tensor]:
    """Draw the images of every step: each epoch a new permutation, without its incomplete last batch."""
    generator = torch.Generator().manual_seed(SEED)
    drawn: list[Tensor] = []
    while len(drawn) < STEPS:
        order = torch.randperm(TRAIN_IMAGES, generator=generator)
        drawn.extend(part for part in order.split(BATCH) if len(part) == BATCH)
    return drawn[:STEPS]


def learning_rate(step: int) -> float:
    """Half a cosine over the whole run: LR_MAX at the first step, LR_MIN at the last."""
    return LR_MIN + (LR_MAX - LR_MIN) * 0.5 * (1.0 + math.cos(math.pi * step / (STEPS - 1)))


def loss_of(latent: Tensor, decoded: Tensor, logits: Tensor, images: Tensor, captions: Tensor) -> Tensor:
    """Weigh the image's squared error, the caption's cross-entropy and the latent's mean square."""
    image_loss = functional.mse_loss(decoded, images)
    caption_loss = functional.cross_entropy(logits.flatten(0, 1), captions.flatten())
    return IMAGE_WEIGHT * image_loss + caption_loss + LATENT_PENALTY * latent.square().mean()


def measure(rate: float, latent: Tensor) -> list[np.float32]:
    """Measure one step, in the order of METRICS."""
    values = (
        latent.mean(),
        latent.std(correction=0),
        torch.linalg.vector_norm(latent, dim=1).mean(),
        latent.min(),
        latent.max(),
    )
    return [np.float32(rate), *(np.float32(value.item()) for value in values)]


def evaluate(model: Autoencoder, held_out: Digits) -> str:
    """Describe how well the trained model does on images it has not seen."""
    with torch.no_grad():
        _, decoded, logits = model(held_out.images)
    error = functional.mse_loss(decoded, held_out.images).item()
    right = (logits.argmax(dim=2) == held_out.captions).all(dim=1).float().mean().item()
    return f"held-out image error {error:.6f}, captions right {right:.1%}"


def train(name: str, raw_steps: range) -> list[list[np.float32]]:
    """Train one run and return its log: a row per step, a column per metric.

    The latent is measured in the forward pass of its step, so before that step's update of the weights.
    """
    torch.manual_seed(SEED)
    digits = load()
    model = Autoencoder()
    optimizer = torch.optim.Adam(model.parameters(), lr=LR_MAX)
    log: list[list[np.float32]] = []
    for step, chosen in enumerate(batches()):
        rate = learning_rate(step)
        for group in optimizer.param_groups:
            group["lr"] = rate
        images = digits.images[chosen]
        if step in raw_steps:
            images = images * PIXEL_RANGE
        latent, decoded, logits = model(images)
        optimizer.zero_grad()
        loss_of(latent, decoded, logits, images, digits.captions[chosen]).backward()
        optimizer.step()
        log.append(measure(rate, latent.detach()))
    print(f"{name}: {evaluate(model, Digits(digits.images[TRAIN_IMAGES:], digits.captions[TRAIN_IMAGES:]))}")
    return log


def as_javascript(value: np.float32) -> str:
    """Write a number as JavaScript prints it, with the fewest digits that still give the same float32."""
    if value == 0:
        return "0"
    mantissa, _, power = np.format_float_scientific(abs(value), unique=True, trim="-").partition("e")
    digits = mantissa.replace(".", "")
    exponent = int(power)
    sign = "-" if value < 0 else ""
    if not -7 < exponent < 21:
        point = "." if len(digits) > 1 else ""
        return f"{sign}{digits[0]}{point}{digits[1:]}e{exponent:+d}"
    if exponent < 0:
        return f"{sign}0.{'0' * (-exponent - 1)}{digits}"
    whole, fraction = digits[: exponent + 1].ljust(exponent + 1, "0"), digits[exponent + 1 :]
    return f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}"


def write_chart(folder: Path, metric: str, runs: dict[str, list[np.float32]]) -> None:
    """Write one metric of all runs in the form of an exported chart."""
    header = ["Step"]
    for run in runs:
        header += [f"{run} - {metric}{suffix}" for suffix in ("", "__MIN", "__MAX")]
    rows = [header]
    for step, values in enumerate(zip(*runs.values(), strict=True)):
        rows.append([str(step), *(text for value in values for text in [as_javascript(value)] * 3)])
    lines = [",".join(f'"{field}"' for field in row) for row in rows]
    path = folder / f"wandb_export_{metric.replace('/', '_')}.csv"
    path.write_text("\n".join(lines), encoding="utf-8", newline="\n")


def main() -> None:
    """Train both runs and write their six charts."""
    parser = argparse.ArgumentParser(description="Train the sample runs and write their metrics as exported charts.")
    parser.add_argument("--out", type=Path, default=Path(), help="folder of the CSV files (default: the current one)")
    folder: Path = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(mode=True)
    logs = {CLEAN_RUN: train(CLEAN_RUN, range(0)), INCIDENT_RUN: train(INCIDENT_RUN, RAW_STEPS)}
    for column, metric in enumerate(METRICS):
        write_chart(folder, metric, {run: [row[column] for row in log] for run, log in logs.items()})


if __name__ == "__main__":
    main()
