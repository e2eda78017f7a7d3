"""Case files on the way to the archives: the bundle of a case, and the transfer list of a month."""
