"""What the readers of training logs share: files, columns on the rows of a file, and runs made of both."""
