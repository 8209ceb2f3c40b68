/**
 * What a devcontainer.json that builds a Dockerfile may say: the reference of containers.dev
 * (devcontainers/spec, devContainer.base.schema.json at 08c3f97f) with the customizations of VS Code
 * and Codespaces, in our own words. A name that is not here is a slip that every tool would ignore.
 */

import { Ajv } from 'ajv';

const text = { type: 'string' };
const flag = { type: 'boolean' };
const texts = { type: 'array', items: text };
/** For a shell; a program and its arguments; or several, side by side. */
const command = {
  anyOf: [text, texts, { type: 'object', additionalProperties: { anyOf: [text, texts] } }],
};
const commands = {
  ...{ initializeCommand: command, onCreateCommand: command, updateContentCommand: command },
  ...{ postCreateCommand: command, postStartCommand: command, postAttachCommand: command },
};
const size = { type: 'string', pattern: '^\\d+([tgmk]b)?$' };
const environment = { type: 'object', additionalProperties: text };

/** All that the properties of an object may be, and what it must have. */
function only(properties: object, required: readonly string[] = []) {
  return { type: 'object', properties, required, additionalProperties: false };
}

function port(ways: readonly string[]) {
  return only({
    onAutoForward: { enum: ways },
    protocol: { enum: ['http', 'https'] },
    ...{ elevateIfNeeded: flag, requireLocalPort: flag, label: text },
  });
}
const ways = ['notify', 'openBrowser', 'openPreview', 'silent', 'ignore'];

const specification = only(
  {
    ...{ $schema: text, name: text },
    ...commands,
    waitFor: { enum: Object.keys(commands).slice(0, -1) },
    build: only(
      {
        ...{ dockerfile: text, context: text, target: text, args: environment },
        ...{ cacheFrom: { anyOf: [text, texts] }, options: texts },
      },
      ['dockerfile'],
    ),
    ...{ containerUser: text, remoteUser: text, updateRemoteUserUID: flag },
    ...{ init: flag, privileged: flag, capAdd: texts, securityOpt: texts, runArgs: texts },
    ...{ containerEnv: environment, remoteEnv: environment, mounts: { type: 'array' } },
    userEnvProbe: {
      enum: ['none', 'loginShell', 'loginInteractiveShell', 'interactiveShell'],
    },
    ...{ workspaceFolder: text, workspaceMount: text, overrideCommand: flag },
    shutdownAction: { enum: ['none', 'stopContainer'] },
    hostRequirements: only({
      cpus: { type: 'integer', minimum: 1 },
      ...{ memory: size, storage: size },
      gpu: { enum: [true, false, 'optional'] },
    }),
    features: { type: 'object' },
    overrideFeatureInstallOrder: texts,
    forwardPorts: {
      type: 'array',
      items: {
        anyOf: [
          { type: 'integer', minimum: 0, maximum: 65_535 },
          { type: 'string', pattern: '^[a-z0-9-]+:\\d{1,5}$' },
        ],
      },
    },
    portsAttributes: {
      type: 'object',
      additionalProperties: port([...ways, 'openBrowserOnce']),
    },
    otherPortsAttributes: port(ways),
    customizations: only({
      vscode: only({
        extensions: {
          type: 'array',
          items: {
            type: 'string',
            pattern: '^[\\dA-Za-z][\\dA-Za-z-]*\\.[\\dA-Za-z][\\dA-Za-z-]*$',
          },
        },
        settings: { type: 'object' },
      }),
      codespaces: only({ openFiles: texts, repositories: { type: 'object' } }),
    }),
  },
  ['build'],
);

const validate = new Ajv({ allErrors: true }).compile(specification);

/** What in a devcontainer.json is not of the specification, a line each. */
export function violations(container: unknown): readonly string[] {
  if (validate(container)) return [];
  return (validate.errors ?? []).map(({ instancePath, message, params }) =>
    [instancePath || '/', message, JSON.stringify(params)].join(' '),
  );
}
