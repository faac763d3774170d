"""The quality of a school's registration: findings, their meaning and their mend."""
