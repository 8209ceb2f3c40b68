import type { Content } from '../kernel/wire.ts';

/** A message of a kernel. */
export interface Received {
  readonly type: string;
  readonly content: Content;
  /** The id of the request it answers. */
  readonly parent: string | undefined;
}

/** An output in a few words, such as `stdout: hello`. */
export function describeOutput({ type, content }: Received): readonly string[] {
  switch (type) {
    case 'stream':
      return [`${content.name}: ${content.text}`];
    case 'execute_result':
    case 'display_data':
    case 'update_display_data': {
      const data = content.data as Content;
      return [`${type}: ${data['text/plain']}`];
    }
    case 'error':
      return [`error: ${content.ename}: ${content.evalue}`];
    case 'clear_output':
      return ['clear_output'];
    default:
      return [];
  }
}
