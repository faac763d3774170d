"""What was laid down before a pilot, and where its report departs from that."""
