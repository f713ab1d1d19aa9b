"""The only room that imports SpiffWorkflow: bundle, state and command in, Advance out. No database, no clock of its own.

Public face:

    compile_bundle(files: Mapping[str, bytes]) -> CompiledBundle     # names end in .bpmn / .dmn; raises BundleRefused
    check_files(files) -> list[Problem]                              # the same checks, never raises
    advance(bundle, state: bytes | None, command, *, now, services={}, functions={}, case=None, live=None) -> Advance
    Live(limit)                             # keeps instances for their next command
    standing(bundle, state) -> Standing     # everything that is open now: tasks, timers, receivers, incidents, data
    positions(bundle, state)                # {process id: {node: tokens there}}
    places(bundle, state) -> list[Place]    # tokens that a person may move (contract.Move)
    rehearse(bundle, state, move, *, now, functions={}, case=None) -> Rehearsed      # what a Move would bring
    Plan(old, new, mapping, brings=None).migrate(state, *, now, …) -> Migrated       # into another bundle
    visible(bundle, state, task_id) -> dict # the variables seen at an open task

CompiledBundle: `.hash`, `.processes` ({id: ProcessInfo(id, name, file, nodes {id: NodeInfo(id, name, kind, lane, properties)},
flows)}), `.decisions` (ids), `.names_read` (frozenset of variable names that some expression reads), `.messages_started`
({message name: process id}).
"""
from app.engine.bundle import CompiledBundle, NodeInfo, ProcessInfo, check_files, compile_bundle
from app.engine.live import Live
from app.engine.migration import Plan, migrate
from app.engine.moving import enterable
from app.engine.rehearsal import SILENT, Rehearsed, not_called, rehearse
from app.engine.run import Standing, advance, places, positions, standing, visible

__all__ = ["SILENT", "CompiledBundle", "Live", "NodeInfo", "Plan", "ProcessInfo", "Rehearsed", "Standing", "advance", "check_files", "compile_bundle", "enterable",
           "migrate", "not_called", "places", "positions", "rehearse", "standing", "visible"]
