"""Running cases taken into another bundle, all that fit in one go, and tokens moved by hand. Not: how an instance does it (engine)."""
