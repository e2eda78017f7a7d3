"""What is public, for machines: feeds, sitemap, files of open data with their dictionary, and a read-only interface."""
