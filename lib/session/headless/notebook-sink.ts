import type { MimeBundle } from '../../lab/base/host.ts';
import type { Output } from '../../notebook/format.ts';
import type { OutputSink, StreamName } from '../cell-output.ts';
import type { ErrorReport } from '../error-report.ts';

/** The outputs of a notebook that is being run, each in the cell it belongs to. */
export class NotebookOutputs {
  readonly #displays = new Map<string, { readonly outputs: Output[]; readonly at: Output }[]>();

  /** The sink of one cell. */
  cell(outputs: Output[], number: number): OutputSink {
    let clearsNext = false;
    const add = (output: Output) => {
      if (clearsNext) outputs.length = 0;
      clearsNext = false;
      outputs.push(output);
    };
    return {
      stream: (name: StreamName, text: string) => {
        const last = clearsNext ? undefined : outputs.at(-1);
        if (last?.output_type === 'stream' && last.name === name) {
          outputs[outputs.length - 1] = { ...last, text: last.text + text };
        } else add({ output_type: 'stream', name, text });
      },
      display: (data: MimeBundle, { displayId, update }) => {
        if (update && displayId !== undefined) return this.#update(displayId, data);
        const output: Output = { output_type: 'display_data', data, metadata: {} };
        add(output);
        if (displayId !== undefined) this.#remember(displayId, { outputs, at: output });
      },
      result: (data: MimeBundle) =>
        add({ output_type: 'execute_result', data, metadata: {}, execution_count: number }),
      error: ({ ename, evalue, traceback }: ErrorReport) =>
        add({ output_type: 'error', ename, evalue, traceback }),
      clear: ({ wait }) => {
        if (wait) clearsNext = true;
        else outputs.length = 0;
      },
    };
  }

  #remember(id: string, shown: { readonly outputs: Output[]; readonly at: Output }): void {
    this.#displays.set(id, [...(this.#displays.get(id) ?? []), shown]);
  }

  #update(id: string, data: MimeBundle): void {
    const shown = (this.#displays.get(id) ?? []).flatMap(({ outputs, at }) => {
      const index = outputs.indexOf(at);
      if (index < 0) return [];
      const replaced: Output = { output_type: 'display_data', data, metadata: {} };
      outputs[index] = replaced;
      return [{ outputs, at: replaced }];
    });
    this.#displays.set(id, shown);
  }
}
