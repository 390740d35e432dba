"""What a lesson looks like on paper, before any engine lays it out: views, lengths, volumes, the plan of pages."""
