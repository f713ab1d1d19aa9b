"""What BPMN 2.0.2 demands of an engine, as data: small diagrams with what their run has to show. See `case.py`."""
