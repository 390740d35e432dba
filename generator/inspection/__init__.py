"""``hocvuso inspect``: what is wrong with anybody's learning package, and what each platform would make of it."""
