import { Command } from 'commander';
import { writeSkeleton } from '../exercise/skeleton.ts';

const exercise = new Command('exercise')
  .description('Make the skeleton of an exercise, complete in form')
  .argument('<name>', 'such as 07-half-close: the number of its lesson, and its own name')
  .action((name: string) => {
    for (const path of writeSkeleton(name)) console.log(`written: ${path}`);
  });

export const command: Command = new Command('new')
  .description('Begin something new for the course')
  .addCommand(exercise)
  .addHelpText('after', '\nExample:\n  $ npx wirebook new exercise 07-half-close');
