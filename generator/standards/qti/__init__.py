"""QTI 2.1 and 3.0 from one description, which is written with the element names of 2.1."""
