"""Logged names are taken apart alike, whatever separates their words."""

import pytest

from analysis.stats.names import ends_with, without_stage, words


@pytest.mark.parametrize("name", ["latent/std", "latent_std", "Latent.STD", "latent-std", "latent std", "/latent//std"])
def test_separators_and_capitals_do_not_matter(name: str) -> None:
    assert words(name) == ("latent", "std")


def test_stages_at_the_end_are_no_part_of_the_name() -> None:
    assert without_stage("loss/train_epoch") == ("loss",)
    assert without_stage("train/loss") == ("train", "loss")
    assert without_stage("epoch") == ("epoch",)


def test_only_whole_words_count() -> None:
    assert ends_with("train/latent_std", "latent std")
    assert not ends_with("train/nonlatent_std", "latent std")
    assert not ends_with("", "latent std")
