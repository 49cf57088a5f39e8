"""What fixes are written with: drafts of text edits that follow the style of the file."""
