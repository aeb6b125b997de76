import {
  browserSuite,
  contrastFailures,
  elementsCutOff,
  elementsOverTheEdge,
  openFolds,
  printed,
  unnamedElements,
} from '@lakeward/report/testing';
import { runReport } from './run-report';
import {
  HOSTILE,
  miscountedRun,
  plannedRun,
  provenRun,
  troubledRun,
  unprovenRun,
} from './testing/sample-runs';

const trouble = (text?: string) =>
  runReport([troubledRun('curated', text), provenRun('raw-data'), plannedRun('logs'), unprovenRun('archive')])
    .html;

browserSuite('the report of runs in a browser', (browser) => {
  test('the first screen answers whether the estate is as wanted, and begins with what needs a person', async () => {
    const { page, complaints, requests } = await browser().open(trouble());
    const inFirstScreen = async (selector: string): Promise<string> => {
      const element = page.locator(selector).first();
      const box = await element.boundingBox();
      expect(box!.y + box!.height).toBeLessThanOrEqual(800);
      return (await element.innerText()).trim();
    };
    expect(await inFirstScreen('h1')).toBe('73 versions in 1 bucket are still not encrypted as wanted');
    expect(await inFirstScreen('.verdict .badge')).toBe('open');
    expect(await inFirstScreen('.verdict .figure')).toBe('73\nversions are still open');
    expect(await inFirstScreen('#attention li:first-child code')).toBe(
      'aws s3 cp --recursive s3://batch/reencryption/reports/job-1/results/ .',
    );
    expect(complaints).toEqual([]);
    expect(requests).toEqual([]);
  });

  test('text of others that tries to be more stays text', async () => {
    const { page, complaints, requests } = await browser().open(trouble(HOSTILE));
    await openFolds(page);
    expect(await page.title()).toBe('Re-encryption of 4 buckets: open');
    expect(await page.locator('img, body script:not(:last-child)').count()).toBe(0);
    expect(await page.getByText('⟨U+202E⟩reversed ⟨U+0000⟩ ⟨U+D800⟩').count()).toBeGreaterThan(3);
    expect(complaints).toEqual([]);
    expect(requests).toEqual([]);
  });

  test('the picture of the estate says in words what it shows', async () => {
    const { page } = await browser().open(trouble());
    const bars = page.getByRole('img', { name: 'Versions by how they are encrypted' });
    expect(await bars.locator('desc').textContent()).toBe(
      '4 buckets. Before, 9.3 % of 4,285 versions were as wanted; after, 71.8 %.',
    );
    expect(await bars.locator('rect title').allTextContents()).toContain(
      'to change in place: 900 of 1,085 versions',
    );
    expect(await page.locator('#estate').innerText()).toContain('900 → 23');
  });

  test('an engineer finds a remedy over all buckets and copies the table', async () => {
    const { page } = await browser().open(trouble());
    await page.getByLabel('Filter remedies').fill('curated multipart');
    await page.locator('#remedies output', { hasText: 'shown' }).first().waitFor();
    expect(await page.locator('#remedies tbody tr:visible').count()).toBe(1);
    await page.locator('#remedies').getByRole('button', { name: 'Copy table' }).click();
    const copied = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(copied.trim().split('\n')[0]).toBe('bucket\tremedy\tbecause it is\tversions\tsize');
  });

  describe.each([
    ['trouble', () => trouble(HOSTILE)],
    ['a job that was cancelled', () => runReport([miscountedRun()]).html],
    ['a proven bucket', () => runReport([provenRun()]).html],
    ['nothing yet', () => runReport([]).html],
  ])('%s', (_, html) => {
    test.each(['light', 'dark'] as const)(
      'stands out from its background in the %s scheme',
      async (scheme) => {
        const { page } = await browser().open(html(), { scheme });
        await openFolds(page);
        expect(await contrastFailures(page)).toEqual([]);
      },
    );

    test('fits a phone, and everything that needs a name has one', async () => {
      const { page } = await browser().open(html(), { width: 360, height: 740 });
      await openFolds(page);
      expect(await elementsOverTheEdge(page)).toEqual([]);
      expect(await unnamedElements(page)).toEqual([]);
    });

    test('is whole on paper', async () => {
      const { page } = await browser().open(html(), { width: 703 });
      await page.emulateMedia({ media: 'print' });
      expect(await elementsCutOff(page)).toEqual([]);
      expect(await elementsOverTheEdge(page)).toEqual([]);
      expect((await printed(page)).pages).toBeLessThanOrEqual(16);
    });
  });

  test('without script every command is there', async () => {
    const { page, complaints } = await browser().open(trouble(), { script: false });
    expect(complaints).toEqual([]);
    expect(await page.locator('#attention code').count()).toBe(8);
    expect(await page.locator('button, input').count()).toBe(0);
  });

  test('an estate of two thousand buckets opens, and the picture shows the largest', async () => {
    const runs = Array.from({ length: 2_000 }, (_, n) => provenRun(`bucket-${String(n).padStart(4, '0')}`));
    const { page, complaints } = await browser().open(runReport(runs).html);
    expect(await page.locator('h1').innerText()).toBe('Every version is encrypted as wanted');
    expect(await page.getByRole('img', { name: 'the 25 largest buckets' }).count()).toBe(1);
    expect(complaints).toEqual([]);
  });
});
