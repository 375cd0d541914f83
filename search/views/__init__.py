"""What people see of search: the front page, the search page and the pages of the sources."""
