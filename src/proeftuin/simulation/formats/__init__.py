"""The exports of made-up schools, as each system writes them."""
