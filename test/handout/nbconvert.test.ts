import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { courseRoot, pythonTool } from '../../lib/base/paths.ts';
import { code, markdown, newFolder, sourceOf } from './fixture.ts';

/** What `wirebook handouts --help` tells instructors who script nbconvert themselves. */
describe('handouts: nbconvert by itself', function () {
  this.timeout(60_000);
  const folder = newFolder();
  const { file } = sourceOf(folder, {
    name: '60-plain',
    cells: [
      markdown('title', '# Plain\n\nText.\n\n## Part\n\nMore.\n\n## Another part\n\nEnd.'),
      code('one', 'const port = 4481;', [
        { output_type: 'stream', name: 'stdout', text: '\u001b[31m<b>red\u001b[0m\n' },
      ]),
    ],
  });
  after(() => rmSync(folder, { recursive: true }));

  function convert(...options: readonly string[]): string {
    const output = options.length === 0 ? 'plain' : 'ours';
    const args = ['nbconvert', '--to', 'html', file, '--output', output, ...options];
    execFileSync(pythonTool('jupyter'), args, { cwd: courseRoot, stdio: 'pipe' });
    return readFileSync(join(folder, `${output}.html`), 'utf8');
  }

  it('makes a page with its own template', () => {
    const html = convert();
    expect(html).to.include('&lt;b&gt;red').and.to.include('jp-Notebook');
    expect(html).to.match(/<span class="k\w*">const<\/span>/);
  });

  it('makes a page with ours', () => {
    const html = convert(
      '--template',
      'wirebook',
      '--TemplateExporter.extra_template_basedirs=lib/handout/template',
    );
    expect(html).to.include('<a href="#Another-part">Another part</a>');
    expect(html).to.include('<span class="ansi-red-fg">&lt;b&gt;red</span>');
    expect(html).not.to.include('jp-Notebook');
  });
});
