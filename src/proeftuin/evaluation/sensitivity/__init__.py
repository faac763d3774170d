"""How much a change hangs on choices that could have been made otherwise."""
