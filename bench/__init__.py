"""Speed, by ratio to a stated limit measured in the same run: `./run bench`."""
