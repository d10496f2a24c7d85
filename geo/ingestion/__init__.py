"""From a file or a pasted text to an Article: reading, marking what is not the article, dating."""
