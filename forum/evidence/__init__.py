"""What has been published: sources, and the summaries made from them."""
