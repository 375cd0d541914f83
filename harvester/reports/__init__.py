"""What is known of a harvest, for those who look after it and for the partner. Reads only."""
