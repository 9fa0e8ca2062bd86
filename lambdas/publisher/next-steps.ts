import { consoleOf } from '../core/base/presentation.ts';
import { type Catalogue, type Finding, findingsOf, type Step } from '../core/ledger/finding.ts';
import { allowCommand, undoCommand } from './messages.ts';
import type { ClosedRecord } from './sink.ts';
import { shellWord } from './text.ts';

/** A longer command is no help, and a cut one does something else. */
const LONGEST = 1_500;

type Parts = (record: ClosedRecord, template: string, catalogue: Catalogue) => readonly unknown[];

const removedParts: Parts = ({ removed, added = [] }) => (added.length === 0 ? removed : []);

const openParts: Parts = ({ kind, findings, before }, template, { types }) => {
  const keyOf = types.get(kind)?.type.key;
  const keys = new Set(findings[template]?.keys ?? []);
  return keyOf ? before.filter((part) => keys.has(keyOf(part as never))) : [];
};

/**
 * A call of the AWS CLI as a POSIX shell takes it; undefined where there is none, where one would not read it whole, or
 * where the ledger's parts are none: that must not keep the finding from going out.
 */
const awsCommand = (
  to: 'close' | 'restore',
  partsOf: Parts,
  template: string,
  record: ClosedRecord,
  catalogue: Catalogue,
): string | undefined => {
  try {
    const parts = partsOf(record, template, catalogue);
    const call = catalogue.types.get(record.kind)?.presentation.call;
    const words = parts.length > 0 ? call?.(to, record.id, parts) : undefined;
    if (!words || words.join(' ').length > LONGEST) return undefined;
    return ['aws', ...words, '--region', record.region].map((word) => shellWord(word, LONGEST)).join(' ');
  } catch {
    return undefined;
  }
};

const step = (what: string, command: string | undefined): readonly Step[] =>
  command === undefined ? [] : [{ what, command }];

/** Our own command comes before AWS's: it knows what has changed since, and keeps it from being closed again. */
const putBack = (finding: Finding, record: ClosedRecord, catalogue: Catalogue): readonly Step[] => {
  const { remediation, template } = finding;
  if (!remediation) return [];
  return [
    ...step('Put back exactly what was removed', undoCommand(remediation, finding)),
    ...step(
      'The same by AWS alone, once an exception allows it',
      awsCommand('restore', removedParts, template, record, catalogue),
    ),
  ];
};

const close = ({ template, status }: Finding, record: ClosedRecord, catalogue: Catalogue): readonly Step[] =>
  status === 'NOTIFIED' || status === 'FAILED'
    ? step('Close it', awsCommand('close', openParts, template, record, catalogue))
    : [];

const allow = (finding: Finding): readonly Step[] =>
  finding.status === 'EXCLUDED' || (finding.status === 'RESOLVED' && !finding.remediation)
    ? []
    : step('Have it left alone for a while', allowCommand(finding));

/** What is to be done about a finding, most wanted first. */
const stepsOf = (finding: Finding, record: ClosedRecord, catalogue: Catalogue): readonly Step[] => [
  ...close(finding, record, catalogue),
  ...putBack(finding, record, catalogue),
  ...allow(finding),
  ...(catalogue.help ? [{ what: catalogue.help }] : []),
];

/** A finding with what a reader needs to act on it: a link, and commands. */
const withSteps = (finding: Finding, record: ClosedRecord, catalogue: Catalogue): Finding => {
  const presentation = catalogue.types.get(record.kind)?.presentation;
  const [, partition = ''] = record.resource.split(':');
  const link = presentation && !finding.gone && consoleOf(presentation, record.id, { ...record, partition });
  const next = stepsOf(finding, record, catalogue);
  return { ...finding, ...(link && { console: link }), ...(next.length > 0 && { next }) };
};

/** What a record has to tell: each finding with what its reader needs to act on it. */
export const toldBy = (record: ClosedRecord, catalogue: Catalogue): readonly Finding[] =>
  findingsOf(record, catalogue).map((finding) => withSteps(finding, record, catalogue));
