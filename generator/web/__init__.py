"""The pages of the website as ready HTML; what turns them into a site is ``targets/site.py``."""
