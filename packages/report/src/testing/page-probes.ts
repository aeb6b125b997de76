import type { Page } from 'playwright-core';

/** Opens every fold, so that what is in it is looked at too. */
export async function openFolds(page: Page): Promise<void> {
  await page.evaluate('for (const fold of document.querySelectorAll("details")) fold.open = true');
}

/**
 * Text, marks and fills that do not stand out enough from their background by WCAG 2.1 AA: 4.5:1 for text, 3:1 for large text
 * and for drawings. One line each, without repeats.
 */
export async function contrastFailures(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(CONTRAST);
}

/** Elements that reach over the right edge of the window, other than those that scroll in a place of their own. */
export async function elementsOverTheEdge(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(OVER_THE_EDGE);
}

/** Elements whose content is cut off, for print: nothing scrolls on paper. */
export async function elementsCutOff(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(CUT_OFF);
}

/** Roles that need a name for people who do not see the page. */
const NAMED_ROLES = new Set([
  'button',
  'link',
  'searchbox',
  'textbox',
  'image',
  'img',
  'table',
  'region',
  'heading',
  'navigation',
  'DisclosureTriangle',
]);

/** Roles of elements that the browser itself finds no name for. */
export async function unnamedElements(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  await session.send('Accessibility.enable');
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  return nodes
    .filter(({ ignored, role }) => !ignored && NAMED_ROLES.has(String(role?.value)))
    .filter(({ name }) => String(name?.value ?? '').trim() === '')
    .map(({ role, nodeId }) => `${String(role?.value)} ${nodeId}`);
}

/** The page as a PDF on A4, and how many pages that are. */
export async function printed(page: Page): Promise<{ readonly pdf: Buffer; readonly pages: number }> {
  const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true });
  const [, pages] = /\/Type\s*\/Pages[\s\S]*?\/Count (\d+)/.exec(pdf.toString('latin1')) ?? [];
  return { pdf, pages: Number(pages) };
}

const CONTRAST = String.raw`(() => {
  const parse = (color) => {
    const [r, g, b, a = '1'] = color.match(/[\d.]+/g) ?? [];
    return r === undefined ? undefined : { rgb: [r, g, b].map(Number), alpha: Number(a) };
  };
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color && color.alpha === 1) return color.rgb;
    }
    return [255, 255, 255];
  };
  const failures = new Set();
  const judge = (element, color, least, what) => {
    const parsed = parse(color);
    if (!parsed || parsed.alpha === 0) return;
    const found = ratio(parsed.rgb, behind(element));
    if (found < least) failures.add(what + ' ' + element.tagName.toLowerCase() + '.' + (element.getAttribute('class') ?? '') + ': ' + color + ' ' + found.toFixed(2));
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (node.data.trim() === '' || element.closest('script, style, desc, svg title') || !element.checkVisibility({ visibilityProperty: true })) continue;
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    judge(element, element.closest('svg') ? style.fill : style.color, large ? 3 : 4.5, 'text');
  }
  for (const input of document.querySelectorAll('input')) judge(input, getComputedStyle(input, '::placeholder').color, 4.5, 'placeholder');
  for (const shape of document.querySelectorAll('svg rect, svg circle, svg use, svg path')) {
    if (shape.closest('.drawings') || shape.matches('[data-decoration]')) continue;
    const style = getComputedStyle(shape);
    const drawn = style.stroke !== 'none' ? style.stroke : style.fill;
    judge(shape, shape.tagName === 'use' ? getComputedStyle(shape.parentElement).color : drawn, 3, 'drawing');
  }
  return [...failures];
})()`;

const OVER_THE_EDGE = String.raw`(() => {
  const width = document.documentElement.clientWidth;
  const scrolls = (element) => {
    for (let at = element.parentElement; at; at = at.parentElement) {
      if (['auto', 'scroll', 'hidden'].includes(getComputedStyle(at).overflowX)) return true;
    }
    return false;
  };
  const over = [...document.body.querySelectorAll('*')]
    .filter((element) => element.checkVisibility() && !element.closest('.drawings') && element.getBoundingClientRect().right > width + 0.5 && !scrolls(element))
    .map((element) => element.tagName.toLowerCase() + '.' + (element.getAttribute('class') ?? '') + ' ' + element.textContent.slice(0, 40));
  return document.documentElement.scrollWidth > width ? ['the page is ' + document.documentElement.scrollWidth + ' wide', ...over] : over;
})()`;

const CUT_OFF = String.raw`(() =>
  [...document.body.querySelectorAll('*')]
    .filter((element) => {
      if (element.closest('svg, .seen-only, .tools') || !element.checkVisibility()) return false;
      const { overflowX, overflowY } = getComputedStyle(element);
      const cuts = overflowX !== 'visible' || overflowY !== 'visible';
      return cuts && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1);
    })
    .map((element) => element.tagName.toLowerCase() + '.' + (element.getAttribute('class') ?? '') + ' ' + element.textContent.slice(0, 40)))()`;
