"""From a school's export to its register, and a register that grows."""
