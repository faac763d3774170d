"""From days to tiers, from tiers to a pyramid, and from two pyramids to what changed."""
