"""What happened at a made-up school: absence, what was registered, what was planted."""
