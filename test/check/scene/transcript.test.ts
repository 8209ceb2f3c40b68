import { expect } from 'chai';
import { show, Transcript } from '../../../lib/check/scene/transcript.ts';

describe('a transcript', () => {
  it('folds lines that differ in numbers and contents alone', () => {
    const transcript = new Transcript();
    transcript.note('client 1 connected from 127.0.0.1:4000 to 127.0.5.1:80');
    for (let byte = 0; byte < 40; byte += 1) {
      transcript.note(`client 1 sent 1 byte ${byte % 2 === 0 ? '"a"' : '0f'}`);
    }
    transcript.note('client 1 received the end of the stream');
    expect(transcript.lines).to.deep.equal([
      'client 1 connected from 127.0.0.1:4000 to 127.0.5.1:80',
      'client 1 sent 1 byte "a"',
      'client 1 sent 1 byte 0f',
      'client 1 sent 1 byte "a"',
      '(37 more lines like this)',
      'client 1 received the end of the stream',
    ]);
  });

  it('folds lines that take turns', () => {
    const transcript = new Transcript();
    transcript.note('client 3 connected from 127.0.0.1:4000 to 127.0.5.1:80');
    for (let line = 0; line < 90; line += 1) {
      transcript.note(`client 1 sent 1000 bytes "${line}"`);
      transcript.note(`client 2 received 1000 bytes "${line}"`);
    }
    transcript.note('client 3 received the end of the stream');
    expect(transcript.lines).to.deep.equal([
      'client 3 connected from 127.0.0.1:4000 to 127.0.5.1:80',
      'client 1 sent 1000 bytes "0"',
      'client 2 received 1000 bytes "0"',
      'client 1 sent 1000 bytes "1"',
      'client 2 received 1000 bytes "1"',
      '(176 more lines like these)',
      'client 3 received the end of the stream',
    ]);
  });

  it('forgets what came after a position', () => {
    const transcript = new Transcript();
    transcript.note('client 1 connected');
    const { position } = transcript;
    transcript.note('client 1 sent "hello"');
    transcript.rewind(position);
    transcript.note('client 1 received the end of the stream');
    expect(transcript.lines).to.deep.equal([
      'client 1 connected',
      'client 1 received the end of the stream',
    ]);
  });

  it('ends after forty kinds of lines', () => {
    const transcript = new Transcript();
    for (let line = 0; line < 60; line += 1) transcript.note(`line ${'x'.repeat(line + 1)}`);
    expect(transcript.lines).to.have.lengthOf(41);
    expect(transcript.lines.at(-1)).to.equal('(and more)');
  });
});

describe('bytes in a transcript', () => {
  it('stand whole as text, and with their beginning where they are not text', () => {
    expect(show(Buffer.from('x'.repeat(100)))).to.equal(`"${'x'.repeat(100)}"`);
    expect(show(Buffer.alloc(28, 1))).to.equal(Array(28).fill('01').join(' '));
    expect(show(Buffer.alloc(100, 1))).to.equal(
      `${Array(32).fill('01').join(' ')} and 68 more bytes`,
    );
  });

  it('are cut between characters where they are a long text', () => {
    expect(show(Buffer.from(`x${'ö'.repeat(200)}`))).to.equal(
      `"x${'ö'.repeat(99)}" and 202 more bytes`,
    );
  });

  it('stand as text up to the last line end before what is not text', () => {
    const head = 'HTTP/1.1 200 OK\r\n\r\n';
    const body = [0x61, 0xff, 0x0a, ...Array(60).fill(1)];
    expect(show(Buffer.from([...Buffer.from(head), ...body]))).to.equal(
      `${JSON.stringify(head)}, then 61 ff 0a ${Array(29).fill('01').join(' ')} and 31 more bytes`,
    );
    expect(show(Buffer.from([0x61, 0x0a, 0xff]))).to.equal('"a\\n", then ff');
    expect(show(Buffer.from([0x61, 0xff, 0x0a]))).to.equal('61 ff 0a');
  });
});
