export { UpdateReport } from './report.ts';
export { type Outcome, type UpdateStep, updateCourse } from './update.ts';
