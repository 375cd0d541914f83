"""What a rights statement says, and what may be done under it. The ground floor."""
