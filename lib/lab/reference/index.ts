/** The reference: tables that are made from the library, with the values of this machine. */

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
export { type TuningRow, tuningTable } from './tuning-table.ts';
