"""The nouns: layers of the register, extents, zones and plans. No files, SQL, HTTP or clock."""
