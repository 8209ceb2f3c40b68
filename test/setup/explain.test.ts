import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { pythonTool } from '../../lib/base/paths.ts';
import { Course, type StartOptions } from './course.ts';

describe('setup says in one sentence what is wrong and which command mends it:', function () {
  this.timeout(120_000);
  let course: Course;
  beforeEach(() => {
    course = new Course();
  });
  afterEach(() => course.dispose());

  /** Fails as a setup must: exit code 2 and, as its last line, one sentence. */
  async function sentence(options: StartOptions = {}): Promise<string> {
    const { code, output } = await course.run([], options);
    expect(code, output).to.equal(2);
    return output.trimEnd().split('\n').at(-1) ?? '';
  }

  const root = process.getuid?.() === 0;
  const sudo = root ? '' : 'sudo ';

  it('Node is too old', async () => {
    const old = `data:text/javascript,Object.defineProperty(process, 'versions', {
      value: { ...process.versions, node: '18.19.1' } })`;
    expect(await sentence({ nodeOptions: [`--import=${encodeURI(old)}`] })).to.equal(
      'Wirebook needs Node 20.19 or newer, and this is Node 18.19.1: ' +
        'install Node 24 from https://nodejs.org and run the same command again',
    );
  });

  it('there is no npm', async () => {
    course.remove('npm');
    expect(await sentence()).to.match(/^Wirebook needs npm, .*: run '(sudo )?apt install npm'/);
  });

  it('there is no Python', async () => {
    course.remove('python3');
    expect(await sentence()).to.include('Wirebook needs Python 3.10 or newer, and there is none');
  });

  it('Python is too old', async () => {
    course.program('python3', '#!/bin/sh\necho "3 9 1"\n');
    expect(await sentence()).to.equal(
      `Wirebook needs Python 3.10 or newer, and this is Python 3.9: run '${sudo}apt install ` +
        "python3 python3-venv' (or install it from https://python.org), then the same command again",
    );
  });

  it('Python has no venv module', async () => {
    course.program('python3', '#!/bin/sh\necho "3 11 0"\n');
    expect(await sentence()).to.equal(
      'Python 3.11 is here but its venv module is not: run ' +
        `'${sudo}apt install python3.11-venv', then the same command again`,
    );
  });

  it('takes a Python with venv rather than the default one without', async () => {
    course.program('python3.12', course.script('python3'));
    course.program('python3', '#!/bin/sh\necho "3 11 0"\n');
    expect((await course.run()).code).to.equal(0);
  });

  it('a source does not compile', async () => {
    course.write('lib/broken.ts', "const wrong: number = 'text';\n");
    expect(await sentence()).to.match(
      /^The course's sources do not compile \(.*TS2322.*'git status'/,
    );
  });

  it('the disk is full when npm writes', async () => {
    course.program('npm', '#!/bin/sh\necho "npm error code ENOSPC" >&2\nexit 228\n');
    expect(await sentence()).to.match(
      /^Cannot install the npm packages: no space left on the disk; free about 1 GB in \/.*'df -h'/,
    );
  });

  it('the disk is full when pip writes', async () => {
    const error = 'ERROR: Could not install packages: [Errno 28] No space left on device';
    course.program(
      'python3',
      course.script('python3').replace('echo "pip', () => `echo '${error}'; exit 1; echo "pip`),
    );
    expect(await sentence()).to.match(/^Cannot install the Python packages: no space left/);
  });

  it('npm and pip end for a reason unknown to us: their last lines are shown', async () => {
    course.program('npm', '#!/bin/sh\necho "npm error something new"\nexit 1\n');
    const { output } = await course.run();
    expect(output).to.include('    npm error something new\nCannot install the npm packages');
  });

  describe('with the real npm and pip,', () => {
    let registry: Server;
    let answer: number;
    let url: string;

    beforeEach(async () => {
      registry = createServer((_request, response) => {
        response.writeHead(answer).end();
      }).listen(0, '127.0.0.1');
      await once(registry, 'listening');
      url = `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`;
    });
    afterEach(() => registry.close());

    /** The lock file names a package that only a registry can give. */
    function wantFromNpm(): StartOptions {
      course.link('npm', process.env.PATH);
      course.link('node', process.env.PATH);
      const dependencies = { 'left-pad': '1.3.0' };
      course.write('package.json', { name: 'x', version: '1.0.0', dependencies });
      course.write('package-lock.json', {
        name: 'x',
        version: '1.0.0',
        lockfileVersion: 3,
        packages: {
          '': { name: 'x', version: '1.0.0', dependencies },
          'node_modules/left-pad': { version: '1.3.0' },
        },
      });
      return { env: { npm_config_registry: url } };
    }

    /**
     * The environment is a real one, but lends the pip of this course: to install one takes seconds.
     * What is to go into it comes from an index.
     */
    function wantFromPip(): StartOptions {
      const python = pythonTool('python');
      const makes = `"${python}" -I -m venv --without-pip "$4" || exit
        for packages in "$4"/lib/python3*/site-packages; do
          echo "$("${python}" -I -c 'import pip; print(*pip.__path__)')/.." > "$packages/pip.pth"
        done`;
      course.program(
        'python3',
        `#!/bin/sh\ncase "$*" in *"-m venv"*) ${makes} ;; *) exec "${python}" "$@" ;; esac\n`,
      );
      course.write('requirements.txt', `wirebook-probe==1.0 --hash=sha256:${'0'.repeat(64)}\n`);
      return { env: { PIP_INDEX_URL: `${url}simple`, PIP_NO_CACHE_DIR: '1' } };
    }

    it('npm’s registry answers with an error', async () => {
      answer = 503;
      expect(await sentence(wantFromNpm())).to.equal(
        `Cannot install the npm packages: the registry ${url} answered with HTTP status 503; ` +
          "try again later, or check 'npm config get registry'",
      );
    });

    it('npm’s registry cannot be reached', async () => {
      const options = wantFromNpm();
      registry.close();
      await once(registry, 'close');
      expect(await sentence(options)).to.match(
        /^Cannot install the npm packages: http:\S+ cannot be reached; connect this machine/,
      );
    });

    it('pip’s index answers with an error', async () => {
      answer = 500;
      expect(await sentence(wantFromPip())).to.equal(
        `Cannot install the Python packages: the registry ${url}simple answered with HTTP status ` +
          "500; try again later, or check 'pip config list'",
      );
    });

    it('pip’s index cannot be reached', async () => {
      const options = wantFromPip();
      registry.close();
      await once(registry, 'close');
      expect(await sentence(options)).to.match(
        /^Cannot install the Python packages: http:\S+simple cannot be reached; connect this machine/,
      );
    });

    it('pip’s index does not have a package', async () => {
      answer = 404;
      expect(await sentence(wantFromPip())).to.match(
        /^Cannot install the Python packages: there is no wirebook-probe==1.0 for this/,
      );
    });
  });

  describe('in a sandbox,', () => {
    // The sandbox itself is found on the PATH too; npm and Python are the course's own all the same.
    const sandboxed = () => ({ PATH: `${course.path}:/usr/bin:/bin` });

    it('the checkout is read-only', async () => {
      const within = ['bwrap', '--dev-bind', '/', '/', '--ro-bind', course.root, course.root];
      expect(await sentence({ within, env: sandboxed() })).to.match(
        /^Cannot set up the course: \/.* cannot be written to; copy the course .*'cp -r /,
      );
    });

    it('a finished checkout may be read-only', async () => {
      await course.run();
      const within = ['bwrap', '--dev-bind', '/', '/', '--ro-bind', course.root, course.root];
      const { code, output } = await course.run(['start'], { within, env: sandboxed() });
      expect({ code, output }).to.deep.equal({ code: 0, output: 'wirebook was given start\n' });
    });

    it('the disk is too small', async () => {
      const mount = `mount -t tmpfs -o size=30m tmpfs "$0" && cp -r "$1/." "$0" && cd "$0" && shift && exec "$@"`;
      const within = ['unshare', '-rm', 'sh', '-c', mount, '/mnt', course.root];
      expect(await sentence({ within, env: sandboxed() })).to.match(
        /^Cannot make the npm packages: it needs \d+ MB and the disk of \/mnt has \d\d MB free/,
      );
    });
  });
});
