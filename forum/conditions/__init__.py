"""What is being treated: the place on the site where everything is grouped."""
