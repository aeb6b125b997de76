import { markup, type Markup } from '../markup';

/** Text to read and copy: a statement, a condition. */
export interface CodeBlock {
  /** What it is; also the name of its copy button. */
  readonly label: string;
  readonly text: string;
  /** True for long texts: they scroll in a window of their own, and stand whole in print. */
  readonly tall?: boolean;
}

/** Code as it is, wrapped where lines are longer than the page. */
export function codeBlock({ label, text, tall = false }: CodeBlock): Markup {
  // A region that scrolls must be reachable by keyboard.
  const scrolls = tall ? markup` tabindex="0" role="region" aria-label="${label}"` : '';
  return markup`<figure class="code${tall ? ' tall' : ''}"><figcaption>${label}</figcaption><pre${scrolls}><code>${text}</code></pre></figure>`;
}

/** A command for a terminal, with what it does. Lines break between its words first, so that no option is torn apart. */
export function commandToCopy(label: string, command: string): Markup {
  const words = command
    .split(/( +)/)
    .map((word) => (/^ *$/.test(word) ? word : markup`<span>${word}</span>`));
  return markup`<figure class="code command"><figcaption>${label}</figcaption><pre><code>${words}</code></pre></figure>`;
}

/**
 * The value as one word of a POSIX shell, whatever it holds: a command on a page is pasted as it is, and its arguments may
 * come out of a log.
 */
export function shellWord(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
