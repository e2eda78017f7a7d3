"""Work after the response: what takes longer than a browser should wait, done by `gongkai worker`."""
