"""What members type about their experiences. Every word stays in a form that fails, also one that means nothing."""
