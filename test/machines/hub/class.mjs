/**
 * A class of two on a hub, on one machine: logs both in, runs lesson 02 through their own servers, and
 * prints what came of it as JSON. Runs as root inside the image of the class.
 */

import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

const hub = 'http://127.0.0.1:8000';
const token = randomBytes(16).toString('hex');
const course = '/srv/wirebook';
const lesson = '02-server-lifecycle.ipynb';

const jupyterhub = spawn(
  `${course}/.venv/bin/jupyterhub`,
  ['--config', `${import.meta.dirname}/jupyterhub_config.py`],
  {
    env: { ...process.env, CLASS_TOKEN: token, PATH: `${course}/.venv/bin:${process.env.PATH}` },
    // Its log goes where logs go: standard output is for the result.
    stdio: ['ignore', 2, 2],
  },
);

async function ask(path, method = 'GET', body = undefined) {
  const response = await fetch(hub + path, {
    method,
    headers: { Authorization: `token ${token}`, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: HTTP status ${response.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

/** Asks until there is an answer that will do. */
async function until(question) {
  for (;;) {
    const answer = await question().catch(() => undefined); // not there yet
    if (answer) return answer;
    await delay(200);
  }
}

/** A kernel of a learner, which runs cells of the lesson as JupyterLab does. */
async function learner(name) {
  await ask(`/hub/api/users/${name}`, 'POST');
  await ask(`/hub/api/users/${name}/server`, 'POST');
  await until(async () => (await ask(`/hub/api/users/${name}`)).servers['']?.ready);
  const files = await ask(`/user/${name}/api/contents/notebooks`);
  const { id } = await ask(`/user/${name}/api/kernels`, 'POST', { path: 'notebooks' });
  const url = `${hub.replace('http', 'ws')}/user/${name}/api/kernels/${id}/channels?token=${token}`;
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error(`${name} gets no connection to the kernel`));
  });
  const { cells } = (await ask(`/user/${name}/api/contents/notebooks/${lesson}`)).content;
  return {
    name,
    files: files.content.map((file) => file.name).sort(),
    cells: cells.filter((cell) => cell.cell_type === 'code'),
    run: (cell) => execute(socket, cell),
  };
}

/** Runs a cell. Resolves with how it ended and with the text that it showed. */
function execute(socket, { id, source }) {
  const header = {
    ...{ msg_id: randomUUID(), msg_type: 'execute_request', version: '5.3' },
    ...{ username: '', session: randomUUID(), date: new Date().toISOString() },
  };
  const content = { code: source, silent: false, store_history: true, stop_on_error: false };
  return new Promise((resolve) => {
    const shown = [];
    let status;
    let isIdle = false;
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data);
      if (message.parent_header?.msg_id !== header.msg_id) return;
      const { msg_type: type, content } = message;
      if (type === 'stream') shown.push(content.text);
      if (content?.data) shown.push(content.data['text/plain'] ?? '');
      if (type === 'execute_reply') status = content.status;
      if (type === 'status' && content.execution_state === 'idle') isIdle = true;
      if (status && isIdle) resolve({ id, status, text: shown.join('') });
    };
    socket.send(
      JSON.stringify({ header, content, channel: 'shell', parent_header: {}, metadata: {} }),
    );
  });
}

async function runAll({ cells, run }, wanted = () => true) {
  const results = [];
  for (const cell of cells.filter(wanted)) results.push(await run(cell));
  return results;
}

try {
  await until(() => ask('/hub/api/'));
  const ada = await learner('ada');
  const bob = await learner('bob');
  const isLast = ({ id }) => id === 'done';
  const adas = await runAll(ada, (cell) => !isLast(cell));
  const meanwhile = await runAll(bob, ({ id }) => id === 'open');
  adas.push(...(await runAll(ada, isLast)));
  const afterwards = await runAll(bob);
  const expected = ada.cells
    .filter(({ metadata }) => metadata.tags?.includes('raises-exception'))
    .map(({ id }) => id);
  const files = [ada.files, bob.files];
  console.log(JSON.stringify({ adas, meanwhile, afterwards, expected, files }));
} finally {
  jupyterhub.kill('SIGTERM');
}
