"""Treatment experiences: what one member took for one condition and what happened, and the numbers made of them."""
