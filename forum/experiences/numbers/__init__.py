"""Members' numbers: counting responses, joining what is too small to show, the figures of a release."""
