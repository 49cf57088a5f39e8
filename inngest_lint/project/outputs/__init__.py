"""What values become when JSON is made of them."""
