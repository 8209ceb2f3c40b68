import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { jupyterDisplay } from '../../lib/lab/base/picture.ts';
import { completeWay } from '../../lib/lab/tcp/tcp-machine.ts';
import { StateMachine } from '../../lib/lab/tcp/tcp-states.ts';
import { chromiumMissing, launchChromium } from './chromium.ts';
import { resultsFolder } from './workspace.ts';

/** Four ways that together take every edge but the rarest, and share the most that ways can share. */
const ways = [
  ['CLOSED', 'SYN-SENT', 'SYN-RECEIVED', 'ESTABLISHED', 'FIN-WAIT-1', 'CLOSING', 'TIME-WAIT'],
  ['CLOSED', 'LISTEN', 'SYN-RECEIVED', 'ESTABLISHED', 'CLOSE-WAIT', 'LAST-ACK', 'CLOSED'],
  ['CLOSED', 'SYN-SENT', 'ESTABLISHED', 'FIN-WAIT-1', 'FIN-WAIT-2', 'TIME-WAIT', 'CLOSED'],
  ['LISTEN', 'SYN-RECEIVED', 'FIN-WAIT-1', 'TIME-WAIT', 'CLOSED'],
];

describe(`the map of states${chromiumMissing ? ` (${chromiumMissing})` : ''}`, function () {
  this.timeout(60_000);
  let browser: Browser;

  before(async function () {
    if (chromiumMissing) this.skip();
    browser = await launchChromium();
  });
  after(() => browser?.close());

  const maps = {
    alone: [],
    'with four ways': ways,
    'with one way, four times': ways.map(() => ways[2] ?? []),
  };
  for (const [name, taken] of Object.entries(maps)) {
    it(`has no word on a line or on another word, ${name}`, async () => {
      const map = new StateMachine(
        taken.map((states, at) => ({ name: `way ${at}`, steps: completeWay(states) })),
      );
      const page = await browser.newPage({ viewport: { width: 800, height: 720 } });
      await page.setContent(String(map[jupyterDisplay]()['text/html']));
      mkdirSync(join(resultsFolder, 'pictures'), { recursive: true });
      const path = `state-map-${name.replaceAll(/\W+/g, '-')}.png`;
      await page.screenshot({ path: join(resultsFolder, 'pictures', path) });
      const found = await page.evaluate(collisions);
      expect(found).to.deep.equal([]);
      await page.close();
    });
  }
});

/** Runs in the page: words whose box another word's box overlaps, or the outline of a shape enters. */
const collisions = `(() => {
  const texts = [...document.querySelectorAll('svg text')].map((text) => ({
    word: text.textContent,
    box: text.getBBox(),
  }));
  const holds = ({ x, y, width, height }, point, by) =>
    point.x > x - by && point.x < x + width + by && point.y > y - by && point.y < y + height + by;
  const found = [];
  for (const [at, { word, box }] of texts.entries()) {
    for (const other of texts.slice(at + 1)) {
      const across = Math.min(box.x + box.width, other.box.x + other.box.width) - Math.max(box.x, other.box.x);
      const down = Math.min(box.y + box.height, other.box.y + other.box.height) - Math.max(box.y, other.box.y);
      if (across > 0 && down > 0) found.push(word + ' lies on ' + other.word);
    }
  }
  for (const shape of document.querySelectorAll('svg line, svg path, svg rect')) {
    const half = Number.parseFloat(getComputedStyle(shape).strokeWidth) / 2;
    const length = shape.getTotalLength();
    for (const { word, box } of texts) {
      for (let along = 0; along <= length; along++) {
        if (!holds(box, shape.getPointAtLength(along), half)) continue;
        found.push(word + ' is crossed by ' + shape.outerHTML.slice(0, 120));
        break;
      }
    }
  }
  return found;
})()`;
