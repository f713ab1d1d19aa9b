"""A form-js schema in, fields, validation and clean data out. Not: HTML (web), not options' sources (the host hands them in)."""
