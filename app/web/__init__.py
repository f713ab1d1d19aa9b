"""Pages: a module a room; templates/, static/, workbench/ (front-end packages). Validates, calls one verb, renders."""
