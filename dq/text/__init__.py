"""Text tools that know nothing of case files: normal forms, display width, masks."""
