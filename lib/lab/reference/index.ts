/**
 * The reference: tables that are made from the library, with the values of this machine.
 *
 * Layout:
 * - `class-table.ts`: the members of a class, with their system calls
 * - `declarations.ts`: reads classes and constants from the library's declaration files
 * - `option-table.ts`, `option-notes.ts`: socket options
 * - `creation-tables.ts`: address families and socket types, each tried out
 * - `error-table.ts`, `error-notes.ts`: errors, their causes, remedies and lessons
 * - `lifecycle-table.ts`: the life of a server and of a client, step by step
 * - `transition-table.ts`: the transitions of the state machine of TCP
 * - `readiness-table.ts`: select(2), poll(2) and epoll(7) side by side
 * - `tuning.ts`: techniques of tuning, each measured
 */

export { type ClassTableOptions, classTable, type MemberRow } from './class-table.ts';
export { type Attempt, type CreationRow, familyTable, typeTable } from './creation-tables.ts';
export type { ErrorNote, ErrorStage } from './error-notes.ts';
export { type ErrorRow, errorTable } from './error-table.ts';
export { type LifecycleRow, lifecycleTable, type Role } from './lifecycle-table.ts';
export { type OptionRow, type OptionTableOptions, optionTable } from './option-table.ts';
export {
  type EventRow,
  type ReadinessRow,
  readinessEvents,
  readinessTable,
} from './readiness-table.ts';
export { transitionTable } from './transition-table.ts';
export { type TuningRow, tuningTable } from './tuning.ts';
