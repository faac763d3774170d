"""What each of a school's free codes means for attendance."""
