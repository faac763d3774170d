"""Reading a school's exports into a register: possible and missed sessions per pupil and day."""
