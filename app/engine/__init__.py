"""The only room that imports SpiffWorkflow: bundle, state and command in, Advance out. No database, no clock of its own.

Public face:

    compile_bundle(files: Mapping[str, bytes]) -> CompiledBundle     # names end in .bpmn / .dmn; raises BundleRefused
    check_files(files) -> list[Problem]                              # the same checks, never raises
    advance(bundle, state: bytes | None, command, *, now, services={}, functions={}, decided=None) -> Advance

CompiledBundle: `.hash`, `.processes` ({id: ProcessInfo(id, name, file, nodes {id: NodeInfo(id, name, kind, lane, properties)},
flows)}), `.decisions` (ids), `.names_read` (frozenset of variable names that some expression reads), `.messages_started`
({message name: process id}).
"""
