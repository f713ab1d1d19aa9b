"""The statutory acts: payloads, legal guards, effects on fact tables. A guard holds whatever the diagram says."""
