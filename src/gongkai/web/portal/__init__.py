"""The public pages: an office's guide, the application form, the status of an application."""
