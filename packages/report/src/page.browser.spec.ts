import { browserSuite } from './testing/report-browser';
import {
  contrastFailures,
  elementsCutOff,
  elementsOverTheEdge,
  openFolds,
  printed,
  unnamedElements,
} from './testing/page-probes';
import { samplePage, sampleRows } from './testing/sample-page';

browserSuite('a report in a browser', (browser) => {
  const names = `[...document.querySelectorAll('#rows tbody tr:not([hidden])')].map((row) => row.cells[0].textContent)`;

  test('loads without a complaint and without the network, and runs nothing out of data', async () => {
    const { page, complaints, requests } = await browser().open(samplePage());
    await openFolds(page);
    await page.waitForTimeout(200);
    expect(complaints).toEqual([]);
    expect(requests).toEqual([]);
    expect(await page.title()).toContain('Sample </td></table><script>');
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('#records tbody').count()).toBe(12);
  });

  test('the first screen has the verdict and what needs a person', async () => {
    const { page } = await browser().open(samplePage({ hostile: 'plain' }));
    for (const selector of ['h1', '.verdict .badge', '.verdict .figure b', '#attention h2', '.attend > li']) {
      const box = await page.locator(selector).first().boundingBox();
      expect(box!.y + box!.height).toBeLessThan(800);
    }
    expect(await page.locator('h1').textContent()).toBe('3 objects need a person');
  });

  test('a filter shows the rows with all its words, says how many, and gives all back', async () => {
    const { page } = await browser().open(samplePage({ hostile: '' }));
    const filter = page.getByLabel('Filter rows');
    await filter.fill('RARE object-0');
    await expect(page.locator('#rows output').textContent()).resolves.toBe('');
    await page.locator('#rows output:not(:empty)').waitFor();
    expect(await page.locator('#rows output').textContent()).toBe('1 of 40 shown: RARE object-0');
    expect(await page.evaluate(names)).toEqual(['object-00000']);
    await filter.fill('');
    await page.locator('#rows output:empty').waitFor({ state: 'attached' });
    expect(await page.evaluate<string[]>(names)).toHaveLength(40);
  });

  test('a filter opens the folds that have what is looked for, hides the others, and closes them again', async () => {
    const { page } = await browser().open(samplePage({ hostile: '' }));
    const first = page.locator('details.fold:has(#fold-first)');
    const second = page.locator('details.fold:has(#fold-second)');
    const one = sampleRows(12)[8]!.name;
    await page.getByLabel('Filter records').fill(one);
    await first.waitFor({ state: 'hidden' });
    expect(await second.getAttribute('open')).toBe('');
    expect(await second.locator('tbody:visible').count()).toBe(1);
    await page.getByLabel('Filter records').fill('second');
    await page.locator('#records output', { hasText: '6 of 12' }).waitFor();
    expect(await first.isVisible()).toBe(false);
    await page.getByLabel('Filter records').fill('');
    await first.waitFor({ state: 'visible' });
    expect(await second.getAttribute('open')).toBeNull();
  });

  test('a column is sorted up, down and as it was, by keyboard, and says so', async () => {
    const { page } = await browser().open(samplePage({ hostile: '' }));
    const heading = page.locator('#rows thead th').nth(1);
    const asItWas = await page.evaluate<string[]>(names);
    const bySize = [...sampleRows(40)].sort((a, b) => a.size - b.size).map(({ name }) => name);
    await page.getByRole('button', { name: 'size' }).last().focus();
    await page.keyboard.press('Enter');
    expect(await heading.getAttribute('aria-sort')).toBe('ascending');
    expect(await page.evaluate(names)).toEqual(bySize);
    await page.keyboard.press('Space');
    expect(await heading.getAttribute('aria-sort')).toBe('descending');
    expect(await page.evaluate(names)).toEqual(bySize.reverse());
    await page.keyboard.press('Enter');
    expect(await heading.getAttribute('aria-sort')).toBeNull();
    expect(await page.evaluate(names)).toEqual(asItWas);
  });

  test('records are sorted whole', async () => {
    const { page } = await browser().open(samplePage({ hostile: '' }));
    await openFolds(page);
    await page.locator('#fold-first').getByRole('button', { name: 'name' }).click();
    const shown = await page.evaluate(
      `[...document.querySelectorAll('#fold-first tbody')].map((body) => body.rows[0].cells[0].textContent + '/' + body.rows.length)`,
    );
    const expected = sampleRows(12)
      .slice(0, 6)
      .map(({ name }) => `${name}/2`)
      .sort();
    expect(shown).toEqual(expected);
  });

  test('copies what is shown: code as it is, tables as columns, formulas as text', async () => {
    const { page } = await browser().open(samplePage({ hostile: 'SELECT 1\n  FROM "t"' }));
    await page.getByRole('button', { name: 'Copy: Code' }).click();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('SELECT 1\n  FROM "t"');
    await page.getByLabel('Filter rows').fill('rare');
    await page.locator('#rows output:not(:empty)').waitFor();
    await page.getByRole('button', { name: 'Copy table: All rows' }).click();
    await page.getByRole('button', { name: 'Copy table: All rows' }).getByText('Copied').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
      `name\tsize\tnote\tformula\tless\nobject-00000\t0 B\trare\t'=HYPERLINK("x")\t-5\n`,
    );
  });

  test('without the clipboard the old command copies, and the focus stays', async () => {
    const { page } = await browser().open(samplePage({ hostile: 'SELECT 2' }));
    await page.evaluate(`Object.defineProperty(navigator, 'clipboard', { value: undefined })`);
    const button = page.getByRole('button', { name: 'Copy: Code' });
    await button.click();
    await button.getByText('Copied').waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Copied');
    expect(await page.locator('textarea').count()).toBe(0);
  });

  test('everything is reached by keyboard', async () => {
    const { page } = await browser().open(samplePage({ hostile: '' }));
    const summary = page.locator('details.fold:has(#closed) > summary');
    await summary.focus();
    await page.keyboard.press('Enter');
    await page.getByText('Text in a closed fold.').waitFor({ state: 'visible' });
    await page.keyboard.press('Space');
    await page.getByText('Text in a closed fold.').waitFor({ state: 'hidden' });
    await page.getByRole('region', { name: 'Long code' }).focus();
    expect(await page.evaluate('document.activeElement.tagName')).toBe('PRE');
  });

  test('a link leads into a fold, from the page and from outside', async () => {
    const { page } = await browser().open(samplePage({ hostile: '' }));
    await page.getByRole('link', { name: 'critical' }).click();
    await page.locator('#first-record').waitFor({ state: 'visible' });
    const direct = await browser().open(samplePage({ hostile: '' }), { fragment: '#first-record' });
    await direct.page.locator('#first-record').waitFor({ state: 'visible' });
  });

  test.each(['light', 'dark'] as const)('stands out from its background in the %s scheme', async (scheme) => {
    const { page } = await browser().open(samplePage(), { scheme });
    await openFolds(page);
    expect(await contrastFailures(page)).toEqual([]);
    const background = await page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
    expect(background).toBe(scheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(16, 20, 24)');
  });

  test('the probe of contrast sees pale text', async () => {
    const { page } = await browser().open(samplePage());
    await page.evaluate(
      `document.querySelector('h1').style.color = '#888'; document.querySelector('h1').style.fontSize = '14px'`,
    );
    expect(await contrastFailures(page)).toEqual([
      expect.stringContaining('text h1.: rgb(136, 136, 136) 3.5'),
    ]);
  });

  test('everything that needs a name has one', async () => {
    const { page } = await browser().open(samplePage());
    await openFolds(page);
    expect(await unnamedElements(page)).toEqual([]);
    await page.evaluate(
      `document.querySelector('button').replaceChildren(); document.querySelector('button').removeAttribute('aria-label')`,
    );
    expect(await unnamedElements(page)).toEqual([expect.stringContaining('button')]);
  });

  test.each([360, 768])('fits a window %i pixels wide', async (width) => {
    const { page } = await browser().open(samplePage(), { width });
    await openFolds(page);
    expect(await elementsOverTheEdge(page)).toEqual([]);
  });

  test('on paper everything is open, whole and light', async () => {
    const { page } = await browser().open(samplePage(), { scheme: 'dark', width: 703 });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.getByText('Text in a closed fold.').isVisible()).toBe(true);
    expect(await page.locator('#records tbody .facts').first().isVisible()).toBe(true);
    expect(
      await page.locator('.tools button:visible, .code button:visible, input:visible, nav:visible').count(),
    ).toBe(0);
    expect(await elementsCutOff(page)).toEqual([]);
    expect(await elementsOverTheEdge(page)).toEqual([]);
    expect(await contrastFailures(page)).toEqual([]);
    expect(await page.evaluate('getComputedStyle(document.querySelector("thead")).display')).toBe(
      'table-header-group',
    );
    // Chromium repeats the heads of tables on every page, but none with the box of a button in it.
    expect(await page.evaluate('getComputedStyle(document.querySelector("th button")).display')).toBe(
      'contents',
    );
    const whole = await printed(page);
    expect(whole.pages).toBeGreaterThanOrEqual(3);
    expect(await page.evaluate('getComputedStyle(document.documentElement).backgroundColor')).toBe(
      'rgb(255, 255, 255)',
    );
  });

  test('a page that was filtered says on paper that it was', async () => {
    const { page } = await browser().open(samplePage({ hostile: '' }));
    await page.getByLabel('Filter rows').fill('rare');
    await page.locator('#rows output:not(:empty)').waitFor();
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('output:visible').allTextContents()).toEqual(['1 of 40 shown: rare']);
  });

  test('without script everything is there to read, and no control that does nothing', async () => {
    const { page, complaints } = await browser().open(samplePage({ hostile: 'plain' }), { script: false });
    expect(complaints).toEqual([]);
    expect(await page.locator('button, input, output').count()).toBe(0);
    expect(await page.locator('#rows tbody tr').count()).toBe(40);
    await page.locator('details.fold:has(#closed) > summary').click();
    await page.getByText('Text in a closed fold.').waitFor({ state: 'visible' });
  });

  test('five thousand records: the screen shows the first, filter and sort go over all, paper has all', async () => {
    const html = samplePage({ rows: sampleRows(5_000), hostile: 'plain' });
    const { page } = await browser().open(html);
    const visible = (): Promise<string[]> =>
      page.evaluate<string[]>(
        `[...document.querySelectorAll('#rows tbody tr')].filter((row) => row.getClientRects().length > 0).map((row) => row.cells[0].textContent)`,
      );
    expect(await visible()).toHaveLength(200);

    // What a filter touches: rows that go, and rows that come up among the first; never what stays as it is.
    const changesBy = (word: string): Promise<number> =>
      page.evaluate<number>(`new Promise((resolve) => {
        let changes = 0;
        const observer = new MutationObserver((records) => { changes += records.length; });
        observer.observe(document.querySelector('#rows table'), { subtree: true, attributes: true, childList: true });
        const done = () => setTimeout(() => { observer.disconnect(); resolve(changes); });
        new MutationObserver(done).observe(document.querySelector('#rows output'), { childList: true });
        const input = document.querySelector('#rows input');
        input.value = '${word}';
        input.dispatchEvent(new Event('input', { bubbles: true }));
      })`);
    expect(await changesBy('rare')).toBe(4_950 + 48);
    expect(await visible()).toHaveLength(50);
    expect(await changesBy('rare object-00000')).toBe(49);
    expect(await visible()).toEqual(['object-00000']);
    await page.getByLabel('Filter rows').fill('');
    await page.locator('#rows output:empty').waitFor({ state: 'attached' });

    await page.locator('#rows thead button').first().click();
    expect(await page.evaluate<string[]>(names)).toEqual(
      sampleRows(5_000)
        .map(({ name }) => name)
        .sort(),
    );
    expect(await visible()).toHaveLength(200);
    await page.emulateMedia({ media: 'print' });
    expect(await visible()).toHaveLength(5_000);
    await page.emulateMedia({ media: 'screen' });
    const more = page.locator('#rows .more-rows');
    expect(await more.textContent()).toBe('Show all 5,000');
    await more.click();
    expect(await visible()).toHaveLength(5_000);
  });

  test('five thousand records cost little of the processor to open, filter and sort', async () => {
    const html = samplePage({ rows: sampleRows(5_000), records: sampleRows(5_000), hostile: 'plain' });
    const { page } = await browser().open(html);
    const session = await page.context().newCDPSession(page);
    // Time of the page's own thread: a busy machine does not count.
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const seconds = async (action: string): Promise<number> => {
      const spent = async (): Promise<number> => {
        const { metrics } = await session.send('Performance.getMetrics');
        return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
      };
      const before = await spent();
      await page.evaluate(
        `new Promise((resolve) => { ${action}; setTimeout(() => { document.body.offsetHeight; resolve(); }, 150); })`,
      );
      return (await spent()) - before;
    };
    const fold = `document.querySelector('details.fold:has(#fold-second)')`;
    expect(await seconds(`${fold}.open = true`)).toBeLessThan(1);
    expect(await seconds(`${fold}.querySelector('thead button').click()`)).toBeLessThan(2);
    const type = `const input = document.querySelector('#records input'); input.value = 'rare'; input.dispatchEvent(new Event('input'))`;
    expect(await seconds(type)).toBeLessThan(2);
  });

  test('a link to a record beyond the first ones shows it', async () => {
    const records = sampleRows(600);
    const html = samplePage({ records, hostile: 'plain' });
    const { page } = await browser().open(html, { fragment: `#second-${records[599]!.name}` });
    await page.locator(`#second-${records[599]!.name}`).waitFor({ state: 'visible' });
  });
});
