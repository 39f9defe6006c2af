"""Logged names are recognised in the spellings that projects use, and in no others."""

from dataclasses import replace

import pytest

from analysis import glossary
from tests.synthetic import run_of

KNOWN = {
    "learning_rate": (
        "lr",
        "LR",
        "learning_rate",
        "train/lr",
        "train/learning_rate",
        "optimizer/lr-Adam",
        "lr-AdamW/pg1",
        "lr/group_0",
        "Learning Rate",
        "actor.lr",
        "lr_1",
    ),
    "latent_mean": ("latent/mean", "latent_mean", "train/latent_mean", "z_mean", "Latent-Mean"),
    "latent_std": ("latent/std", "latent_std", "train/latent_std", "z_std", "latent.std", "val/latent/std_epoch"),
    "latent_norm": ("latent/norm", "latent_norm", "z_norm"),
    "latent_min": ("latent/min", "latent_min", "z_min"),
    "latent_max": ("latent/max", "latent_max", "z_max"),
    "loss": ("loss", "train/loss", "test_loss", "loss/train", "train_loss_epoch", "Loss", "vq_loss"),
    "validation_loss": ("val_loss", "eval_loss", "loss/val", "val/loss_epoch", "eval_g0_loss", "Validation Loss"),
    "reconstruction_loss": ("recon_loss", "val/reconstruction_loss", "loss/recon", "recon_error"),
    "gradient_norm": ("grad_norm", "train/grad_norm", "gradient/norm", "gradients.norm", "grad_2.0_norm_total"),
    "accuracy": ("accuracy", "val/acc", "train_accuracy_step", "top1/acc"),
    "kl": ("kl", "kl_loss", "train/kld", "approx_kl", "kl_divergence", "val_kl_loss"),
    "kl_dimension": ("kl_loss_0", "kl_loss_12", "train/kl/dim_3", "kl_dim_4", "kld_2"),
    "perplexity": ("perplexity", "val/ppl", "train_perplexity_step"),
    "codebook_perplexity": ("codebook_perplexity", "vq/perplexity", "train/codebook/perplexity"),
    "codebook_usage": ("codebook_usage", "train/codebook/utilization", "active_codes"),
    "reward": ("reward", "episode_reward_mean", "charts/episodic_return", "eprewmean"),
    "epoch": ("epoch", "train/epoch"),
    "tokens_seen": ("tokens_seen", "num_input_tokens_seen", "total_tokens"),
    "samples_seen": ("samples_seen", "train/consumed_samples"),
    "throughput": ("train_samples_per_second", "eval_steps_per_second", "tokens_per_sec"),
}
UNKNOWN = (
    "", "step", "lr_scale", "lr-SGD-momentum", "color", "lossless", "loss_scale", "loss/weight", "std", "mean",
    "latent_std_ratio", "nonlatent_std", "approx_kl_1", "kl_coef", "reward_std", "recon", "dead_codes",
    "accumulate", "system/gpu.0.memory",
    "latent",
)  # fmt: skip


@pytest.mark.parametrize(("metric", "name"), [(metric, name) for metric, names in KNOWN.items() for name in names])
def test_a_known_metric_is_recognised_by_one_and_only_one(metric: str, name: str) -> None:
    assert [known.id for known in glossary.known() if known.matches(name)] == [metric]
    found = glossary.recognise(name)
    assert found is not None
    assert found.id == metric


@pytest.mark.parametrize("name", UNKNOWN)
def test_any_other_name_stays_as_it_was_logged(name: str) -> None:
    assert glossary.recognise(name) is None
    assert glossary.title(name) == name
    assert glossary.unit(name) == ""


def test_every_known_metric_is_tried_above() -> None:
    assert {metric.id for metric in glossary.known()} == KNOWN.keys()


def test_a_title_keeps_names_apart_that_mean_the_same_metric() -> None:
    assert glossary.title("latent/std") == "Latent std"
    assert glossary.title("learning_rate") == "Learning rate"
    assert glossary.title("train/loss") == "Loss (train/loss)"
    assert glossary.title("val/loss") == "Validation loss (val/loss)"


def test_every_metric_has_a_title_and_a_meaning_that_is_a_sentence() -> None:
    for metric in glossary.known():
        assert metric.title
        assert metric.meaning.endswith(".")


def test_metrics_of_the_machine_are_told_from_those_of_training() -> None:
    run = run_of("oak")
    mixed = replace(run, series=(*run.series, replace(run.series[0], name="system/gpu.0.temp")))
    assert glossary.without_machine(mixed) == run
    assert glossary.without_machine(run) is run
    assert not glossary.is_of_machine("ecosystem/loss")
