"""Files as layer frames and rows; what can't be taken is reported with its reason."""
