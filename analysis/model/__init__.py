"""The nouns of Runloupe: frozen records that keep themselves consistent and do nothing else."""
