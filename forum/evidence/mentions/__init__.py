"""Publications that members mention in their texts, and our records of them."""
