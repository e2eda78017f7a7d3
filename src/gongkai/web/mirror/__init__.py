"""The portal as files (静态发布): every public page, feed and data file, for any web server or object storage."""
