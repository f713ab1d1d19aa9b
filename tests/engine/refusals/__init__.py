"""Invalid models as data: each with the rule that refuses it, the element that is named, and a valid twin that differs in that only."""
