// The order of the folders of lib, from the wire up: each imports only from those above it.
const folders = [
  'base',
  'socket',
  'lab',
  'notebook',
  'compile',
  'session',
  'kernel',
  'exercise',
  'check',
  'grade',
  'update',
  'handout',
  'doctor',
  'start',
  'setup',
  'cli',
];

// Files beside the folders: a check loads the package that learners import, the setup ends in the
// command that it was called for.
const beside = { check: 'index\\.ts', setup: 'wirebook\\.mjs' };

const order = folders.map((folder, index) => ({
  name: `order-of-${folder}`,
  severity: 'error',
  comment: `lib/${folder} imports only from: ${folders.slice(0, index).join(', ')}`,
  from: { path: `^lib/${folder}/` },
  to: {
    path: '^(lib|test|solutions)/',
    pathNot: [
      `^lib/(${folders.slice(0, index + 1).join('|')})/`,
      ...(folder in beside ? [`^lib/${beside[folder]}$`] : []),
    ],
  },
}));

module.exports = {
  forbidden: [
    ...order,
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'every-folder-has-a-place',
      severity: 'error',
      comment: 'a new folder of lib needs a place in the list of .dependency-cruiser.cjs',
      from: {
        path: '^lib/',
        pathNot: `^lib/((${folders.join('|')})/|(index\\.ts|setup\\.mjs|wirebook\\.mjs)$)`,
      },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^lib/(socket/)?dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'default'] },
  },
};
