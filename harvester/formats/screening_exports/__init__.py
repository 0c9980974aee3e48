"""Read the exports of screening tools as raw fields."""
