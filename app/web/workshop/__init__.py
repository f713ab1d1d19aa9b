"""The process workshop: revisions of the bundle, their review, the editors' page and what its scripts ask for. A module a topic, all on
`app.web.blueprint`."""
