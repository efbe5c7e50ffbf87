"""What lies on disk: files, zips and folders, and text, tables, JSON and XML read within bounds."""
