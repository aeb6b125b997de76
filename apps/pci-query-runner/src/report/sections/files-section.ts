import {
  commandToCopy,
  countCell,
  dataTable,
  datum,
  filterable,
  fold,
  formatBytes,
  formatCounted,
  formatCount,
  markup,
  stateBadge,
  type Content,
} from '@lakeward/report';
import type { ProblemReport, ReviewReport } from '../report-model';

/** Problems that stand open; beyond, they are too many to read one by one. */
const LISTED_PROBLEMS = 500;

/** The log files of the day, and what is wrong with them. */
export function filesSection({ files, problems }: ReviewReport): Content {
  const listed = problems.slice(0, LISTED_PROBLEMS);
  return [
    markup`<p>${formatCounted(files.delivered, 'log file was', 'log files were')} delivered, ${formatCount(files.read)} of them read. ${
      problems.length === 0 ? 'Nothing is wrong with any.' : `${formatCounted(problems.length, 'problem')}:`
    }</p>`,
    listed.length > 0 && markup`<ul class="attend">${listed.map(problemItem)}</ul>`,
    problems.length > listed.length &&
      markup`<p class="cap">${formatCount(listed.length)} of ${formatCount(problems.length)} problems are listed. The manifest has all.</p>`,
    fold({
      id: 'file-list',
      heading: 'Files',
      count: formatCount(files.delivered),
      body: filterable(
        'Filter files',
        'account, Region, name, hash, problem',
        dataTable({
          caption: 'Log files, with the SHA-256 of their uncompressed bytes',
          rows: files.listed,
          cap: { total: files.delivered, rest: 'files.csv has all of them.' },
          columns: [
            { heading: 'account', kind: 'keep', cell: ({ account }) => account },
            { heading: 'Region', kind: 'keep', cell: ({ region }) => region },
            { heading: 'events', kind: 'number', cell: ({ events }) => countCell(events) },
            {
              heading: 'size',
              kind: 'number',
              key: ({ size }) => size,
              cell: ({ size }) => formatBytes(size),
            },
            {
              heading: 'file',
              cell: ({ file, sha256, problem }) =>
                markup`${problem !== undefined && markup`<b>${problem}</b> `}${baseName(file)}<small class="data">${sha256}</small>`,
            },
          ],
        }),
      ),
    }),
  ];
}

function problemItem({ code, message, file, losesEvents, action }: ProblemReport): Content {
  return markup`<li>${losesEvents ? stateBadge('bad', 'problem') : stateBadge('attention', 'note')}<div><b>${message}</b> <code>${code}</code></div>${
    file !== null && markup`<div>${datum(file)}</div>`
  }<div>${action.text}</div>${action.command !== null && commandToCopy('Next', action.command)}</li>
`;
}

/** The last part of a URI or path. */
function baseName(uri: string): string {
  return uri.slice(uri.lastIndexOf('/') + 1);
}
