"""Official documents and files: numbers, issued documents, attachments. Not: which act issues which document (acts)."""
