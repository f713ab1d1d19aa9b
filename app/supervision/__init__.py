"""What supervisors read and judge. Reads only."""
