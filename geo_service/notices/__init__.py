"""Zone notices: text to items and items to text."""
