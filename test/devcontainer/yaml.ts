/** YAML as the programs read it that we write it for. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { courseRoot, pythonTool } from '../../lib/base/paths.ts';

const program = 'import json, sys, yaml; print(json.dumps(yaml.safe_load(sys.stdin), default=str))';

/** The content of a YAML file of the course. */
export function readYaml(path: string): unknown {
  return parseYaml(readFileSync(join(courseRoot, path)));
}

/** What a text in YAML says. PyYAML comes with Jupyter. */
export function parseYaml(input: string | Buffer): unknown {
  return JSON.parse(
    execFileSync(pythonTool('python'), ['-I', '-c', program], { input, encoding: 'utf8' }),
  );
}
