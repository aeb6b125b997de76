/**
 * The one script of all reports: filter, sort and copy. Controls are made here, so that a page without script has none that do
 * nothing. It reads and moves what is on the page and makes no markup of data.
 */
export const PAGE_SCRIPT = /* js */ String.raw`'use strict';
(() => {
const make = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
const grouped = (count) => String(count).replace(/\B(?=(\d{3})+$)/g, ',');
const recordsOf = (table) => (table.classList.contains('records') ? [...table.tBodies] : [...table.tBodies[0].rows]);

// Copy. Where the clipboard is not to be had (plain http), the old command of the browser serves.
const copy = async (text, button) => {
  let done = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = make('textarea', { value: text, readOnly: true, className: 'seen-only' });
    button.after(area);
    area.select();
    done = document.execCommand('copy');
    area.remove();
    button.focus();
  }
  const label = button.dataset.label;
  button.textContent = done ? 'Copied' : 'Press Ctrl+C';
  setTimeout(() => { button.textContent = label; }, 1500);
};
const copyButton = (label, name, text) => {
  const button = make('button', { type: 'button', textContent: label });
  button.dataset.label = label;
  button.setAttribute('aria-label', name);
  button.addEventListener('click', () => copy(text(), button));
  return button;
};
for (const figure of document.querySelectorAll('figure.code')) {
  const name = figure.querySelector('figcaption')?.textContent ?? '';
  figure.append(copyButton('Copy', 'Copy: ' + name, () => figure.querySelector('code').textContent));
}

// A cell that a spreadsheet would take for a formula is copied as text.
const cellText = (cell) => {
  const text = cell.textContent.replace(/\s+/g, ' ').trim();
  return /^[=+\-@]/.test(text) && !/^-?[\d,.]+$/.test(text) ? "'" + text : text;
};
const tableText = (table) => {
  const rows = recordsOf(table).filter((record) => !record.hidden);
  const lines = [[...table.tHead.rows[0].cells]];
  for (const record of rows) lines.push(record.rows ? [...record.rows].flatMap((row) => [...row.cells]) : [...record.cells]);
  return lines.map((cells) => cells.map(cellText).join('\t')).join('\n') + '\n';
};

// Long tables: the screen shows the first records of what is left by the filter, paper shows all.
const FIRST = 200;
const tables = new Map();
const refresh = (table) => {
  const state = tables.get(table);
  let left = 0;
  for (const record of state.order) {
    if (record.hidden) continue;
    left += 1;
    record.classList.toggle('later', !state.all && left > FIRST);
  }
  state.more.hidden = state.all || left <= FIRST;
  state.more.textContent = 'Show all ' + grouped(left);
};
const showAll = (table) => {
  tables.get(table).all = true;
  refresh(table);
};

// Sort: up, down, as it was.
const keyOf = (record, column) => {
  const cell = (record.rows ? record.rows[0] : record).cells[column];
  const text = cell.dataset.key ?? cell.textContent.trim();
  const number = Number(text.replace(/,/g, ''));
  return text !== '' && !Number.isNaN(number) ? number : text;
};
const compare = (a, b) =>
  typeof a === 'number' && typeof b === 'number' ? a - b
  : typeof a === 'number' ? -1
  : typeof b === 'number' ? 1
  : a < b ? -1 : a > b ? 1 : 0;
const sortable = (table) => {
  const original = tables.get(table).order;
  if (original.length < 2) return;
  [...table.tHead.rows[0].cells].forEach((heading, column) => {
    const button = make('button', { type: 'button' }, ...heading.childNodes);
    heading.append(button);
    button.addEventListener('click', () => {
      const was = heading.getAttribute('aria-sort');
      const next = was === null ? 'ascending' : was === 'ascending' ? 'descending' : null;
      for (const other of heading.parentNode.cells) other.removeAttribute('aria-sort');
      let order = original;
      if (next) {
        heading.setAttribute('aria-sort', next);
        const sign = next === 'ascending' ? 1 : -1;
        order = original
          .map((record) => [keyOf(record, column), record])
          .sort(([a], [b]) => sign * compare(a, b))
          .map(([, record]) => record);
      }
      tables.get(table).order = order;
      refresh(table);
      original[0].parentNode.append(...order);
    });
  });
};
for (const table of document.querySelectorAll('table[data-tools]')) {
  const place = table.closest('.scroll') ?? table;
  const more = make('button', { type: 'button', className: 'more-rows', hidden: true });
  more.addEventListener('click', () => showAll(table));
  place.after(more);
  tables.set(table, { order: recordsOf(table), all: false, more });
  refresh(table);
  sortable(table);
  const name = table.caption?.textContent ?? 'table';
  place.before(make('div', { className: 'tools copy' }, copyButton('Copy table', 'Copy table: ' + name, () => tableText(table))));
}

// Filter: every word must occur in the row or in the heading of the fold that it lies in.
for (const area of document.querySelectorAll('[data-filter]')) {
  const input = make('input', { type: 'search', autocomplete: 'off', spellcheck: false, placeholder: area.dataset.hint ?? '' });
  const status = make('output', { className: 'note' });
  const tools = make('div', { className: 'tools' }, make('label', {}, area.dataset.filter, input), status);
  area.prepend(tools);
  let groups;
  const index = () => {
    const folds = [...area.querySelectorAll('details.fold')];
    const inFolds = folds.length > 0;
    groups = (inFolds ? folds : [area]).map((element) => ({
      element: inFolds ? element : undefined,
      text: inFolds ? element.firstElementChild.textContent.toLowerCase() : '',
      tables: [...element.querySelectorAll('table[data-tools]')],
      records: [...element.querySelectorAll('table[data-tools]')].flatMap(recordsOf)
        .map((record) => ({ record, text: record.textContent.toLowerCase() })),
    }));
  };
  const apply = () => {
    if (!groups) index();
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    let all = 0;
    for (const group of groups) {
      let inGroup = 0;
      const missing = words.filter((word) => !group.text.includes(word));
      for (const { record, text } of group.records) {
        const matches = missing.every((word) => text.includes(word));
        if (record.hidden === matches) record.hidden = !matches;
        if (matches) inGroup += 1;
      }
      group.tables.forEach(refresh);
      shown += inGroup;
      all += group.records.length;
      const { element } = group;
      if (!element) continue;
      const relevant = group.records.length ? inGroup > 0 : missing.length === 0;
      if (element.hidden === relevant) element.hidden = !relevant;
      if (words.length > 0 && group.was === undefined) group.was = element.open;
      if (words.length > 0) element.open = relevant && missing.length > 0 ? true : group.was;
      else if (group.was !== undefined) { element.open = group.was; group.was = undefined; }
    }
    status.textContent = words.length ? grouped(shown) + ' of ' + grouped(all) + ' shown: ' + input.value.trim() : '';
  };
  let timer;
  input.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(apply, 80); });
}

// A link to something inside a fold opens the fold.
const reveal = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  const record = target.closest('.later');
  if (record) showAll(record.closest('table'));
  for (let fold = target.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true;
  target.scrollIntoView();
};
addEventListener('hashchange', reveal);
if (location.hash) reveal();

// Browsers that print only what is open: open all, then as it was.
let closed = [];
addEventListener('beforeprint', () => {
  closed = [...document.querySelectorAll('details:not([open])')];
  for (const fold of closed) fold.open = true;
});
addEventListener('afterprint', () => { for (const fold of closed) fold.open = false; });
})();
`;
