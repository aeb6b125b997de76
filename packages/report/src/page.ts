import { createHash } from 'node:crypto';
import { markup, Markup, joined, type Content } from './markup';
import { drawings, stateBadge, type State } from './marks';
import { PAGE_SCRIPT } from './page-script';
import { PAGE_STYLE } from './page-style';

/** The answer that the first screen gives. */
export interface Verdict {
  readonly state: State;
  /** The state as one word. */
  readonly word: string;
  /** One sentence, for somebody who reads nothing else. */
  readonly sentence: Content;
  readonly number: Content;
  /** What the number counts. */
  readonly numberLabel: Content;
  /** What the sentence rests on. */
  readonly explanation?: Content;
}

/** A part of the page, with its place in the list of contents. */
export interface Section {
  /** Anchor: lower-case letters and hyphens. */
  readonly id: string;
  readonly title: string;
  readonly body: Content;
}

/** A report, ready to be written. */
export interface Page {
  /** Of the browser's tab and the printed page. */
  readonly title: string;
  /** Which report this is, at the left end of the first line. */
  readonly subject: Content;
  /** What it is about, at the right end. */
  readonly scope: Content;
  readonly verdict: Verdict;
  /** The first is what needs a person; the list of contents stands before it. */
  readonly sections: readonly Section[];
  readonly footer: Content;
}

/**
 * The page as one file. It loads nothing: its policy forbids all of the network and every style and script but its own two,
 * so that text out of data stays text even where a browser would see more in it.
 */
export function renderPage({ title, subject, scope, verdict, sections, footer }: Page): string {
  const policy = `default-src 'none'; script-src '${hashOf(PAGE_SCRIPT)}'; style-src '${hashOf(PAGE_STYLE)}'; img-src data:; base-uri 'none'; form-action 'none'`;
  const contents = sections.map(({ id, title: name }) => markup`<li><a href="#${id}">${name}</a></li>`);
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${Markup.trusted(policy)}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${Markup.trusted(PAGE_STYLE)}</style>
</head>
<body>
${drawings()}
<header class="top"><span>${subject}</span><span>${scope}</span></header>
<main>
${firstScreen(verdict)}
<nav aria-label="Contents"><ul>${contents}</ul></nav>
${joined(sections.map(sectionOf), '\n')}
</main>
<footer>${footer}</footer>
<script>${Markup.trusted(PAGE_SCRIPT)}</script>
</body>
</html>
`.toString();
}

function firstScreen({ state, word, sentence, number, numberLabel, explanation }: Verdict): Markup {
  const rests = explanation === undefined ? '' : markup`<p class="muted">${explanation}</p>`;
  return markup`<div class="verdict">
<p class="figure"><b>${number}</b><span>${numberLabel}</span></p>
<div>${stateBadge(state, word)}<h1>${sentence}</h1>${rests}</div>
</div>`;
}

function sectionOf({ id, title, body }: Section): Markup {
  return markup`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>
${body}</section>`;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
