"""The policy checklist: its items, what a school answers, and what that comes to."""
