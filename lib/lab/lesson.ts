/** A lesson from its first cell to its last: its address, and the proof that its end was reached. */

import { backgrounds, forgetEnded, startAfter, stopAll, tidied } from './background/background.ts';
import { warnOfOtherNotebooks } from './background/other-notebooks.ts';
import { openResources, startTracking } from './background/tracker.ts';
import { currentHost, doneMime, type MimeBundle } from './base/host.ts';
import { accent, html, tint } from './base/html.ts';
import { show, toBundle } from './base/picture.ts';
import { describeResource } from './base/resource-scope.ts';
import { closeLab } from './hosts/open-lab.ts';
import { claimHost } from './system/claimed-host.ts';
import { ipv6Host } from './system/ipv6-host.ts';
import { setLessonHost } from './system/lesson-host.ts';

/** The content of the closing proof. */
export interface DoneProof {
  readonly lesson: number;
  /** The background cells that still ran. */
  readonly stopped: readonly string[];
  /** The resources that cells opened and did not close, in words. */
  readonly leftOpen: readonly string[];
}

/** An open lesson. */
export interface Lesson {
  readonly number: number;
  /**
   * The loopback address that this lesson has for itself: `127.0.NN.1`, or another where a
   * different user of this machine has that one.
   */
  readonly HOST: string;
  /** `::1`; where this machine has no IPv6, an IPv4 address that stands in, which one line says. */
  readonly HOST6: string;
  /**
   * Stops all background cells, reports the resources left open, and proves that the end was reached.
   *
   * @throws Error if a background cell crashed, and was neither started again nor stopped
   */
  done(): Promise<void>;
}

/** Loopback addresses of the course: `127.0.NN.1`. */
const maxLesson = 255;

let isOpen = false;

/**
 * Opens a lesson. Opened again in the same kernel, it first closes all that the earlier run left.
 *
 * @param number the number in the notebook's name
 * @example
 * const lesson = openLesson(2);
 * const { HOST } = lesson; // '127.0.2.1'
 */
export function openLesson(number: number): Lesson {
  if (!Number.isInteger(number) || number < 0 || number > maxLesson) {
    throw new RangeError(`A lesson's number is between 0 and ${maxLesson}, not ${number}`);
  }
  startTracking();
  if (isOpen) {
    const tidying = closeEverything();
    startAfter(tidying);
    currentHost()?.cell()?.hold?.(tidying);
  } else currentHost()?.onShutdown(closeEverything);
  isOpen = true;
  const HOST = claimHost(number);
  setLessonHost(HOST);
  warnOfOtherNotebooks(HOST);
  return {
    number,
    HOST,
    get HOST6() {
      return ipv6Host(HOST);
    },
    done: () => closeLesson(number),
  };
}

/** Closes all that cells opened, so that they can run again in this process or in the next. */
async function closeEverything(): Promise<void> {
  abandonForeground();
  await Promise.all([stopAll(), closeLab()]);
  forgetEnded();
}

function abandonForeground(): void {
  for (const { resource, scope } of openResources()) {
    if (scope) continue;
    if (resource.abandon) resource.abandon();
    else resource.close();
  }
}

async function closeLesson(lesson: number): Promise<void> {
  await tidied();
  const crashed = backgrounds().filter(({ hasCrashed }) => hasCrashed);
  const running = backgrounds().filter(({ isRunning }) => isRunning);
  await Promise.all([stopAll(), closeLab()]);
  if (crashed.length > 0) {
    const names = crashed.map(({ name }) => name).join(', ');
    throw new Error(`Background cells crashed: ${names}. Their panels say why`);
  }
  show(drawProof({ lesson, stopped: running.map(({ name }) => name), leftOpen: leftOpen() }));
  abandonForeground();
}

function leftOpen(): readonly string[] {
  return openResources().map(({ resource, cell }) => {
    const place = cell ? `, opened in cell [${cell.number}]` : '';
    return `${describeResource(resource)}${place}`;
  });
}

function drawProof(proof: DoneProof): MimeBundle {
  const { lesson, stopped, leftOpen } = proof;
  const title = `Lesson ${lesson} is done.`;
  const stops = stopped.length > 0 ? `Stopped: ${stopped.join(', ')}.` : 'Nothing was running.';
  const open = leftOpen.length > 0 ? 'Left open:' : 'Nothing was left open.';
  const text = [`✓ ${title} ${stops} ${open}`, ...leftOpen.map((item) => `  - ${item}`)].join('\n');
  const markup = html`<div style="border-left:4px solid ${accent.green};padding:.35em .9em;background:${tint(4)}">
<span aria-hidden="true">✓ </span><strong>${title}</strong> ${stops} ${open}
${leftOpen.length > 0 ? html`<ul style="margin:.2em 0 0">${leftOpen.map((item) => html`<li>${item}</li>`)}</ul>` : undefined}
</div>`;
  return { ...toBundle({ text, html: markup.markup }), [doneMime]: proof };
}
