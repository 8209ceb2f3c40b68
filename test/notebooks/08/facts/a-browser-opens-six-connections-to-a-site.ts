import { equal } from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { chromiumMissing, launchChromium } from '../../../../lib/handout/chromium.ts';

if (chromiumMissing === undefined) await countConnections();
else console.log(`skipped: ${chromiumMissing}`);

async function countConnections(): Promise<void> {
  let underWay = 0;
  let most = 0;
  const server = http.createServer(async (request, response) => {
    if (request.url === '/') {
      const images = Array.from({ length: 20 }, (_, at) => `<img src="/slow${at}">`);
      response.setHeader('Content-Type', 'text/html').end(images.join(''));
      return;
    }
    underWay += 1;
    most = Math.max(most, underWay);
    await delay(150);
    underWay -= 1;
    response.end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const browser = await launchChromium();
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${port}/`, { waitUntil: 'load' });
  await browser.close();
  server.close();
  server.closeAllConnections();
  equal(most, 6);
}
