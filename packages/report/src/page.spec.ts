import { createHash } from 'node:crypto';
import { HOSTILE, samplePage } from './testing/sample-page';

const page = samplePage();
const hash = (text: string | undefined): string =>
  createHash('sha256')
    .update(text ?? '')
    .digest('base64');

test('the policy allows exactly the one style and the one script', () => {
  const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page) ?? [];
  const [, style] = /<style>([\s\S]*?)<\/style>/.exec(page) ?? [];
  const [, script] = /<script>([\s\S]*?)<\/script>/.exec(page) ?? [];
  expect(policy.split('; ')).toEqual([
    "default-src 'none'",
    `script-src 'sha256-${hash(script)}'`,
    `style-src 'sha256-${hash(style)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ]);
  expect(page.match(/<(?:script|style)/g)).toEqual(['<style', '<script']);
});

test('nothing is loaded and nothing is styled or scripted in place', () => {
  const markupOnly = page.replace(/<(style|script)>[\s\S]*?<\/\1>/g, '');
  const tags = markupOnly.match(/<[a-z][^>]*>/g) ?? [];
  expect(tags.filter((tag) => /\s(?:src|srcset|style|on\w+|action|ping)=/i.test(tag))).toEqual([]);
  const links = tags.flatMap((tag) => /\shref="([^"]*)"/.exec(tag)?.[1] ?? []);
  expect(links.filter((link) => !link.startsWith('#') && link !== 'data:,')).toEqual([]);
});

test('hostile text stays text, and what cannot be seen is named', () => {
  expect(page).not.toContain('<img');
  expect(page).not.toMatch(/[\0\u202e\ud800-\udfff]/);
  expect(page.split('⟨U+202E⟩reversed').length).toBeGreaterThan(20);
});

test('the same input is the same bytes', () => {
  expect(samplePage({ hostile: HOSTILE })).toBe(page);
});

test('every anchor is there once', () => {
  const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const targets = [...page.matchAll(/(?:href="#|aria-labelledby=")([^"]+)"/g)].flatMap(
    ([, target]) => target?.split(' ') ?? [],
  );
  expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
});

test('what every page carries stays small', () => {
  const empty = page.slice(0, page.indexOf('<body>')).length + page.slice(page.indexOf('<script>')).length;
  expect(empty).toBeLessThan(22_000);
});
