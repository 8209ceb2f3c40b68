/** The reference says what the library and the machine say, and leaves nothing out. */

import { globSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { constants } from 'node:os';
import { basename, join } from 'node:path';
import { inspect, isDeepStrictEqual } from 'node:util';
import { expect } from 'chai';
import ts from 'typescript';
import { courseRoot } from '../../../lib/base/paths.ts';
import { jupyterDisplay } from '../../../lib/lab/base/picture.ts';
import {
  classTable,
  errorTable,
  familyTable,
  lifecycleTable,
  optionTable,
  readinessEvents,
  readinessTable,
  transitionTable,
  tuningTable,
  typeTable,
} from '../../../lib/lab/reference/index.ts';
import { readNotebook } from '../../../lib/notebook/format.ts';
import * as library from '../../../lib/socket/index.ts';
import { useLesson } from '../use-lesson.ts';

const { AF_INET, SOCK_DGRAM, SOCK_STREAM, Socket, SOL_TCP, SOL_UDP } = library;

const { Addrinfo, Epoll, TcpServer, TcpSocket, UdpSocket, UnixServer, UnixSocket } = library;
const servers = { TcpServer, UnixServer };
const classes = { ...servers, Socket, TcpSocket, UdpSocket, UnixSocket, Addrinfo, Epoll };

describe('the reference', () => {
  useLesson(118);

  describe('classTable()', () => {
    it('folds a long table below its caption, and leaves a short one open', async () => {
      const [long, short] = await Promise.all(
        ['Socket', 'TcpServer'].map((name) => classTable(name)),
      );
      const markup = (table = long) => String(table?.[jupyterDisplay]()['text/html']);
      expect(markup(long)).to.match(
        /^<details><summary><b>Socket: .*<\/b> \(\d+ rows\)<\/summary>/,
      );
      expect(short?.rows.length).to.be.at.most(12);
      expect(markup(short)).to.match(/^<div role="group"/);
    });

    for (const [name, made] of Object.entries(classes)) {
      it(`lists every member of ${name} that a program can reach, in words`, async () => {
        const { rows } = await classTable(name);
        const listed = rows.map((row) => row.name);
        for (const member of reachable(made)) expect(listed).to.include(member);
        for (const { does, signature } of rows) {
          expect(does, signature).to.match(/^[^{`]+[.]$/);
          expect(signature).to.not.match(/[;\n]$|import\(/);
        }
      });
    }

    it('shows which system calls a member makes, and where the manual speaks of them', async () => {
      const row = (await classTable('TcpServer')).rows.find(({ name }) => name === 'accept');
      expect(row).to.deep.include({ calls: ['accept4'], manual: 'accept(2)' });
      expect(row?.signature).to.equal('accept(options?: WaitOptions): Promise<TcpSocket>');
    });

    it('names every method of the table of system calls', async () => {
      const tables = await Promise.all(Object.keys(classes).map((name) => classTable(name)));
      const shown = new Set(tables.flatMap(({ rows }) => rows.map(({ name }) => name)));
      const methods = library.systemCalls.flatMap(
        ({ method }) => /^(?:new |\w+\.)(\w+)/.exec(method)?.[1] ?? [],
      );
      expect(methods.filter((method) => !shown.has(method))).to.deep.equal([]);
    });

    it('leaves out members that another class has as well', async () => {
      const { rows } = await classTable('TcpSocket', { beyond: 'Socket' });
      expect(rows.map(({ name }) => name)).to.deep.equal(['connect', 'noDelay']);
    });

    it('refuses a name that is not a class', async () => {
      const error = await classTable('Sockets').catch((reason) => reason);
      expect(error).to.be.instanceOf(RangeError);
      expect(error.message).to.equal('The sockets library has no class Sockets');
    });
  });

  describe('optionTable()', () => {
    it('has every option that the library knows, each with a few words', () => {
      const { rows } = optionTable();
      const names = library.socketOptions().map(({ name }) => name);
      expect(rows.map(({ name }) => name)).to.deep.equal(names);
      expect(rows.filter(({ does }) => does === '')).to.deep.equal([]);
    });

    it('shows the answers of getsockopt for a fresh socket', () => {
      using tcp = new Socket(AF_INET, SOCK_STREAM);
      using udp = new Socket(AF_INET, SOCK_DGRAM);
      for (const [level, socket] of [
        [SOL_TCP, tcp],
        [SOL_UDP, udp],
      ] as const) {
        for (const { name, value, code } of optionTable(level)) {
          const entry = library.socketOptions().find((each) => each.name === name);
          const size = entry?.codec.size ?? 0;
          // These hold times.
          if (
            entry === undefined ||
            code !== undefined ||
            ['TCP_INFO', 'TCP_TIMESTAMP'].includes(name)
          )
            continue;
          const read = entry.codec.unpack(socket.getsockopt(level, entry.number, size));
          expect(isDeepStrictEqual(value, read), `${name}: ${inspect(value)}`).to.equal(true);
        }
      }
    });

    it('says why an option cannot be read', () => {
      const row = optionTable(library.SOL_IP).rows.find(({ name }) => name === 'IP_MTU');
      expect(row).to.include({ value: undefined, code: 'ENOTCONN' });
    });
  });

  describe('familyTable() and typeTable()', () => {
    it('agree with each other, combination by combination', async () => {
      const families = (await familyTable()).rows;
      for (const { name: type, attempts } of await typeTable()) {
        for (const attempt of attempts) {
          const family = families.find(({ name }) => name === attempt.with);
          const other = family?.attempts.find((each) => each.with === type);
          expect(other?.code, `${attempt.with}, ${type}`).to.equal(attempt.code);
        }
      }
    });

    it('show the outcome of new Socket() on this machine', async () => {
      const { rows } = await familyTable();
      const inet = rows.find(({ name }) => name === 'AF_INET');
      expect(inet).to.include({ number: AF_INET });
      const codes = new Map(inet?.attempts.map((attempt) => [attempt.with, attempt.code]));
      expect(codes.get('SOCK_STREAM')).to.equal(undefined);
      expect(codes.get('SOCK_SEQPACKET')).to.equal('ESOCKTNOSUPPORT');
    });
  });

  describe('errorTable()', () => {
    const known = new Set(errorTable().rows.map(({ code }) => code));
    const numbers = new Map<string, number>(Object.entries(constants.errno));

    for (const file of globSync('notebooks/[0-9]*.ipynb', { cwd: courseRoot }).sort()) {
      it(`has every error that ${basename(file)} speaks of`, () => {
        const { cells } = readNotebook(join(courseRoot, file));
        const words = cells.flatMap(({ source }) => source.split(/\W+/));
        const codes = words.filter((word) => numbers.has(word) || /^EAI_[A-Z]+$/.test(word));
        expect(codes.filter((code) => !known.has(code) && code !== 'EWOULDBLOCK')).to.be.empty;
      });
    }

    it('has the numbers of this machine, and no error twice', () => {
      const { rows } = errorTable();
      expect(rows).to.have.length(known.size);
      for (const { code, number } of rows) {
        if (numbers.has(code)) expect(number, code).to.equal(numbers.get(code));
        if (code.startsWith('EAI_')) expect(number, code).to.be.below(0);
      }
    });

    it('lists those that are asked for, and no others', () => {
      const { rows } = errorTable(['EPIPE', 'EAI_AGAIN', 'no code']);
      expect(rows.map(({ code }) => code)).to.deep.equal(['EPIPE', 'EAI_AGAIN']);
      expect(errorTable([]).rows).to.be.empty;
    });

    it('names the lessons in which an error is met, and not itself', () => {
      const { rows } = errorTable('opening');
      const row = rows.find(({ code }) => code === 'EADDRINUSE');
      expect(row?.lessons).to.include('02').and.not.include('90');
    });
  });

  describe('lifecycleTable()', () => {
    it('follows a server through the states that the kernel reports', async () => {
      const { rows } = await lifecycleTable('server');
      expect(rows.map(({ state }) => state)).to.deep.equal([
        ...['CLOSE', 'CLOSE', 'LISTEN', 'ESTABLISHED', 'ESTABLISHED', 'ESTABLISHED'],
        ...['CLOSE_WAIT', undefined],
      ]);
    });

    it('follows a client, whose half-close leaves it in FIN_WAIT', async () => {
      const { rows } = await lifecycleTable('client');
      const half = rows.find(({ method }) => method === 'socket.closeWrite()');
      expect(half?.state).to.match(/^FIN_WAIT[12]$/);
      expect(rows.at(-1)).to.include({ method: 'socket.close()', state: undefined });
    });
  });

  it('has a cause for every transition between states', () => {
    const { rows } = transitionTable();
    const ends = rows.map(({ from, to }) => `${from} ${to}`);
    expect(ends).to.include.members(['FIN-WAIT-2 TIME-WAIT', 'SYN-RECEIVED FIN-WAIT-1']);
    expect(rows.filter(({ cause }) => cause === '')).to.be.empty;
  });

  describe('readinessTable()', () => {
    it('shows the limits of this machine and what each call answers', async () => {
      const rows = new Map((await readinessTable()).rows.map((row) => [row.aspect, row]));
      const { soft } = library.getrlimit(library.RLIMIT_NOFILE);
      const most = rows.get('most descriptors on this machine');
      expect(most?.poll).to.equal(`${soft}, by RLIMIT_NOFILE`);
      expect(rows.get('a descriptor that is not open')).to.include({
        select: 'EBADF',
        poll: 'answers POLLNVAL',
      });
      expect(rows.get('the answer when time is over')).to.include({ poll: '[]', epoll: '[]' });
    });

    it('has every event that the library exports', async () => {
      const { rows } = await readinessEvents();
      const shown = rows.flatMap(({ poll, epoll }) => [poll, epoll]);
      const exported = Object.keys(library).filter((name) => /^E?POLL[A-Z]+$/.test(name));
      expect(shown).to.include.members(exported);
    });
  });

  it('measures every technique of tuning, and leaves no socket open', async function () {
    this.timeout(30_000);
    const before = new Set(openSockets());
    const { rows } = await tuningTable();
    const measured = new Map(rows.map((row) => [row.technique, row.measured]));
    expect(measured.get('SO_REUSEADDR')).to.equal(
      'bind after a restart: EADDRINUSE without, succeeds with',
    );
    expect(measured.get('a longer backlog')).to.match(/^listen\(1\) completes 2, /);
    expect(measured.get('SO_RCVBUF, SO_SNDBUF')).to.match(/SO_SNDBUF: \d+, .* reads 65536$/);
    for (const { measured: figure } of rows) expect(figure).to.match(/\d|succeeds/);
    // Those that earlier tests of this process left may close meanwhile.
    expect(openSockets().filter((socket) => !before.has(socket))).to.deep.equal([]);
  });
});

/** The names of what a program can call on an object of the class, or on the class. */
function reachable(made: { readonly prototype: object }): readonly string[] {
  const inner = new Set(['constructor', 'length', 'name', 'prototype']);
  const names = new Set<string>();
  for (let at: object = made.prototype; at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) names.add(name);
  }
  const hidden = hiddenMembers();
  return [...names].filter((name) => !inner.has(name) && !hidden.has(name));
}

/** The members that the sources keep from programs; JavaScript does not tell. */
function hiddenMembers(): ReadonlySet<string> {
  const names = globSync('lib/socket/**/*.ts', { cwd: courseRoot }).flatMap((name) => {
    const text = readFileSync(join(courseRoot, name), 'utf8');
    const file = ts.createSourceFile(name, text, ts.ScriptTarget.ESNext, true);
    return file.statements
      .filter((node) => ts.isClassDeclaration(node))
      .flatMap(({ members }) => members.filter(isHidden))
      .flatMap((member) => member.name?.getText(file) ?? []);
  });
  return new Set(names);
}

function isHidden(member: ts.ClassElement): boolean {
  const { Private, Protected } = ts.ModifierFlags;
  if (ts.getCombinedModifierFlags(member) & (Private | Protected)) return true;
  return ts.getJSDocTags(member).some(({ tagName }) => tagName.text === 'internal');
}

/** The sockets among the open files of this process. */
function openSockets(): readonly string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`);
      return target.startsWith('socket:') ? [target] : [];
    } catch {
      // The folder itself was open while it was read.
      return [];
    }
  });
}
