"""Whether the tiers are divided otherwise after than before."""
