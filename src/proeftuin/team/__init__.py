"""What the school attendance team fills in itself: its policy checklist."""
