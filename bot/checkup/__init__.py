"""What `python -m bot doctor` looks at."""
