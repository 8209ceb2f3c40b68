import { expect } from 'chai';
import { holdAddresses } from '../hold-address.ts';
import { isInOwnNetwork } from './check-answer.ts';
import { failuresOf } from './failures-of.ts';

/** Failures of a wrong answer that name the mistake: by the title of each check, its message. */
const table: readonly (readonly [answer: string, failures: Readonly<Record<string, RegExp>>])[] = [
  [
    '01/wrong/unpackAddress/whole-memory.ts',
    {
      'finds address and port in the bytes':
        /^unpackAddress of 02 00 .* a part of a larger buffer: sockaddr.byteOffset is not 0/,
      'reads the bytes it was given, wherever in the memory they lie':
        /^unpackAddress of 02 00 .* a part of a larger buffer: sockaddr.byteOffset is not 0/,
    },
  ],
  [
    '01/wrong/unpackAddress/looks-at-the-family-only.ts',
    {
      'refuses what is no IPv4 address':
        /^unpackAddress of the 6 bytes .*, which are too few, returned \{ host: .* \}, where an error was due$/,
    },
  ],
  [
    '01/wrong/openPorts/without-the-last.ts',
    { 'finds every open port, the first and the last included': /^openPorts\("127\./ },
  ],
  [
    '02/wrong/tellAddresses/closes-the-listener.ts',
    {
      'closes every connection, and leaves the listener to its owner':
        /^When tellAddresses had returned, nobody could connect any more: has it closed the listener/,
    },
  ],
  [
    '02/wrong/openRoom/room-waits-for-its-first-guest.ts',
    {
      'numbers those who come in, and tells the others': /^openRoom\(\) .* return at once/,
      'goes on when a member vanishes': /^openRoom\(\) .* return at once/,
      'says goodbye, ends every connection and leaves nothing open':
        /^openRoom\(\) .* return at once/,
      'can be opened again at once, at the same port': /^openRoom\(\) .* return at once/,
    },
  ],
  [
    '04/wrong/readExactly/reads-text.ts',
    {
      'joins what comes in pieces':
        /^the number of bytes that readExactly\(socket, \d+\) returned: more than .* made a text/,
    },
  ],
  [
    '04/wrong/readExactly/takes-what-it-gets.ts',
    {
      'tells the end of the stream from an end in the middle':
        /^readExactly\(socket, \d+\) of a stream that ended after \d bytes returned <Buffer .*>, where an error was due$/,
    },
  ],
  [
    '05/wrong/hangUp/just-closes.ts',
    {
      'never resets a peer that is still sending': /after it had sent 3000 bytes/,
      'waits no longer than its patience, whatever the peer does':
        /^hangUp\(connection, \d+\) returned after \d+ ms\. The peer sent a byte every \d+ ms and did not end/,
    },
  ],
  [
    '05/wrong/hangUp/waits-for-each-byte.ts',
    {
      'waits no longer than its patience, whatever the peer does':
        /^hangUp\(connection, \d+\) was still busy after \d+ ms\. The peer sent a byte every \d+ ms/,
    },
  ],
  [
    '06/wrong/connectTo/holds-back-its-last-words.ts',
    {
      'fails when nobody listens, and closes after its last words':
        /^After close\(\) the peer received \d+ of \d+ bytes, and then neither more nor the end/,
    },
  ],
  [
    '07/wrong/encode/counts-characters.ts',
    {
      'writes the length of a text in bytes':
        /^encode\(".*🦊.*"\): \d+ bytes, of \d+ due\. From byte 1 on they are .*, and should be /,
    },
  ],
  [
    '09/wrong/openTimeServer/clock-keeps-the-line-end.ts',
    {
      'takes what people type, and closes its socket':
        /^the answer of openTimeServer to "TIME\\n" was "ERROR\\n", and "\d\d:\d\d:\d\d\\n" was due$/,
    },
  ],
  [
    '09/wrong/ask/ask-waits-equally.ts',
    {
      'sends again, waits twice as long each time, and gives up':
        /^ask with a wait of \d+ ms sent datagram 3 of 3 \d+ ms after the first, and about \d+ ms were due$/,
    },
  ],
  [
    '09/wrong/openFileServer/file-waits-anew.ts',
    {
      'waits for the acknowledgment of this client and this block, and gives up in the end':
        /^with a wait of \d+ ms, openFileServer sent a block for the second time \d+ ms after the first, and about \d+ ms were due$/,
    },
  ],
  [
    '07/wrong/openStore/store-waits-for-the-line.ts',
    {
      'refuses what is too long or no request, and goes on for others':
        /^client \d waited \d+ ms for the server to close .* and then "put x+" \.\.\. of \d+ bytes$/,
    },
  ],
  [
    '08/wrong/prefers-chunks.ts',
    {
      'throws for a body that two readers would end at different places':
        /^parseHead\("PUT .*Content-Length: \d.*Transfer-Encoding: chunked.*"\) returned .*, where an error was due$/,
    },
  ],
  [
    '08/wrong/answers-head-with-the-body.ts',
    {
      'keeps what is put, and gives it to all clients unchanged':
        /^In place of the answer to GET \/constructor, behind a HEAD came .* did an answer without a body have one\?$/,
      'answers request after request, in their order':
        /^In place of the answer to request 5 of 8 in one piece, PUT .* did an answer without a body have one\?$/,
    },
  ],
];

describe('messages of exercises', function () {
  this.timeout(60_000);
  if (!isInOwnNetwork) holdAddresses(1, 2, 4, 5, 6, 7, 8, 9);

  for (const [answer, expected] of table) {
    it(`name the mistake of ${answer}, and no other`, async () => {
      const failures = await failuresOf(answer);
      expect([...failures.keys()]).to.deep.equal(Object.keys(expected));
      for (const [title, message] of Object.entries(expected)) {
        expect(failures.get(title)?.message).to.match(message);
        expect(failures.get(title)?.wire.length).to.be.below(20);
      }
    });
  }

  it('name no mistake in task 3 of exercise 06 where task 2 is the one that fails', async () => {
    for (const answer of ['forgets-early-clients', 'wakes-one-caller']) {
      const failures = await failuresOf(`06/wrong/openListener/${answer}.ts`);
      const tasks = [...failures.values()].map(({ task }) => task);
      expect(new Set(tasks), answer).to.deep.equal(new Set(['Task 2: openListener']));
    }
  });

  it('give hints of their own where the mistake is none of the check', async () => {
    const failures = await failuresOf('02/wrong/openRoom/room-waits-for-its-first-guest.ts');
    for (const { hints, message } of failures.values()) {
      expect(hints[0], message).to.equal('What does your function wait for before it returns?');
    }
  });
});
