"""Reports rendered into the layouts in which published reports reach us, built by code."""
